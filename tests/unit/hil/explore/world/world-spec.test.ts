import { describe, expect, it } from 'vitest';
import { parseWorld } from '../../../../../hil/explore/world/world-spec.ts';

describe('the description of a world', () => {
  it('has a default for every field', () => {
    expect(parseWorld({}, 'w.yaml')).toMatchObject({
      name: 'custom',
      cars: 1,
      slots: 2,
      keys: [{ car: 1 }, { car: null }],
      disturbances: 1,
      depth: null,
    });
  });

  it.each([[null], [undefined]])('is not empty: %j', (value) => {
    expect(() => parseWorld(value, 'w.yaml')).toThrow(
      'world w.yaml: it is empty, and a world needs its fields: write {} for a world of all defaults',
    );
  });

  it.each([
    [{ cars: 3 }, 'world w.yaml: cars must be at most 2'],
    [{ inputs: ['dors'] }, /^world w\.yaml: inputs\.0 must be one of sessions, reset, /],
    [{ keys: [{ car: 2 }] }, 'world w.yaml: keys.0.car: must be at most 1, the number of cars'],
    [{ slots: 1, keys: [{ car: 1 }, { car: 1 }] }, 'world w.yaml: slots: must hold the 2 keys of car 1'],
    [{ profile: { eraseWindow: -1 } }, /^world w\.yaml: profile\.eraseWindow /],
    [{ key: [] }, 'world w.yaml: unknown field "key"; known here: name, cars, slots, '],
  ])('%j is refused, with its path', (value, message) => {
    expect(() => parseWorld(value, 'w.yaml')).toThrow(message);
  });
});

it('names the place of each problem in its file', () => {
  const placeOf = (path: readonly (string | number)[]): string => `7:${path.join()}`;
  expect(() => parseWorld({ cars: 3, keyz: 1 }, 'w.yaml', placeOf)).toThrow(
    /^world w\.yaml:7:cars: cars must be at most 2; 7:keyz: unknown field "keyz"; known here: /,
  );
});

it('refuses a timer that is too long for the form of a state', () => {
  const profile = { resetDuration: 960 };
  expect(parseWorld({ profile }, 'w').profile).toEqual(profile);
  expect(() => parseWorld({ profile, drift: true }, 'w')).toThrow(
    'profile.resetDuration must be at most 131 s in a world',
  );
});
