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

  it('shows both sides, also where one has nothing: keys by their ids, states and timers by their names', () => {
    const { car } = new WorldUnderTest();
    const changed = (part: Partial<typeof car.oracle>): unknown =>
      compareStates({ ...car, oracle: { ...car.oracle, ...part } });
    const { memory } = car.oracle;
    const empty = { ...memory, slots: memory.slots.map(() => null) };
    expect(changed({ memory: empty })).toMatchObject({ firmware: '10000001 -', oracle: '- -' });
    expect(changed({ memory: { ...memory, retired: [7] } })).toMatchObject({ firmware: 'none', oracle: '00000007' });
    expect(changed({ procedure: { kind: 'armed', sinceUs: 0 } })).toMatchObject({ firmware: 'idle', oracle: 'armed' });
    expect(changed({ delayUntilUs: 7 })).toMatchObject({ firmware: 'none', oracle: '7' });
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
