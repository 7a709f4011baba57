import { describe, expect, it } from 'vitest';
import { OUTCOMES, REASONS } from '../../../../ecu-sim/description/codes.ts';
import type { RunResults } from '../../../../ecu-sim/description/smart-key/routines.ts';
import {
  endedOr,
  enterMode,
  finishRegistration,
  FUNCTION_CHECK,
  instructionChecks,
  instructions,
  modeFor,
  placement,
  placementChecks,
  room,
  runPreStartCheck,
  startRegistration,
} from '../../../../hil/tool/registration-steps.ts';
import { failing, play, runUnderWay } from './scripted-vehicle.ts';

describe('the screens of a registration', () => {
  it.each([
    [0, 'initial'],
    [1, 'additional'],
  ] as const)('REG-2: with %i keys its mode is %s', (registered, mode) => {
    expect(modeFor({ registered, freeSlots: 7 - registered })).toBe(mode);
  });

  it('say what is needed in each mode', () => {
    expect(instructions('initial')).toEqual({
      number: null,
      title: 'Smart Code Registration',
      lines: ['No key is registered: several new keys can be registered, one after the other.'],
    });
    expect(instructions('additional').lines).toEqual([
      'You need a registered key and the new key. Each run registers one new key.',
    ]);
    expect(placement('initial').lines).toEqual(['Take the new keys out of the vehicle.']);
    expect(placement('additional').lines).toEqual([
      'Take all keys out of the vehicle, then bring in only the registered one.',
    ]);
    expect(room({ registered: 2, freeSlots: 5 }).lines).toEqual(['Keys registered: 2', 'Room for further keys: 5']);
    expect(FUNCTION_CHECK.lines).toEqual([
      'Check each key: lock, unlock, panic and trunk buttons, and that the vehicle starts with it.',
    ]);
  });

  it('TEC-1: have their instructions checked one by one', () => {
    expect(instructionChecks('additional')).toEqual([
      'A registered key is here.',
      'The new key is here, and was never registered on any vehicle.',
      'The battery is charged, or a battery charger is connected.',
    ]);
    expect(instructionChecks('initial')).toHaveLength(2);
    expect(placementChecks('additional')).toEqual([
      'The new key is outside the vehicle, and so is every other key but one.',
      'One registered key is in the vehicle.',
    ]);
    expect(placementChecks('initial')).toEqual(['Every new key is outside the vehicle.']);
  });
});

describe('the steps of a registration', () => {
  it.each([
    ['additional', '71 01 02 02 21 00 05'],
    ['initial', '71 01 02 02 22 01 07'],
  ] as const)('REG-1: enter the %s mode, from when on it is under way', (mode, answer) => {
    const run = runUnderWay();
    expect(play(enterMode(run, mode), { answers: { '31 01 02 02 01': answer } }).sent).toEqual(['31 01 02 02 01']);
    expect(run.underWay).toBe('registration');
  });

  it('REG-2: reject a response with another mode than the keys allow', () => {
    const run = runUnderWay();
    const answers = { '31 01 02 02 01': '71 01 02 02 22 01 07' };
    expect(failing(enterMode(run, 'additional'), { answers }).details.reason).toBe('unexpected-response');
    expect(run.underWay).toBe('registration');
  });

  it('REG-3: show the findings of the Pre-Start Check', () => {
    const answers = { '31 01 02 02 02': '71 01 02 02 23 17' };
    expect(play(runPreStartCheck('additional'), { answers }).result).toEqual({
      number: null,
      title: 'Smart Code Registration, Pre-Start Check',
      lines: [
        'yes  door signal known',
        'yes  12 V supply sufficient',
        'yes  free slot',
        'no   registered key in the cabin or touched',
        'yes  no prohibiting fault',
      ],
    });
    expect(play(runPreStartCheck('initial'), { answers }).result.lines[3]).toBe(
      'n/a  registered key in the cabin or touched: not needed',
    );
    const none = { '31 01 02 02 02': '71 01 02 02 23 00' };
    expect(play(runPreStartCheck('initial'), { answers: none }).result.lines.map((line) => line.slice(0, 3))).toEqual([
      ...['no ', 'no ', 'no ', 'n/a', 'no '],
    ]);
    expect(
      failing(runPreStartCheck('initial'), { answers: { '31 01 02 02 02': '71 01 02 02 23' } }).details.reason,
    ).toBe('unexpected-response');
  });

  it('REG-3: start it', () => {
    expect(play(startRegistration(), { answers: { '31 01 02 02 03': '71 01 02 02 24' } }).sent).toEqual([
      '31 01 02 02 03',
    ]);
  });

  it('REG-5: finish it', () => {
    const run = runUnderWay({ underWay: 'registration' });
    expect(play(finishRegistration(run), { answers: { '31 02 02 02': '71 02 02 02 00' } }).sent).toEqual([
      '31 02 02 02',
    ]);
    expect(run.underWay).toBeNull();
    const refused = runUnderWay({ underWay: 'registration' });
    expect(failing(finishRegistration(refused), { answers: {} }).details.reason).toBe('no-answer');
    expect(refused.underWay).toBe('registration');
  });

  it('REG-5: nothing is finished that was not begun', () => {
    expect(() => play(finishRegistration(runUnderWay()), { answers: {} })).toThrow();
  });
});

describe('why a touch did not register a key', () => {
  const details = { reason: 'already-registered', what: 'it is registered', next: 'touch another' } as const;
  const results = (outcome: number, reason: number): RunResults<'registration'> => ({
    ...{ state: 0, outcome, reason, elapsedMs: 0, remainingMs: 0, keysAdded: 0, freeSlots: 5, lastRefusal: 5 },
  });

  it.each([
    ['under-way', REASONS.none, 'already-registered'],
    ['completed', REASONS.none, 'already-registered'],
    ['aborted', REASONS['power-loss'], 'power-loss'],
    ['timed-out', REASONS['step-timeout'], 'step-timeout'],
  ] as const)('TEC-6: with the outcome %s and the reason %i is %s', (outcome, reason, expected) => {
    expect(endedOr(results(OUTCOMES[outcome], reason), details)).toMatchObject({
      part: 'vehicle',
      details: { reason: expected },
    });
  });
});
