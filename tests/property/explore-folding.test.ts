import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseWorld } from '../../hil/explore/world/world-spec.ts';
import { checkFolds } from './support/fold-check.ts';

const PROFILE = { resetDuration: 12, eraseWindow: 7, registrationStepTimeout: 8, attemptsDelay: 6, attemptsMax: 2 };
const world = (inputs: readonly string[], drift: boolean): ReturnType<typeof parseWorld> => {
  const keys = [{ car: 1 }, { car: null }];
  return parseWorld({ name: 'folded', keys, disturbances: 1, profile: PROFILE, inputs, drift }, 'folded');
};

const WHOLE = ['sessions', 'reset', 'registration', 'touches', 'wrong-codes', 'doors', 'supply', 'power', 'write-cuts'];

/** Parts of the form, by the bytes of a car that hold them, and inputs that need them. */
const PARTS: readonly (readonly [part: string, without: readonly number[], inputs: readonly string[]])[] = [
  ['phase, door, speed and supply', [0], ['sessions', 'reset', 'doors', 'supply', 'power']],
  ['wrong attempts', [2], ['sessions', 'registration', 'wrong-codes']],
  ['slots', [3, 4, 5, 6], ['sessions', 'registration', 'touches']],
  ['keys in the cabin and faults', [8], ['sessions', 'registration', 'faults']],
  ['what was received last', [9], ['sessions', 'reset', 'doors', 'silence']],
  ['session, level and pending seed', [10], ['sessions', 'reset']],
  ['detail of the procedure', [12], ['sessions', 'registration', 'touches']],
  ['communication and fault storage', [13], ['sessions', 'communication', 'doors']],
  ['names of the timers', [16, 19, 22, 25], ['sessions', 'registration', 'touches', 'wrong-codes']],
  ['gaps of the timers', [17, 18, 20, 21, 23, 24], ['sessions', 'registration', 'touches']],
];

describe('folding of states (docs/explore.md)', () => {
  it.each([
    ['where the world distinguishes drifts', true, false],
    ['where no timer drifts', false, true],
  ])('states of one form are answered alike and stay of one form, %s', (_where, drift, isCoarse) => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const { pairs, unsound } = checkFolds(world(WHOLE, drift), {
          seed,
          states: 1200,
          oneIn: 15,
          walks: 2,
          isCoarse,
        });
        expect(unsound).toBeNull();
        expect(pairs).toBeGreaterThan(300);
      }),
      { numRuns: 1 },
    );
  });

  it('a drift that is left out shows where a timer is started later', () => {
    const { unsound } = checkFolds(world(WHOLE, false), { seed: 1, states: 1200, oneIn: 15 });
    expect(unsound).toBe('car 1: request 10 03 on oem');
  });

  it.each(PARTS)('a form without %s is found out', (_part, without, inputs) => {
    const settings = { seed: 1, states: 2500, oneIn: 4, without, walks: 4 };
    expect(checkFolds(world(inputs, true), settings).unsound).not.toBeNull();
  });
});
