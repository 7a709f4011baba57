import { describe, expect, it } from 'vitest';

import { STATE_EXAMPLE } from '../../../hil/server/state-example.ts';
import { printCarState } from '../../config/car-state-types.ts';
import { typeProblems } from '../../support/type-problems.ts';

const problemsWith = (...states: readonly object[]): readonly string[] => {
  const lines = states.map((state, nth) => `export const state${nth}: t.CarState = ${JSON.stringify(state)};`);
  return typeProblems(printCarState(), lines.join('\n'));
};

describe('the type of the state of a car, printed from the schema of GET /api/state', () => {
  it('needs no other file, and has exactly the fields of a state', () => {
    expect(problemsWith(STATE_EXAMPLE)).toEqual([]);
    expect(problemsWith({ ...STATE_EXAMPLE, horn: false }).join()).toMatch(/"horn"' does not exist in type 'CarState'/);
    const fields = Object.entries(STATE_EXAMPLE);
    const without = fields.map(([name]) => Object.fromEntries(fields.filter(([other]) => other !== name)));
    const missing = problemsWith(...without).map((problem) => /^Property '(\w+)' is missing/.exec(problem)?.[1]);
    expect(missing).toEqual(Object.keys(STATE_EXAMPLE));
  });

  it('has the words of names, and the types of values', () => {
    expect(problemsWith({ ...STATE_EXAMPLE, powerMode: 'ignition' }).join()).toContain('"ignition"');
    expect(problemsWith({ ...STATE_EXAMPLE, lagMs: '0' }).join()).toContain("'string' is not assignable");
    expect(printCarState()).toContain(
      '  /** registered keys by slot; null where a slot is free (KEY-2) */\n  readonly slots:',
    );
  });
});
