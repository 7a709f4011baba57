import { describe, expect, it } from 'vitest';
import { createOracle } from '../../../../../hil/explore/oracle/oracle.ts';
import { compareState } from '../../../../../hil/explore/swarm/compare-state.ts';
import { oracleProfileOf } from '../../../../../hil/explore/swarm/oracle-profile.ts';
import { SwarmCar } from '../../../../../hil/explore/swarm/swarm-car.ts';

describe('the states of both sides', () => {
  it('are the same for a new car, and the first difference is named with both', () => {
    const { car, lockstep } = new SwarmCar({}, 1);
    expect(lockstep.check()).toBeNull();
    const { state } = lockstep;
    if (state === null) throw new Error('the oracle has no state');
    const oracle = createOracle(oracleProfileOf(car.profile));
    expect(compareState(car, oracle, state)).toBeNull();
    expect(compareState(car, oracle, { ...state, session: 3 })).toEqual({
      rule: 'conformance 35',
      aspect: 'session',
      oracle: 'extended',
      firmware: 'default',
      atUs: car.nowUs,
    });
    const memory = { ...state.memory, attempts: 2 };
    expect(compareState(car, oracle, { ...state, memory })).toMatchObject({
      rule: 'AUT-3',
      oracle: '2',
      firmware: '0',
    });
  });
});
