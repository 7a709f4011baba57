import { describe, expect, it } from 'vitest';
import {
  fragmentJsonSchema,
  MAX_STEPS,
  scenarioDataSchema,
  scenarioJsonSchema,
  scenarioSchema,
  type ScenarioForm,
} from '../../../../hil/scenario/schema.ts';

const LEAST = { name: 'x', steps: [{ advance: 1 }] };

function read(fields: object = {}): ScenarioForm {
  return scenarioSchema.parse({ ...LEAST, ...fields });
}

/** Places and messages of what is wrong. */
function issues(fields: object): readonly string[] {
  const parsed = scenarioSchema.safeParse({ ...LEAST, ...fields });
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

const many = (count: number): readonly object[] => Array.from({ length: count }, () => ({ advance: 1 }));

describe('the form of a scenario', () => {
  it('has everything that may be left out', () => {
    expect(read()).toEqual({
      ...{
        name: 'x',
        description: null,
        tags: [],
        rules: [],
        profile: {},
        seed: null,
        timeout: null,
        quarantine: null,
      },
      ...{ cars: { car: { profile: {} } }, keys: {}, given: [] },
      steps: [{ action: { kind: 'advance', spanUs: 1_000_000 }, rules: [], note: null, car: null }],
    });
  });

  it('has times in microseconds, voltages in millivolts and key ids as numbers', () => {
    const { timeout, keys } = read({ timeout: '5 min', keys: { a: { id: '1000000A', batteryV: '2.9 V' }, b: null } });
    expect(timeout).toBe(300_000_000);
    expect(keys).toEqual({
      a: { id: 0x1000_000a, life: 'blank', batteryV: 2900 },
      b: { life: 'blank', batteryV: 3000 },
    });
  });

  it('has one verb per step, with what every step may carry', () => {
    const { steps } = read({ steps: [{ touch: 'master', note: 'why', rules: ['KEY-4'], car: 'car' }] });
    expect(steps).toMatchObject([{ action: { kind: 'touch' }, rules: ['KEY-4'], note: 'why', car: 'car' }]);
    for (const step of [{}, { note: 'why' }, { touch: 'master', advance: 1 }, { fly: 1 }]) {
      expect(issues({ steps: [step] })).not.toEqual([]);
    }
  });

  it.each([
    [{ name: '' }, 'name: a name'],
    [{ name: 'x'.repeat(121) }, 'name: a name of up to 120 characters'],
    [{ tags: ['Big'] }, 'tags.0: a tag: lower-case letters, digits and -, up to 40'],
    [{ rules: ['KEY-99'] }, 'rules.0: the number of a rule, KEY-1 to TEC-6'],
    [{ seed: -1 }, 'seed: a whole number from 0 to 9007199254740991'],
    [{ quarantine: '' }, 'quarantine: a reason'],
    [{ cars: {} }, 'cars: at least one car'],
    [{ steps: [] }, 'steps: at least one step'],
    [{ steps: many(MAX_STEPS + 1) }, 'steps: at most 2000 steps'],
  ])('%# refuses what it cannot be: %j', (fields, issue) => {
    expect(issues(fields)).toEqual([issue]);
  });

  it('has room for 8 cars and 100 keys', () => {
    const named = (count: number, value: unknown): object =>
      Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, value]));
    expect(issues({ cars: named(8, {}), keys: named(100, null) })).toEqual([]);
    expect(issues({ cars: named(9, {}) })).toEqual(['cars: at most 8 cars']);
    expect(issues({ keys: named(101, null) })).toEqual(['keys: at most 100 keys']);
  });
});

describe('the JSON schema', () => {
  it('of the data knows every field, and those of a profile', () => {
    const { properties, $defs } = scenarioDataSchema();
    expect(Object.keys(properties ?? {})).toEqual([
      ...['name', 'description', 'tags', 'rules', 'profile', 'seed', 'timeout', 'quarantine'],
      ...['cars', 'keys', 'given', 'steps'],
    ]);
    expect($defs?.['profile']).toMatchObject({ properties: { keySlots: expect.any(Object) as object } });
  });

  it('of a file knows parameters, variants and includes beside, and says what each rule is', () => {
    const { title, description, properties, required } = scenarioJsonSchema();
    expect(title).toBe('Scenario for the virtual smart key');
    expect(description).toMatch(/^KEY-1: a key is blank, then bound to one vehicle for good\n/);
    expect(Object.keys(properties ?? {})).toEqual(expect.arrayContaining(['parameters', 'variants', 'include']));
    expect(required).toEqual(['name', 'steps']);
  });

  it('of a fragment has steps and parameters alone', () => {
    const { title, properties, required } = fragmentJsonSchema();
    expect(title).toBe('Steps for the virtual smart key that scenarios include');
    expect(Object.keys(properties ?? {})).toEqual(['description', 'parameters', 'steps']);
    expect(required).toEqual(['steps']);
  });
});
