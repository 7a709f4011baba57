import { expect, it } from 'vitest';
import { createOracle, DEFAULT_PROFILE } from '../../../../../hil/explore/oracle/oracle.ts';
import { guardedOracle, OracleFailure } from '../../../../../hil/explore/world/guarded-oracle.ts';

it('an error of the oracle has a name of its own, and the oracle’s message', () => {
  const oracle = guardedOracle(createOracle(DEFAULT_PROFILE));
  const state = oracle.step(oracle.start(), { kind: 'time' }, 5).state;
  expect(() => oracle.step(state, { kind: 'time' }, 4)).toThrow(OracleFailure);
  expect(() => oracle.step(state, { kind: 'time' }, 4)).toThrow('time runs forward: 5 µs, then 4 µs');
});
