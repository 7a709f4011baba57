import { fieldOf, objectType, type JsonSchema, type SchemaPart } from './schema-types.ts';

/** Types of the package that are named after parts of the schemas, or follow from them. */
const NAMED_TYPES = `
interface BesideTheVerb {
  /** Numbers of the rules of behaviour, such as \`'RST-2'\`. */
  readonly rules?: readonly string[];
  readonly note?: string | null;
  readonly car?: string | null;
}

/** A step: one verb, and what every step may carry. */
export type StepInput = {
  [Verb in keyof Verbs]: { readonly [Name in Verb]: Verbs[Verb] } & {
    readonly [Other in Exclude<keyof Verbs, Verb>]?: never;
  } & BesideTheVerb;
}[keyof Verbs];

/** What \`expect\` and \`within\` look at; parts left out are not looked at. */
export type StateInput = Verbs['expect'];
export type UdsInput = Verbs['uds'];
/** The name of a reaction, or its parts. */
export type Reaction = NonNullable<Exclude<Verbs['touch'], string>['expect']>;
/** A number of seconds, or a text such as \`'10 s'\`, \`'50 ms'\`, \`'16 min'\`. */
export type Time = Verbs['advance'];
/** A number of volts, or a text with V or mV. */
export type Voltage = NonNullable<Verbs['vehicle']['batteryV']>;
/** A number, or limits. */
export type Limits = NonNullable<StateInput['freeSlots']>;
/** Some fields of a profile file. */
export type ProfileInput = Readonly<Record<string, unknown>>;
export type OnOff = Verbs['keepAlive'];
export type DoorName = keyof NonNullable<StateInput['doors']>;
export type OpenClosed = NonNullable<NonNullable<StateInput['doors']>[DoorName]>;
export type SecurityLevel = Verbs['unlock'];
export type CarInput = NonNullable<ScenarioInput['cars']>[string];
export type KeyInput = NonNullable<NonNullable<ScenarioInput['keys']>[string]>;
`;

/** What a step may carry beside its verb, and what takes the place of a verb. */
const BESIDE_THE_VERB = ['rules', 'note', 'car'];
const INCLUDE = `
  /** Steps of a fragment file, relative to this one. */
  readonly include:
    string | { readonly file: string; readonly with?: Readonly<Record<string, string | number | boolean>> };
`;
/** Fields whose types are not printed from the schema: steps have a name, rules are numbers that come and go. */
const FIELDS: Readonly<Record<string, JsonSchema>> = {
  rules: { type: 'array', items: { type: 'string' } },
  given: { type: 'array', items: { $ref: 'StepInput' } },
  steps: { type: 'array', items: { $ref: 'StepInput' } },
};

/**
 * The declarations of scenarios in TypeScript, as text. They follow from the schema that scenarios are checked by, so a
 * new verb is in them without another line.
 *
 * @param scenario schema of a scenario's data
 */
export function printScenarioTypes(scenario: JsonSchema): string {
  const properties = scenario.properties ?? {};
  const replaced = Object.entries(properties).map(([name, field]) => [name, FIELDS[name] ?? field] as const);
  const input = { ...scenario, properties: Object.fromEntries(replaced) };
  return [
    '/* Printed from the schema of scenarios. */',
    `/** Each verb, and the value that it takes. */\nexport interface Verbs {\n${printVerbs(properties['steps'])}${INCLUDE}}`,
    NAMED_TYPES.trim(),
    `/** A scenario, as a YAML file has it. */\nexport interface ScenarioInput ${objectType(input, 0)}`,
    '',
  ].join('\n\n');
}

function printVerbs(steps: SchemaPart): string {
  const items = typeof steps === 'object' ? steps.items : undefined;
  const forms = typeof items === 'object' && !Array.isArray(items) ? (items.anyOf ?? []) : [];
  return forms
    .flatMap(({ properties = {} }) => Object.entries(properties).filter(([name]) => !BESIDE_THE_VERB.includes(name)))
    .map(([verb, schema]) => fieldOf(verb, schema, true, 1))
    .join('\n');
}
