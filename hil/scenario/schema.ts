import { z } from 'zod';

import { profileJsonSchema } from '../../ecu-sim/profile.ts';
import { valueAt } from './explain-issue.ts';
import { KEY_ID_PATTERN, KEY_ID_WORDS, parseKeyId } from '../../ecu-sim/identity/key-id.ts';
import { described, limitedNumber } from '../../ecu-sim/profile/limited-number.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { keyLife, keyLocation, keyName, millivolts, name, span } from './field-schemas.ts';
import { STATE_MEANINGS } from '../view/state-meanings.ts';
import { argumentsSchema, parametersSchema, variantsSchema } from './parameters.ts';
import { allowReferences } from './reference-schema.ts';
import { RULE_IDS, RULE_TITLES, type RuleId } from './rules.ts';
import type { ProfileFields } from './scenario.ts';
import { isAction, VERBS, type Action } from './verbs/verbs.ts';

/** Limits that no scenario written by a person reaches: a file must not be able to hang the program. */
export const MAX_STEPS = 2000;
const MAX_CARS = 8;
const MAX_KEYS = 100;
const FRESH_KEY_BATTERY = '3.0 V';

const ruleList = z.array(z.enum(RULE_IDS, 'the number of a rule, KEY-1 to TEC-6')).default([]);
const common = {
  rules: ruleList.describe('the rules of behaviour that this step tests, such as RST-2'),
  note: z.string('a text').nullable().default(null).describe('a note for the report'),
  car: name.nullable().default(null).describe('the car that the step concerns; the first one unless given'),
};

/** A step in a file: one verb, and the fields common to all steps. */
export interface StepForm {
  readonly action: Action;
  readonly rules: readonly RuleId[];
  readonly note: string | null;
  readonly car: string | null;
}

const step: z.ZodType<StepForm> = z.union(Object.entries(VERBS).map(([verb, { schema }]) => stepOf(verb, schema)));

/** A step of one verb. */
function stepOf(verb: string, schema: z.ZodType<Action>): z.ZodType<StepForm> {
  return z.strictObject({ [verb]: schema, ...common }).transform(({ rules, note, car, ...rest }) => {
    const action = valueAt(rest, [verb]);
    if (!isAction(action)) throw new Error(`${verb} gives no action of a verb`);
    return { action, rules, note, car };
  });
}

/** The profile fields; `parseProfile` checks their names and values. */
const profile = z
  .record(z.string(), z.unknown())
  .meta({ id: 'profile', description: 'some fields of a profile file; the others have their defaults' });

const car = z.strictObject({
  profile: profile.default({}).describe('fields of the profile of this car, above those of the scenario'),
  registered: z
    .array(keyName)
    .optional()
    .describe('keys that are registered at the start; unless given, master and valet in the first car'),
});

const key = z.strictObject({
  id: z
    .string(`a text of ${KEY_ID_WORDS}, in quotes`)
    .regex(KEY_ID_PATTERN, `a text of ${KEY_ID_WORDS}, in quotes`)
    .transform(parseKeyId)
    .describe(`id of the key: ${KEY_ID_WORDS}, in quotes; the next free one unless given`)
    .optional(),
  life: keyLife.default('blank'),
  location: keyLocation.optional(),
  batteryV: described(STATE_MEANINGS.keyBatteryV, millivolts(VEHICLE_LIMITS.keyBatteryV)).prefault(FRESH_KEY_BATTERY),
});

/** A scenario file with its fields checked one by one; names are not resolved yet. */
export interface ScenarioForm {
  readonly name: string;
  readonly description: string | null;
  readonly tags: readonly string[];
  readonly rules: readonly RuleId[];
  readonly profile: ProfileFields;
  readonly seed: number | null;
  /** In µs. */
  readonly timeout: number | null;
  readonly quarantine: string | null;
  readonly cars: Readonly<Record<string, CarForm>>;
  readonly keys: Readonly<Record<string, KeyForm>>;
  readonly given: readonly StepForm[];
  readonly steps: readonly StepForm[];
}

interface CarForm {
  readonly profile: ProfileFields;
  readonly registered?: readonly string[] | undefined;
}

export interface KeyForm {
  readonly id?: number | undefined;
  readonly life: 'blank' | 'bound';
  readonly location?: 'cabin' | 'outside' | undefined;
  /** In mV. */
  readonly batteryV: number;
}

const tag = z.string('a tag').regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'a tag: lower-case letters, digits and -, up to 40');

const GIVEN_WORDS = 'preconditions, as steps: where one does not hold, the verdict is inconclusive';
const STEPS_WORDS = `the steps, at most ${MAX_STEPS}, each with one verb: executed and judged in order`;

const scenarioShape = {
  name: z
    .string('a text')
    .min(1, 'a name')
    .max(120, 'a name of up to 120 characters')
    .describe('the name of the scenario, unique among those run together; up to 120 characters'),
  description: z.string('a text').nullable().default(null).describe('what the scenario shows, for people'),
  tags: z.array(tag).default([]).describe('words by which scenarios are selected (--tag)'),
  rules: ruleList.describe('the rules of behaviour that the scenario tests, such as RST-2'),
  profile: profile.default({}).describe('fields of the profile of all its cars; the others have their defaults'),
  seed: described(
    'the seed of all randomness, unless the run sets one (--seed); null: the default seed',
    limitedNumber(VEHICLE_LIMITS.seed, (noun) => noun).nullable(),
  ).default(null),
  timeout: described('vehicle time at which the scenario fails if it has not ended', span.nullable()).default(null),
  quarantine: z
    .string('a reason')
    .min(1, 'a reason')
    .nullable()
    .default(null)
    .describe('why it is run and reported but not counted'),
  cars: z
    .record(name, car)
    .refine((cars) => Object.keys(cars).length > 0, 'at least one car')
    .refine((cars) => Object.keys(cars).length <= MAX_CARS, `at most ${MAX_CARS} cars`)
    .default({ car: { profile: {} } })
    .describe(`the cars by name, at most ${MAX_CARS}; one, called car, unless given`),
  keys: z
    .record(
      name,
      z.union([key, z.null()], 'id, life, location and batteryV, or nothing for a blank key').transform(keyForm),
    )
    .refine((keys) => Object.keys(keys).length <= MAX_KEYS, `at most ${MAX_KEYS} keys`)
    .default({})
    .describe(`keys beside master and valet, by name, at most ${MAX_KEYS}; null: a blank one`),
  given: z.array(step).max(MAX_STEPS, `at most ${MAX_STEPS} steps`).default([]).describe(GIVEN_WORDS),
  steps: z.array(step).min(1, 'at least one step').max(MAX_STEPS, `at most ${MAX_STEPS} steps`).describe(STEPS_WORDS),
};

export const scenarioSchema: z.ZodType<ScenarioForm> = z.strictObject(scenarioShape);

function keyForm(form: KeyForm | null): KeyForm {
  return form ?? key.parse({});
}

const includeStep = z.strictObject({
  include: z
    .union([
      z.string(),
      z.strictObject({
        file: z.string().describe('path of the fragment, relative to this file'),
        with: argumentsSchema.describe("values of the fragment's parameters, by name").optional(),
      }),
    ])
    .describe('inserts the steps of a fragment: its path, relative to this file, or {file, with}'),
  car: common.car,
  note: common.note,
});
const stepInFile = z.union([step, includeStep]);

const parameters = parametersSchema
  .describe('parameters by name, each with its default, or null where a value is required; ${name} inserts one')
  .optional();

/** Further fields of a file beside a scenario's data; {@link expandScenario} removes them before the rest is read. */
const scenarioFile = z.strictObject({
  ...scenarioShape,
  parameters,
  variants: variantsSchema.describe('a run for each row: its name, and values of parameters').optional(),
  include: z
    .array(z.string())
    .describe('fragments whose steps come before `given`: paths relative to this file')
    .optional(),
  given: z.array(stepInFile).describe(GIVEN_WORDS).optional(),
  steps: z.array(stepInFile).min(1).describe(STEPS_WORDS),
});

const fragmentFile = z.strictObject({
  description: z.string().describe('what the steps do, for people').optional(),
  parameters,
  steps: z.array(stepInFile).min(1).describe(STEPS_WORDS),
});

/** The JSON schema of a scenario's data, in which the loader looks up names. */
export function scenarioDataSchema(): z.core.JSONSchema.BaseSchema {
  return withProfile(z.toJSONSchema(scenarioSchema, { io: 'input', reused: 'inline' }));
}

/** The JSON schema of a scenario file, for editors: frequent parts are written once and referenced. */
export function scenarioJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = allowReferences(withProfile(z.toJSONSchema(scenarioFile, { io: 'input', reused: 'ref' })));
  return { ...schema, title: 'Scenario for the virtual smart key', description: describeRules() };
}

/** The JSON schema of a fragment: steps that scenarios include. */
export function fragmentJsonSchema(): z.core.JSONSchema.BaseSchema {
  const schema = allowReferences(z.toJSONSchema(fragmentFile, { io: 'input', reused: 'ref' }));
  return { ...schema, title: 'Steps for the virtual smart key that scenarios include' };
}

function withProfile(schema: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema {
  const profileFields = Object.entries(profileJsonSchema()).filter(([keyword]) => keyword !== '$schema');
  return { ...schema, $defs: { ...schema.$defs, profile: Object.fromEntries(profileFields) } };
}

function describeRules(): string {
  return RULE_IDS.map((id) => `${id}: ${RULE_TITLES[id]}`).join('\n');
}
