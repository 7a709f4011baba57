import { describe, expect, it } from 'vitest';
import { compareStates } from '../../../../../hil/explore/world/compare-states.ts';
import { WorldUnderTest } from '../small-world.ts';

describe('the comparison of firmware and oracle', () => {
  it('finds none at the start, and names the first difference with its rule', () => {
    const { car } = new WorldUnderTest();
    expect(compareStates(car)).toBeNull();
    expect(compareStates({ ...car, oracle: { ...car.oracle, session: 3 } })).toEqual({
      rule: 'conformance 30, 31',
      what: 'the session',
      firmware: '1',
      oracle: '3',
    });
    const memory = { ...car.oracle.memory, attempts: 1 };
    expect(compareStates({ ...car, oracle: { ...car.oracle, memory } })?.rule).toBe('AUT-3');
    expect(compareStates({ ...car, oracle: { ...car.oracle, power: 'off' } })?.what).toBe('the phase');
  });

  it('VEH-6: compares the newest entry of the history', () => {
    const test = new WorldUnderTest();
    test.give('request 10 03', 'request 27 01', 'a wrong pass-code for');
    expect(compareStates(test.car)).toBeNull();
    const { memory } = test.car.oracle;
    const [entry, ...others] = memory.history;
    if (entry === undefined) throw new Error('nothing was logged');
    const changed = { ...memory, history: [{ ...entry, reason: 2 }, ...others] };
    expect(compareStates({ ...test.car, oracle: { ...test.car.oracle, memory: changed } })?.rule).toBe('VEH-6');
  });
});
