import { describe, expect, it } from 'vitest';
import { resolveScenario, type ScenarioSource } from '../../../../hil/scenario/resolve-scenario.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';
import { scenarioSchema } from '../../../../hil/scenario/schema.ts';

const SOURCE: ScenarioSource = {
  ...{ file: 'x.yaml', variant: null },
  positionOf: (path) => ({ file: `${path.length > 1 ? String(path[0]) : 'x'}.yaml`, line: 7, column: 3 }),
};

/** Of fields beside a name and a step. */
function resolve(fields: object, source: ScenarioSource = SOURCE): ReturnType<typeof resolveScenario> {
  return resolveScenario(scenarioSchema.parse({ name: 'x', steps: [{ advance: 1 }], ...fields }), source);
}

function resolved(fields: object, source: ScenarioSource = SOURCE): Scenario {
  const result = resolve(fields, source);
  if ('steps' in result) return result;
  throw new Error(JSON.stringify(result));
}

/** Place, what was found and what was meant. */
function problems(fields: object): readonly unknown[] {
  const result = resolve(fields);
  return 'steps' in result ? [] : result.map(({ path, found, meant }) => [path.join('.'), found, meant]);
}

const VIN = '4T1BZ1FB3KU000000';

describe('what a scenario leaves out', () => {
  it('is a car with the two keys of a new one in its cabin', () => {
    const { cars, keys, name, file, variant } = resolved({});
    expect([name, file, variant]).toEqual(['x', 'x.yaml', null]);
    expect(cars).toEqual([{ name: 'car', profile: {}, registered: ['master', 'valet'] }]);
    expect(keys).toEqual(
      ['master', 'valet'].map((key, index) => ({
        ...{ name: key, registeredIn: 'car', id: 0xa100_0001 + index, boundVin: null, cabinOf: 'car', batteryMv: 3000 },
      })),
    );
  });

  it('is the variant’s name behind the scenario’s', () => {
    expect(resolved({}, { ...SOURCE, variant: 'cold' }).name).toBe('x [cold]');
  });

  it('is a key fewer in a car with one slot', () => {
    expect(resolved({ profile: { keySlots: 1 } }).cars[0]?.registered).toEqual(['master']);
  });

  it('is where a key lies: with the car it is registered in, or outside', () => {
    const keys = { lost: {}, near: { location: 'cabin' }, far: { location: 'outside' }, used: { life: 'bound' } };
    const fields = {
      cars: { one: { registered: ['far'] }, two: { profile: { vin: VIN }, registered: ['near'] } },
      keys,
    };
    expect(resolved(fields).keys.map((key) => [key.name, key.registeredIn, key.id, key.boundVin, key.cabinOf])).toEqual(
      [
        ['lost', null, null, null, null],
        ['near', 'two', null, null, 'two'],
        ['far', 'one', null, null, null],
        ['used', null, null, '4T1B21FB9KU999999', null],
      ],
    );
  });

  it('is the first car, for a step that names none', () => {
    const { steps } = resolved({
      cars: { one: {}, two: { profile: { vin: VIN } } },
      given: [{ vehicle: { brake: true }, car: 'two' }],
      steps: [{ advance: 1, note: 'why', rules: ['KEY-1'] }],
    });
    expect(
      steps.map(({ index, file, line, phase, car, note, rules }) => [index, file, line, phase, car, note, rules]),
    ).toEqual([
      [0, 'given.yaml', 7, 'given', 'two', null, []],
      [1, 'steps.yaml', 7, 'steps', 'one', 'why', ['KEY-1']],
    ]);
  });

  it('is put together from the profile of the file and that of the car', () => {
    const fields = { profile: { keySlots: 3, bootTime: '60 ms' }, cars: { car: { profile: { keySlots: 4 } } } };
    expect(resolved(fields).cars[0]?.profile).toEqual({ keySlots: 4, bootTime: '60 ms' });
  });
});

describe('what does not go together', () => {
  it.each([
    [
      { cars: { car: { registered: ['mastr'] } }, keys: { master: null } },
      'cars.car.registered.0',
      '"mastr"',
      'master',
    ],
    [{ cars: { car: { registered: ['a', 'a'] } }, keys: { a: null } }, 'cars.car.registered.1', '"a" again', null],
    [
      { profile: { keySlots: 1 }, cars: { car: { registered: ['master', 'valet'] } } },
      'cars.car.registered',
      '2 keys',
      null,
    ],
    [{ keys: { one: { id: '10000001' }, two: { id: '10000001' } } }, 'keys.two.id', 'the id of one', null],
    [{ cars: { one: {}, two: {} } }, 'cars.two.profile', 'the VIN of one', null],
    [{ profile: { keySlot: 3 } }, 'profile.keySlot', '"keySlot"', null],
    [{ cars: { car: { profile: { keySlots: 0 } } } }, 'cars.car.profile.keySlots', 'keySlots', null],
    [{ steps: [{ advance: 1, car: 'caar' }] }, 'steps.0.car', '"caar"', 'car'],
    [{ steps: [{ touch: 'mastr' }] }, 'steps.0.touch', '"mastr"', 'master'],
    [{ given: [{ uds: { send: '27 {sed}' } }] }, 'given.0.uds.send', '"{sed}"', null],
    [{ steps: [{ stopSending: 'noise' }] }, 'steps.0.stopSending', '"noise"', null],
  ] as const)('%j', (fields, place, found, meant) => {
    expect(problems(fields)).toEqual([[place, found, meant]]);
  });

  it('is found all at once', () => {
    const places = problems({ profile: { keySlot: 3 }, steps: [{ touch: 'a' }, { touch: 'b' }] }).map((problem) =>
      Array.isArray(problem) ? String(problem[0]) : '',
    );
    expect(places).toEqual(['profile.keySlot', 'steps.0.touch', 'steps.1.touch']);
  });
});

describe('names that steps give', () => {
  const CAPTURE = { uds: { send: '27 01', capture: { seed: [2, 8] } } };
  const USE = { uds: { send: '31 {seed}' } };
  const SEND = { send: { id: 0x123, data: '00', cycle: '10 ms', as: 'noise' } };
  const STOP = { stopSending: 'noise' };

  it('are known to the steps behind, in given and steps', () => {
    expect(problems({ given: [CAPTURE], steps: [USE] })).toEqual([]);
    expect(problems({ steps: [SEND, STOP] })).toEqual([]);
    expect(problems({ steps: [{ uds: { send: '31 {master}' } }] })).toEqual([]);
  });

  it('are not known before', () => {
    expect(problems({ steps: [USE, CAPTURE] })).toEqual([['steps.0.uds.send', '"{seed}"', null]]);
    expect(problems({ steps: [STOP, SEND] })).toEqual([['steps.0.stopSending', '"noise"', null]]);
  });
});
