import { describe, expect, it } from 'vitest';
import { stateExpectation } from '../../../../hil/scenario/state-schema.ts';

const isTaken = (value: unknown): boolean => stateExpectation.safeParse(value).success;

describe('what expect can look at', () => {
  it('is read with its units and words', () => {
    expect(
      stateExpectation.parse({
        ...{ timeUs: { min: 1, unit: 's' }, elapsedMs: { max: 2, unit: 'min' }, remainingMs: null },
        ...{ batteryV: { min: 11, max: 12 }, doors: { driver: 'open', trunk: 'closed' }, speedKmh: 12.5 },
        ...{ keys: { master: { location: 'cabin', batteryV: { min: 2500, unit: 'mV' } } }, registered: ['master'] },
      }),
    ).toEqual({
      timeUs: { kind: 'measured', min: 1_000_000, max: null, unit: 'us' },
      elapsedMs: { kind: 'measured', min: null, max: 120_000, unit: 'ms' },
      remainingMs: null,
      batteryV: { kind: 'measured', min: 11, max: 12, unit: 'V' },
      doors: { driver: true, trunk: false },
      speedKmh: 12.5,
      keys: { master: { location: 'cabin', batteryV: { kind: 'measured', min: 2.5, max: null, unit: 'V' } } },
      registered: ['master'],
    });
  });

  it.each([
    [{ procedure: 'reset', state: 'running' }],
    [{ slots: ['master', null] }],
    [{ powerMode: 'running', engine: 'running', immobilizer: 'unset', session: 'extended' }],
    [{ beeps: { total: 3, last: 1, interior: 0, answerBack: { min: 1 } } }],
    [{ faults: ['B27A5', 'memory'] }],
    [{ history: 'none' }],
    [{ history: { procedure: 'reset', outcome: 'completed', reason: 'none' } }],
    [{ brake: true, shiftP: false, lockedOut: true, attempts: 0, securityLevel: { max: 1 }, freeSlots: 5 }],
  ])('is %j', (value) => {
    expect(isTaken(value)).toBe(true);
  });

  it.each([
    [{}],
    [{ procedur: 'reset' }],
    [{ procedure: 'Reset' }],
    [{ state: 'none' }],
    [{ powerMode: 'ON' }],
    [{ doors: { hood: 'open' } }],
    [{ doors: { driver: 'ajar' } }],
    [{ keys: { master: { slot: 1 } } }],
    [{ faults: ['B9999'] }],
    [{ history: { outcome: 'done' } }],
    [{ history: 'some' }],
    [{ batteryV: { min: 1, unit: 'A' } }],
    [{ elapsedMs: '1 s' }],
    [{ brake: 'on' }],
    [{ registered: 'master' }],
  ])('is not %j', (value) => {
    expect(isTaken(value)).toBe(false);
  });

  it('is at least one thing', () => {
    expect(stateExpectation.safeParse({}).error?.issues.map(({ message }) => message)).toEqual([
      'at least one thing to check',
    ]);
  });
});
