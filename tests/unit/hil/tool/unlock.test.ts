import { describe, expect, it } from 'vitest';
import { DEALER_UNREACHABLE, unlock } from '../../../../hil/tool/unlock.ts';
import type { PassCodeAnswer } from '../../../../hil/tester/command.ts';
import { failing, play, runUnderWay, type Script, type TechnicianAnswer } from './scripted-vehicle.ts';

const VIN = '4T1BZ1FB4KU999999';
const SCREENS = { title: 'Title', getNumber: 'SMRT-41-001', sendNumber: 'SMRT-41-011', back: true };
const RESET_ANSWERS: Script['answers'] = {
  '27 01': '67 01 00 01 01 23 45 67 89 AB',
  '27 02 32 39 34 32 31 31': '67 02',
};
const KEY_ANSWERS: Script['answers'] = {
  '27 05': '67 05 05 A1 7C 0D 00 02 7F 3C 9E 01 5D 24 B9 73 B6 A8',
  '27 06 E6 B8 10 B8 E6 79': '67 06',
};
const granted = (passCode: string): PassCodeAnswer => ({ granted: true, passCode });

describe('AUT-2: a level that is unlocked', () => {
  it('shows the seed number of level 1, and sends six digits as ASCII', () => {
    const { result, commands, sent } = play(unlock(runUnderWay(), 1, SCREENS), {
      answers: RESET_ANSWERS,
      passCodes: [granted(' 294211 ')],
    });
    expect(result).toBe('next');
    expect(sent).toEqual(['27 01', '27 02 32 39 34 32 31 31']);
    expect(commands[0]).toEqual({
      kind: 'screen',
      number: 'SMRT-41-001',
      title: 'Title',
      lines: ['The vehicle generates a seed; get the matching pass-code from the dealer server.'],
      agree: null,
      next: 'Get Pass-Code',
      back: true,
    });
    expect(commands[2]).toMatchObject({
      kind: 'screen',
      number: 'SMRT-41-011',
      lines: [`VIN          ${VIN}`, 'Seed number  00010123456789AB'],
      seed: { level: 1, vin: VIN, vinCheckDigit: 'R' },
    });
    expect(commands[3]).toMatchObject({ kind: 'pass-code', number: 'SMRT-41-001', title: 'Title', level: 1 });
  });

  it('shows Data1 to Data3 of the other levels with their check digits, and sends six bytes', () => {
    const { commands, sent } = play(unlock(runUnderWay(), 3, SCREENS), {
      answers: KEY_ANSWERS,
      passCodes: [granted('e6b810b8e679')],
    });
    expect(sent).toEqual(['27 05', '27 06 E6 B8 10 B8 E6 79']);
    expect(commands[2]).toMatchObject({
      lines: [`VIN    ${VIN}  CD R`, 'Data1  5A17C0D0002  CD B', 'Data2  7F3C9E015D24  CD C', 'Data3  B973B6A8'],
    });
  });

  it.each([
    [1, RESET_ANSWERS, '294211', /Immobilizer Reset tab.* do not submit another request/],
    [3, KEY_ANSWERS, 'E6B810B8E679', /Add\/Remove Key tab/],
  ] as const)('TEC-1: of level %i has the notes of the bulletin for a technician only', (level, answers, code, tab) => {
    const notesOf = (guided: boolean): readonly string[] => {
      const script = { answers, passCodes: [granted(code)] };
      const { commands } = play(unlock(runUnderWay({ guided }), level, SCREENS), script);
      const seed = commands.find((command) => command.kind === 'screen' && command.seed !== undefined);
      return seed?.kind === 'screen' ? (seed.notes ?? []) : [];
    };
    expect(notesOf(false)).toEqual([]);
    const [connected, dealer] = notesOf(true);
    expect(connected).toContain('at the tool that is connected to the vehicle');
    expect(dealer).toMatch(tab);
  });

  it('is left as it is where the seed is zero: it is unlocked already', () => {
    const { result, reported } = play(unlock(runUnderWay(), 1, SCREENS), {
      answers: { '27 01': '67 01 00 00 00 00 00 00 00 00' },
    });
    expect([result, reported]).toEqual(['next', ['screen SMRT-41-001 Title', '27 01']]);
  });

  it.each([
    ['a seed of another length', { '27 01': '67 01 00 01' }, 'unexpected-response'],
    ['no seed', { '27 01': '67 01' }, 'unexpected-response'],
    ['a delay', { '27 01': '7F 27 37' }, 'locked-out'],
    ['silence', {}, 'no-answer'],
    ['a wrong pass-code', { ...RESET_ANSWERS, '27 02 32 39 34 32 31 31': '7F 27 35' }, 'pass-code'],
  ])('fails with %s', (_what, answers, reason) => {
    const failure = failing(unlock(runUnderWay(), 1, SCREENS), { answers, passCodes: [granted('294211')] });
    expect(failure.details.reason).toBe(reason);
  });
});

describe('a pass-code of the dealer', () => {
  it.each([
    [1, RESET_ANSWERS, '29421', '"29421" is not a valid pass-code: enter six digits'],
    [3, KEY_ANSWERS, 'E6B810B8E67', '"E6B810B8E67" is not a valid pass-code: enter twelve hexadecimal digits'],
  ] as const)('of another form for level %i is not sent', (level, answers, passCode, what) => {
    const sent: string[] = [];
    const failure = failing(unlock(runUnderWay(), level, SCREENS), { answers, passCodes: [granted(passCode)] });
    expect(failure).toMatchObject({ part: 'dealer', details: { reason: 'pass-code-form', what } });
    expect(sent).toEqual([]);
  });

  it.each([
    [{}, 'no-pass-code'],
    [{ unreachable: true }, DEALER_UNREACHABLE],
  ] as const)('that is refused with %j ends it as %s', (how, reason) => {
    const refusal: PassCodeAnswer = { granted: false, message: 'no approval', hint: 'ask for one', ...how };
    expect(failing(unlock(runUnderWay(), 1, SCREENS), { answers: RESET_ANSWERS, passCodes: [refusal] })).toMatchObject({
      part: 'dealer',
      details: { reason, what: 'no approval', next: 'ask for one' },
    });
  });
});

describe('the way back from a pass-code', () => {
  /** What a technician presses, in order. */
  function presses(...buttons: readonly TechnicianAnswer[]): NonNullable<Script['technician']> {
    const left = [...buttons];
    return () => left.shift();
  }

  it('leads out of the first screen, where it is offered', () => {
    const script = { answers: RESET_ANSWERS, technician: presses('back') };
    expect(play(unlock(runUnderWay({ guided: true }), 1, SCREENS), script).result).toBe('back');
  });

  it('leads from the seed to the first screen, and so to a new seed', () => {
    const { result, sent } = play(unlock(runUnderWay({ guided: true }), 1, SCREENS), {
      answers: RESET_ANSWERS,
      passCodes: [granted('294211')],
      technician: presses('next', 'back'),
    });
    expect([result, sent]).toEqual(['next', ['27 01', '27 01', '27 02 32 39 34 32 31 31']]);
  });

  it('leads from the pass-code to the same seed', () => {
    const { sent, reported } = play(unlock(runUnderWay({ guided: true }), 1, SCREENS), {
      answers: RESET_ANSWERS,
      passCodes: [granted('294211')],
      technician: presses('next', 'next', 'back'),
    });
    expect(sent).toEqual(['27 01', '27 02 32 39 34 32 31 31']);
    expect(reported.filter((line) => line === 'screen SMRT-41-011 Title')).toHaveLength(2);
  });

  it('is not taken if the technician leaves', () => {
    const script = { answers: RESET_ANSWERS, technician: presses('next', 'next', 'exit') };
    expect(failing(unlock(runUnderWay({ guided: true }), 1, SCREENS), script).details.reason).toBe('exit');
  });
});
