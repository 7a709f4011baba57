import { describe, expect, it } from 'vitest';
import {
  failedBefore,
  findWhetherErased,
  readVin,
  runUtility,
  type UtilityRun,
} from '../../../../hil/tool/run-utility.ts';
import type { ToolDone } from '../../../../hil/tool/tool-result.ts';
import { UtilityFailure } from '../../../../hil/tool/utility-failure.ts';
import type { TesterCommand } from '../../../../hil/tester/command.ts';
import type { Conversation } from '../../../../hil/tester/conversation.ts';
import { CONTACT, play, runUnderWay, type Script } from './scripted-vehicle.ts';

const VIN = '4T1BZ1FB4KU999999';
const DONE: ToolDone = {
  kind: 'done',
  utility: 'reset',
  vin: VIN,
  keysErased: 2,
  keys: { registered: 0, freeSlots: 7 },
};
const FAULT = { reason: 'door', what: 'the door is closed', next: 'open it' } as const;

const NO_COMMANDS: readonly TesterCommand[] = [];

/** A body that does nothing on the bus. */
function body(act: (run: UtilityRun) => void): (run: UtilityRun) => Conversation<ToolDone> {
  return function* (run) {
    yield* NO_COMMANDS;
    act(run);
    return DONE;
  };
}

describe('a utility', () => {
  it('opens the session, reads the VIN, and closes the session when it is done', () => {
    let seen: UtilityRun | null = null;
    const { result, reported } = play(
      runUtility(
        'register',
        {},
        body((run) => (seen = run)),
      ),
      { answers: CONTACT },
    );
    expect([result, reported]).toEqual([DONE, ['10 03', '22 F1 90', '10 01']]);
    expect(seen).toEqual({
      ...{ utility: 'register', title: 'Smart Code Registration', vin: VIN, guided: false, rate: 1, limits: null },
      ...{ added: [], underWay: null, erasing: null },
    });
  });

  it('TEC-5: shows a technician the vehicle first', () => {
    const answers = { ...CONTACT, '22 10 04': '62 10 04 00 02' };
    const { reported } = play(
      runUtility(
        'reset',
        { guided: true, rate: 10 },
        body(() => undefined),
      ),
      { answers },
    );
    expect(reported).toEqual(['10 03', '22 F1 90', '22 10 04', '22 10 05', 'screen - Vehicle', '10 01']);
  });

  it('TEC-5: uses the VIN that was given only where the vehicle gives none', () => {
    const other = '4T1BZ1FB3KU000000';
    const vinOf = (answers: Script['answers']): string => {
      let vin = '';
      play(
        runUtility(
          'reset',
          { vin: other },
          body((run) => (vin = run.vin)),
        ),
        { answers },
      );
      return vin;
    };
    expect(vinOf({ ...CONTACT, '22 F1 90': '7F 22 31' })).toBe(other);
    const { result } = play(
      runUtility(
        'reset',
        {},
        body(() => undefined),
      ),
      {
        answers: { ...CONTACT, '22 F1 90': '7F 22 31' },
      },
    );
    expect(result).toMatchObject({ kind: 'failed', reason: 'vin-unknown', vin: null, keysErased: 'no' });
  });

  it.each(['62 10 04 00 00', '62 10 04 00 02'])(
    'TEC-5: changes nothing on a vehicle that reports another VIN than the one given, inputs %s',
    (inputs) => {
      let isBegun = false;
      const utility = runUtility(
        'erase',
        { vin: '4T1BZ1FB3KU000000' },
        body(() => (isBegun = true)),
      );
      const { result, sent } = play(utility, { answers: { ...CONTACT, '22 10 04': inputs } });
      expect([isBegun, sent]).toEqual([false, ['10 03', '22 F1 90']]);
      expect(result).toMatchObject({
        cause: 'vehicle',
        reason: 'vin-differs',
        what: `the vehicle reports the VIN ${VIN}, not 4T1BZ1FB3KU000000 as given with --vin`,
        keysErased: 'no',
      });
    },
  );

  it('TEC-5: goes on where the VIN given is the one reported', () => {
    const utility = runUtility(
      'reset',
      { vin: VIN },
      body(() => undefined),
    );
    expect(play(utility, { answers: CONTACT }).result).toEqual(DONE);
  });

  it('TEC-6: that fails stops the procedure, and finds out whether keys were erased', () => {
    const failing = body((run) => {
      run.underWay = 'reset';
      run.erasing = { retiredBefore: 0 };
      run.added.push(0xa1);
      throw new UtilityFailure('vehicle', FAULT);
    });
    const answers = {
      ...CONTACT,
      '31 02 02 01': '71 02 02 01 00',
      '22 10 08': '62 10 08 00 02',
      '22 10 01': '62 10 01 00',
      '22 10 02': '62 10 02 07',
    };
    const { result, sent } = play(runUtility('reset', {}, failing), { answers });
    expect(sent.slice(2)).toEqual(['31 02 02 01', '22 10 08', '22 10 01', '22 10 02', '10 01']);
    expect(result).toEqual({
      ...{ kind: 'failed', utility: 'reset', vin: VIN, cause: 'vehicle', ...FAULT },
      ...{ keysErased: 'yes', added: [0xa1], keys: { registered: 0, freeSlots: 7 } },
    });
  });

  it('lets a bug through', () => {
    const buggy = body(() => {
      throw new RangeError('a bug');
    });
    expect(() => play(runUtility('reset', {}, buggy), { answers: CONTACT })).toThrow(RangeError);
  });

  it('TEC-6: that failed before anything began has erased nothing', () => {
    expect(failedBefore('read', new UtilityFailure('bench', FAULT))).toEqual({
      ...{ kind: 'failed', utility: 'read', vin: null, cause: 'bench', ...FAULT },
      ...{ keysErased: 'no', added: [], keys: null },
    });
  });
});

describe('the VIN of a vehicle', () => {
  it.each([
    [CONTACT['22 F1 90'], VIN],
    ['62 F1 90 34 54 31 42 5A 31 46 42 34 4B 55 39 39 39 39 39 38', null],
    ['62 F1 90 34 54 31', null],
    ['', null],
  ])('from %j is %j', (answer, vin) => {
    expect(play(readVin(), { answers: { '22 F1 90': answer ?? '' } }).result).toBe(vin);
  });
});

describe('TEC-6: whether keys were erased', () => {
  const RUNNING = '62 10 06 01 12 00 00 0A 0E A5 F6';
  const IDLE = '62 10 06 00 00 00 00 00 00 00 00';

  it.each([
    ['no request may have erased any', null, {}, 'no'],
    ['more keys are retired than before', { retiredBefore: 1 }, { '22 10 08': '62 10 08 00 02' }, 'yes'],
    [
      'as many are retired, and no reset runs',
      { retiredBefore: 1 },
      { '22 10 08': '62 10 08 00 01', '22 10 06': IDLE },
      'no',
    ],
    ['a reset runs', { retiredBefore: 1 }, { '22 10 08': '62 10 08 00 01', '22 10 06': RUNNING }, 'unknown'],
    ['it cannot be said what runs', { retiredBefore: 1 }, { '22 10 08': '62 10 08 00 01' }, 'unknown'],
    ['nobody counted before', { retiredBefore: null }, { '22 10 08': '62 10 08 00 02' }, 'unknown'],
    ['the vehicle is silent', { retiredBefore: 1 }, {}, 'unknown'],
  ])('where %s', (_what, erasing, answers, expected) => {
    expect(play(findWhetherErased(runUnderWay({ erasing })), { answers }).result).toBe(expected);
  });
});
