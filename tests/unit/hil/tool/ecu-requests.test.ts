import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { REASONS } from '../../../../ecu-sim/description/codes.ts';
import {
  ask,
  countRefusals,
  DEFAULT_SESSION,
  EXTENDED_SESSION,
  exitedAt,
  failureOf,
  needKeyCount,
  page,
  performAtCar,
  readData,
  readKeyCount,
  readResults,
  readSlots,
  readValue,
  reasonOf,
  requestResults,
  show,
  startStep,
  stopProcedure,
  unexpectedResponse,
} from '../../../../hil/tool/ecu-requests.ts';
import { failing, play, type Script } from './scripted-vehicle.ts';

const NO_ENTRIES = ' 00 00 00 00 00 00 00 00'.repeat(15);
/** The newest entry of the history. */
const history = (entry: string): string => `62 10 10 01 ${entry}${NO_ENTRIES}`;
const SCREEN = { number: null, title: 'Title', lines: [], agree: null };

describe('a request to the Smart Key ECU', () => {
  it('opens and closes the session', () => {
    expect([toHex(DEFAULT_SESSION, ' '), toHex(EXTENDED_SESSION, ' ')]).toEqual(['10 01', '10 03']);
  });

  it('gives the positive response', () => {
    const { result, sent } = play(ask(fromHex('3E 00'), 'it is tried'), { answers: { '3E 00': '7E 00' } });
    expect([toHex(result, ' '), sent]).toEqual(['7E 00', ['3E 00']]);
  });

  it.each([
    ['7F 3E 21', 'vehicle', 'busy'],
    ['7F 3E 72', 'vehicle', 'refused'],
    ['', 'bench', 'no-answer'],
  ])('TEC-6: fails with %j as %s: %s', (answer, part, reason) => {
    expect(failing(ask(fromHex('3E 00'), 'it is tried'), { answers: { '3E 00': answer } })).toMatchObject({
      part,
      details: { reason },
    });
  });

  it('TEC-6: that broke off is a failure of the bench', () => {
    expect(failureOf({ kind: 'receive-failed', fault: 'timeout-cr' }, 'it is tried')).toMatchObject({
      part: 'bench',
      details: { reason: 'broken-answer', what: 'a response of the Smart Key ECU broke off while it is tried' },
    });
    expect(unexpectedResponse('it is tried')).toMatchObject({
      part: 'vehicle',
      details: { reason: 'unexpected-response' },
    });
  });
});

describe('a data identifier that is read', () => {
  it.each([
    ['62 10 01 02', '02'],
    ['62 10 02 02', null],
    ['62 11 01 02', null],
    ['7F 22 31', null],
    ['', null],
  ])('from %j has the bytes %j', (answer, bytes) => {
    const { result } = play(readValue({ id: 0x1001 }), { answers: { '22 10 01': answer } });
    expect(result === null ? null : toHex(result, ' ')).toBe(bytes);
  });

  it('is decoded, and null where it is not of the declared form', () => {
    expect(play(readData('registeredKeys'), { answers: { '22 10 01': '62 10 01 02' } }).result).toBe(2);
    expect(play(readData('registeredKeys'), { answers: { '22 10 01': '62 10 01 02 03' } }).result).toBeNull();
    expect(play(readData('passCodeAttempts'), { answers: { '22 10 09': '62 10 09 02 27 10' } }).result).toEqual({
      wrong: 2,
      delayLeftMs: 10_000,
    });
  });

  it('KEY-2: counts the keys and the free slots, or fails where it has to', () => {
    const answers = { '22 10 01': '62 10 01 02', '22 10 02': '62 10 02 05' };
    expect(play(readKeyCount(), { answers }).result).toEqual({ registered: 2, freeSlots: 5 });
    expect(play(needKeyCount('the keys are counted'), { answers }).result).toEqual({ registered: 2, freeSlots: 5 });
    const half = { '22 10 01': '62 10 01 02' };
    expect(play(readKeyCount(), { answers: half }).result).toBeNull();
    expect(play(readKeyCount(), { answers: {} }).sent).toEqual(['22 10 01']);
    expect(failing(needKeyCount('the keys are counted'), { answers: half }).details).toMatchObject({
      reason: 'unexpected-response',
      what: 'unexpected response: not in the form of a Smart Key ECU, while the keys are counted',
    });
  });

  it('KEY-2: gives the ids in the slots, without the free ones', () => {
    const slots = '62 10 03 01 A1 00 00 01 00 00 00 00 00 01 A1 00 00 02';
    expect(play(readSlots(), { answers: { '22 10 03': slots } }).result).toEqual([0xa100_0001, 0xa100_0002]);
    expect(play(readSlots(), { answers: {} }).result).toEqual([]);
  });

  it('REG-6: counts refusals by the running number of the newest entry', () => {
    const answers = { '22 10 10': history('02 02 06 09 00 00 01 00') };
    expect(play(countRefusals(), { answers }).result).toBe(9);
    expect(play(countRefusals(), { answers: {} }).result).toBe(0);
  });
});

describe('a step of a procedure', () => {
  const step = (answers: Script['answers']): ReturnType<typeof play> =>
    play(startStep('reset', 'arm', 'it is armed'), { answers });

  it('gives what follows the echo', () => {
    expect(step({ '31 01 02 01 01': '71 01 02 01 11' }).result).toEqual({ state: 0x11 });
    expect(step({ '31 01 02 01 01': '71 01 02 01' }).result).toBeNull();
    const declared = play(startStep('erasure', 'declare', 'they are declared', 2), {
      answers: { '31 01 02 03 01 02': '71 01 02 03 31 02 01' },
    });
    expect(declared.result).toEqual({ state: 0x31, kept: 2, toBeErased: 1 });
  });

  it.each([
    ['01 02 01 07 00 00 01 00', 'door'],
    ['01 02 02 07 00 00 01 00', 'battery'],
  ])('VEH-6: refused with 0x22 has the reason of the newest entry %s: %s', (entry, reason) => {
    const answers = { '31 01 02 01 01': '7F 31 22', '22 10 10': history(entry) };
    expect(failing(startStep('reset', 'arm', 'it is armed'), { answers })).toMatchObject({
      part: 'vehicle',
      details: { reason },
    });
  });

  it.each([
    ['another procedure', '02 02 01 07 00 00 01 00'],
    ['no refusal', '01 01 00 07 00 00 01 00'],
    ['an unknown reason', '01 02 7F 07 00 00 01 00'],
  ])('VEH-6: refused with 0x22 has no reason from an entry of %s', (_what, entry) => {
    const answers = { '31 01 02 01 01': '7F 31 22', '22 10 10': history(entry) };
    expect(failing(startStep('reset', 'arm', 'it is armed'), { answers }).details.reason).toBe('refused');
  });

  it.each([
    ['under way', '71 03 02 01 12 00 00 00 00 0A 0E A5 F6', 'under-way'],
    ['aborted', '71 03 02 01 00 03 02 00 27 10 00 00 00', 'battery'],
    ['completed', '71 03 02 01 00 01 00 0E A6 00 00 00 00', 'wrong-order'],
    ['unknown', '', 'wrong-order'],
  ])('out of order is explained by the procedure: %s', (_what, results, reason) => {
    const answers = { '31 01 02 01 01': '7F 31 24', '31 03 02 01': results };
    expect(failing(startStep('reset', 'arm', 'it is armed'), { answers }).details.reason).toBe(reason);
  });

  it('is stopped, and its results are requested', () => {
    expect(play(stopProcedure('erasure'), { answers: {} }).sent).toEqual(['31 02 02 03']);
    expect(play(requestResults('erasure'), { answers: {} }).sent).toEqual(['31 03 02 03']);
  });

  it('RST-5: has results, or fails', () => {
    const results = '71 03 02 03 32 00 00 00 00 64 00 74 CC 02 01';
    expect(play(readResults('erasure', 'keys are touched'), { answers: { '31 03 02 03': results } }).result).toEqual({
      ...{ state: 0x32, outcome: 0, reason: 0, elapsedMs: 100, remainingMs: 29_900, declared: 2, touched: 1 },
    });
    for (const [answer, reason] of [
      ['71 03 02 03 32', 'unexpected-response'],
      ['7F 31 24', 'wrong-order'],
      ['', 'no-answer'],
    ] as const) {
      const failure = failing(readResults('erasure', 'keys are touched'), { answers: { '31 03 02 03': answer } });
      expect(failure.details.reason).toBe(reason);
    }
  });

  it('has no reason where the ECU gives one that is not known', () => {
    expect([reasonOf({ reason: REASONS.speed }), reasonOf({ reason: 0x7f })]).toEqual(['speed', 'none']);
  });
});

describe('a screen of a utility', () => {
  it('is shown without a way back, or with one', () => {
    expect(play(show(SCREEN), { answers: {} }).commands).toEqual([{ kind: 'screen', ...SCREEN, back: false }]);
    const { result, commands } = play(page({ ...SCREEN, back: true }), { answers: {}, technician: () => 'back' });
    expect([result, commands]).toEqual(['back', [{ kind: 'screen', ...SCREEN, back: true }]]);
    expect(play(page(SCREEN), { answers: {} }).result).toBe('next');
  });

  it('ends the utility where the technician leaves', () => {
    expect(failing(show(SCREEN), { answers: {}, leavesAt: 'Title' })).toMatchObject(exitedAt('Title'));
    expect(exitedAt('Title')).toMatchObject({
      part: 'person',
      details: {
        reason: 'exit',
        what: 'the utility was exited at the screen "Title"',
        next: 'start it again at any time; new pass-codes are needed',
      },
    });
  });
});

describe('something to be done at the car', () => {
  it('is done, or ends the utility', () => {
    const door = { kind: 'open-driver-door' } as const;
    expect(play(performAtCar(door), { answers: {} }).result).toEqual({ done: true, reaction: null, reason: null });
    expect(failing(performAtCar(door), { answers: {}, operatorIsThere: false })).toMatchObject({
      part: 'bench',
      details: { reason: 'stimulus-failed', what: 'nobody is there', next: 'go there' },
    });
  });
});
