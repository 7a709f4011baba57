import { z } from 'zod';

import { nearestName } from '../can-bus/text/nearest-name.ts';
import { shorten } from '../can-bus/text/shorten.ts';
import { ProfileError, type ProfileProblem } from './profile/profile-error.ts';
import { profileSchema } from './profile/profile-schema.ts';
import type { Profile } from './profile/profile-types.ts';

export { ProfileError, type ProfileProblem } from './profile/profile-error.ts';
export type {
  ActionDurations,
  DiagnosticAddressing,
  EndpointAddress,
  Profile,
  SessionTiming,
  TransportSettings,
} from './profile/profile-types.ts';

/**
 * A profile from the parsed content of a file (YAML or JSON), with the contract's field names. Every field may be
 * omitted for its default; null or undefined is the default profile.
 *
 * @throws ProfileError listing every unknown field and every invalid value
 */
export function parseProfile(value: unknown): Profile {
  return isEmpty(value) ? DEFAULT_PROFILE : parseFields(value);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Object.getPrototypeOf(value) === Object.prototype && Object.keys(value).length === 0;
}

function parseFields(value: unknown): Profile {
  const result = profileSchema.safeParse(value, { reportInput: true });
  if (result.success) return deepFreeze(result.data);
  const [first, ...others] = result.error.issues.flatMap(toProblems);
  throw first === undefined ? result.error : new ProfileError(first, ...others);
}

/** The JSON schema of a profile file, for editors. */
export function profileJsonSchema(): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(profileSchema, { io: 'input' });
}

/** The default car, without a profile file. */
export const DEFAULT_PROFILE: Profile = parseFields({});

/** Never repeated in a message, because messages end up in logs. */
const SECRET_FIELD = 'passcodeSecret';

const MAPPING_RULE = 'must be a mapping of fields';

function toProblems(issue: z.core.$ZodIssue): readonly ProfileProblem[] {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => unknownField(path, name));
  if (issue.code === 'invalid_type' && path.length === 0) {
    return [
      {
        code: 'invalid-value',
        field: '',
        rule: MAPPING_RULE,
        hint: 'write lines such as "keySlots: 7"',
      },
    ];
  }
  // A group of fields has no words of its own in the schema.
  const must = issue.code === 'invalid_type' && issue.expected === 'object' ? MAPPING_RULE : issue.message;
  const rule = must + (path[0] === SECRET_FIELD ? '' : describeInput(issue.input));
  return [{ code: 'invalid-value', field: path.join('.'), rule, hint: hintFor(path) }];
}

function unknownField(path: readonly string[], name: string): ProfileProblem {
  const known = Object.keys(schemaAt(path)?.properties ?? {});
  const nearest = nearestName(name, known);
  return {
    code: 'unknown-field',
    field: shorten([...path, name].join('.')),
    rule: 'is not a field of a profile',
    hint: nearest === null ? `known here: ${known.join(', ')}` : `did you mean "${[...path, nearest].join('.')}"?`,
  };
}

function hintFor(path: readonly string[]): string {
  const standard = schemaAt(path)?.default;
  return standard === undefined
    ? `known fields are in ${path.slice(0, -1).join('.')}`
    : `leave it out for the default, ${JSON.stringify(standard)}`;
}

/** Only values that fit into a line of text. */
function describeInput(input: unknown): string {
  const scalar = typeof input === 'string' || typeof input === 'number' || typeof input === 'boolean' || input === null;
  return scalar ? `, not ${typeof input === 'string' ? shorten(JSON.stringify(input)) : String(input)}` : '';
}

/** The part of the JSON schema that describes the field at a path. */
function schemaAt(path: readonly string[]): z.core.JSONSchema.BaseSchema | null {
  let schema = profileJsonSchema();
  for (const name of path) {
    const { properties = {} } = schema;
    const property = Object.hasOwn(properties, name) ? properties[name] : undefined;
    if (property === undefined || typeof property === 'boolean') return null;
    schema = property;
  }
  return schema;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
