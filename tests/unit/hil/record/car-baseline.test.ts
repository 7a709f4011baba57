import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../../ecu-sim/profile.ts';
import { Car } from '../../../../hil/car/car.ts';
import { carStateOf } from '../../../../hil/car/car-state.ts';
import type { CarState } from '../../../../hil/view/car-view.ts';
import { finalExpectation, givenChange } from '../../../../hil/record/car-baseline.ts';

function stateOf(change: Partial<CarState> = {}): CarState {
  const car = new Car({ profile: DEFAULT_PROFILE });
  car.start();
  return { ...carStateOf(car), ...change };
}

const CLOSED = { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false };

describe('how a car differs from a new one', () => {
  it('is nothing for a new one', () => {
    expect(givenChange(stateOf())).toEqual({});
  });

  it.each([
    [{ doors: { ...CLOSED, driver: true, trunk: true } }, { doors: { driver: true, trunk: true } }],
    [{ powerMode: 'off' }, { powerMode: 'off' }],
    [{ batteryV: 10.5 }, { batteryV: 10.5 }],
    [
      { brake: true, shiftP: false, speedKmh: 12.5 },
      { brake: true, shiftP: false, speedKmh: 12.5 },
    ],
    // Running is nothing that a vehicle step sets: the engine is started by its switch.
    [{ powerMode: 'running' }, {}],
  ] as const)('%j is set by %j', (change, given) => {
    expect(givenChange(stateOf(change))).toEqual(given);
  });
});

describe('what a recorded scenario looks at in the end', () => {
  const nameOf = (id: string): string => `key ${id}`;
  const beeps = { total: 3, last: 1, interior: 2, answerBack: 1 };
  const END = stateOf({
    ...{ procedure: 'registration', state: 'running', immobilizer: 'unset', beeps },
    ...{ slots: ['A1000001', null, '10000001'], retired: ['A1000002'] },
  });

  it('is procedure, keys by their names, beeps and the immobilizer', () => {
    const expected = {
      ...{ procedure: 'registration', state: 'running', immobilizer: 'unset' },
      registered: ['key A1000001', 'key 10000001'],
      retired: ['key A1000002'],
      beeps: { total: 3, interior: 2, answerBack: 1 },
    };
    expect(finalExpectation(END, null, nameOf)).toEqual(expected);
    expect(finalExpectation(END, stateOf(), nameOf)).toEqual(expected);
  });

  it.each([
    ['retired keys', { retired: ['A1000002'] }],
    ['beeps', { beeps: { ...beeps, total: 0, interior: 0 } }],
  ])('is neither retired keys nor beeps of a car that brought %s from an earlier life', (_what, earlier) => {
    expect(finalExpectation(END, stateOf(earlier), nameOf)).toEqual({
      ...{ procedure: 'registration', state: 'running', immobilizer: 'unset' },
      registered: ['key A1000001', 'key 10000001'],
    });
  });
});
