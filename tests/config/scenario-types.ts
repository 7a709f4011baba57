import { fieldOf, objectType, type JsonSchema, type SchemaPart } from './schema-types.ts';

/** Types of the package that are named after parts of the schemas, or follow from them. */
const NAMED_TYPES = `
/** A step: one verb, and what every step may carry. */
export type StepInput = {
  [Verb in keyof Verbs]: { readonly [Name in Verb]: Verbs[Verb] } & {
    readonly [Other in Exclude<keyof Verbs, Verb>]?: never;
  } & BesideTheVerb;
}[keyof Verbs];

/** What \`expect\` and \`within\` look at; parts left out are not looked at. */
export type StateInput = Verbs['expect'];
/** A request, and what is expected of the response. */
export type UdsInput = Verbs['uds'];
/** The name of a reaction, or its parts. */
export type Reaction = NonNullable<Exclude<Verbs['touch'], string>['expect']>;
/** A number of seconds, or a text such as \`'10 s'\`, \`'50 ms'\`, \`'16 min'\`. */
export type Time = Verbs['advance'];
/** A number of volts, or a text with V or mV. */
export type Voltage = NonNullable<Verbs['vehicle']['batteryV']>;
/** A number, or limits. */
export type Limits = NonNullable<StateInput['freeSlots']>;
/** Some fields of a profile file; the others have their defaults. */
export type ProfileInput = Readonly<Record<string, unknown>>;
/** On or off; true is on. */
export type OnOff = Verbs['keepAlive'];
/** A door of the car. */
export type DoorName = keyof NonNullable<StateInput['doors']>;
/** Open or closed; true is open. */
export type OpenClosed = NonNullable<NonNullable<StateInput['doors']>[DoorName]>;
/** A security level: 1 arms a reset, 2 begins it, 3 is for a registration, 4 for an erasure. */
export type SecurityLevel = Verbs['unlock'];
/** A car of a scenario with several. */
export type CarInput = NonNullable<ScenarioInput['cars']>[string];
/** A key beside master and valet. */
export type KeyInput = NonNullable<NonNullable<ScenarioInput['keys']>[string]>;
`;

/** What a step may carry beside its verb, and what takes the place of a verb. */
const BESIDE_THE_VERB = ['rules', 'note', 'car'];
const INCLUDE = `
  /** inserts the steps of a fragment: its path, relative to this file, or {file, with} */
  readonly include: string | {
    /** path of the fragment, relative to this file */
    readonly file: string;
    /** values of the fragment's parameters, by name */
    readonly with?: Readonly<Record<string, string | number | boolean>>;
  };
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
  const replaced = Object.entries(properties).map(([name, field]) => [name, withType(field, FIELDS[name])] as const);
  const input = { ...scenario, properties: Object.fromEntries(replaced) };
  const steps = formsOf(properties['steps']);
  return [
    '/* Printed from the schema of scenarios. */',
    `/** Each verb, and the value that it takes. */\nexport interface Verbs {\n${printVerbs(steps)}${INCLUDE}}`,
    `/** What every step may carry beside its verb. */\ninterface BesideTheVerb {\n${printBeside(steps)}\n}`,
    NAMED_TYPES.trim(),
    `/** A scenario, as a YAML file has it. */\nexport interface ScenarioInput ${objectType(input, 0)}`,
    '',
  ].join('\n\n');
}

function formsOf(steps: SchemaPart): readonly JsonSchema[] {
  const items = typeof steps === 'object' ? steps.items : undefined;
  return typeof items === 'object' && !Array.isArray(items) ? (items.anyOf ?? []) : [];
}

function withType<Part extends SchemaPart>(field: Part, type: JsonSchema | undefined): Part | JsonSchema {
  if (type === undefined || typeof field !== 'object') return type ?? field;
  return { ...type, ...(field.description === undefined ? {} : { description: field.description }) };
}

/** The fields that the first step has beside its verb: they are the same for all. */
function printBeside([first]: readonly JsonSchema[]): string {
  const { properties = {} } = first ?? {};
  return BESIDE_THE_VERB.map((name) => fieldOf(name, withType(properties[name], FIELDS[name]), false, 1)).join('\n');
}

function printVerbs(forms: readonly JsonSchema[]): string {
  return forms
    .flatMap(({ properties = {} }) => Object.entries(properties).filter(([name]) => !BESIDE_THE_VERB.includes(name)))
    .map(([verb, schema]) => fieldOf(verb, schema, true, 1))
    .join('\n');
}
