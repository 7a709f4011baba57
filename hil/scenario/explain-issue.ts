import type { z } from 'zod';

import { nearestName } from '../../can-bus/text/nearest-name.ts';
import { shorten } from '../../can-bus/text/shorten.ts';
import { expectedWords } from '../issue-words.ts';
import type { DataPath, DataProblem } from './data-problem.ts';
import { VERBS } from './verbs/verbs.ts';

const VERB_NAMES: readonly string[] = Object.keys(VERBS);
/** Fields of a step beside its verb. */
const BESIDE_THE_VERB: readonly string[] = ['rules', 'note', 'car'];

type Issue = z.core.$ZodIssue;
type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The problems behind an issue, in terms of the file. `root` is the data as read, `schema` its JSON schema. */
export function explainIssue(
  issue: Issue,
  root: unknown,
  schema: JsonSchema,
  before: DataPath = [],
): readonly DataProblem[] {
  const path = [...before, ...pathOf(issue)];
  const value = valueAt(root, path);
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unexpectedName([...path, key], key, root, schema));
    case 'invalid_union':
      return explainUnion(issue, path, root, schema);
    case 'invalid_value':
      return [wrongValue(path, value, issue)];
    case 'invalid_key': {
      const [inner = issue] = issue.issues;
      return [{ path, atKey: true, found: describe(path.at(-1)), expected: expectedWords(inner), meant: null }];
    }
    case 'invalid_type':
      return [{ path, atKey: false, found: describe(value), expected: expectedWords(issue), meant: null }];
    case 'invalid_element':
    case 'invalid_format':
    case 'not_multiple_of':
    case 'too_big':
    case 'too_small':
    case 'custom':
      return [{ path, atKey: false, found: describe(value), expected: expectedWords(issue), meant: null }];
  }
}

function pathOf(issue: Issue): DataPath {
  return issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
}

function wrongValue(path: DataPath, value: unknown, issue: Extract<Issue, { code: 'invalid_value' }>): DataProblem {
  const names = issue.values.map(String);
  const meant = typeof value === 'string' ? nearestName(value, names) : null;
  return { path, atKey: false, found: describe(value), expected: expectedWords(issue), meant };
}

/**
 * The form that was most likely meant, and what is wrong with it; or a description of all forms, where none is near.
 */
function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: DataPath,
  root: unknown,
  schema: JsonSchema,
): readonly DataProblem[] {
  const near = issue.errors.filter((branch) => branch.length > 0 && !branch.some(isAboutTheWhole));
  const branch = isStep(path)
    ? issue.errors[VERB_NAMES.indexOf(verbsOf(valueAt(root, path))[0] ?? '')]
    : near.toSorted((a, b) => foreignNames(a) - foreignNames(b) || a.length - b.length)[0];
  if (branch !== undefined) return branch.flatMap((inner) => explainIssue(inner, root, schema, path));
  const value = valueAt(root, path);
  const names = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_value' ? inner.values.map(String) : []));
  const meant = typeof value === 'string' ? nearestName(value, names) : null;
  return [{ path, atKey: false, found: describe(value), expected: issue.message, meant }];
}

/** How many names of the value a form does not have. */
function foreignNames(branch: readonly Issue[]): number {
  const names = branch.filter(({ path }) => path.length === 0);
  return names.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 0), 0);
}

function isAboutTheWhole(issue: Issue): boolean {
  if (issue.path.length > 0) return false;
  return issue.code === 'invalid_type' || issue.code === 'invalid_value' || issue.code === 'invalid_union';
}

function isStep(path: DataPath): boolean {
  return path.length === 2 && (path[0] === 'steps' || path[0] === 'given');
}

function wordsOf(step: unknown): readonly string[] {
  return isMapping(step) ? Object.keys(step).filter((word) => !BESIDE_THE_VERB.includes(word)) : [];
}

function verbsOf(step: unknown): readonly string[] {
  return wordsOf(step).filter((word) => VERB_NAMES.includes(word));
}

/** Steps that do not have exactly one verb, so that nothing else about them can be checked. */
export function findVerbProblems(root: unknown): readonly DataProblem[] {
  return ['given', 'steps'].flatMap((list) => {
    const steps = valueAt(root, [list]);
    if (!Array.isArray(steps)) return [];
    return steps.flatMap((step: unknown, index) => explainVerb(step, [list, index]) ?? []);
  });
}

function explainVerb(step: unknown, path: DataPath): DataProblem | null {
  const expected = `a step with one verb (${VERB_NAMES.join(', ')}), or include`;
  if (!isMapping(step)) return { path, atKey: false, found: describe(step), expected, meant: null };
  const verbs = verbsOf(step);
  if (verbs.length === 1) return null;
  if (verbs.length > 1) {
    return {
      path,
      atKey: false,
      found: `${verbs.join(' and ')} in one step`,
      expected: 'one verb per step',
      meant: null,
    };
  }
  const [word] = wordsOf(step);
  if (word === undefined) return { path, atKey: false, found: 'no verb', expected, meant: null };
  return {
    path: [...path, word],
    atKey: true,
    found: `"${word}"`,
    expected,
    meant: nearestName(word, [...VERB_NAMES, 'include']),
  };
}

/** A name that no form of its mapping has; or one of a form that does not allow its value. */
function unexpectedName(path: DataPath, name: string, root: unknown, schema: JsonSchema): DataProblem {
  const known = namesKnownAt(schema, root, path.slice(0, -1));
  if (!known.includes(name)) return unknownName(path, name, known);
  const value = valueAt(root, path);
  const forms = formsAt(schema, root, path);
  const choices = forms.flatMap((form) => form.enum ?? []).map(String);
  const words = forms.flatMap((form) => form.description ?? []);
  const expected = choices.length > 0 ? `one of ${choices.join(', ')}` : (words[0] ?? 'another value');
  const meant = typeof value === 'string' ? nearestName(value, choices) : null;
  return { path, atKey: false, found: describe(value), expected, meant };
}

function unknownName(path: DataPath, name: string, known: readonly string[]): DataProblem {
  const expected = known.length === 1 ? `only the field ${known.join('')}` : `one of ${known.join(', ')}`;
  return { path, atKey: true, found: `"${name}"`, expected, meant: nearestName(name, known) };
}

/** Names that the mapping at a path may have, in the form that is nearest to the data. */
function namesKnownAt(schema: JsonSchema, root: unknown, path: DataPath): readonly string[] {
  const forms = nearestForms(formsAt(schema, root, path), valueAt(root, path));
  return [...new Set(forms.flatMap(namesOf))];
}

/** The names of a mapping's fields; of one that is a table by names, the names that it may have. */
function namesOf({ properties = {}, propertyNames }: JsonSchema): readonly string[] {
  const listed = typeof propertyNames === 'object' ? (propertyNames.enum ?? []) : [];
  return [...Object.keys(properties), ...listed.map(String)];
}

/** The forms that the value at a path may have, in the forms around it that are nearest to the data. */
function formsAt(schema: JsonSchema, root: unknown, path: DataPath): readonly JsonSchema[] {
  let forms = formsOf(schema);
  let value = root;
  for (const part of path) {
    forms = nearestForms(forms, value).flatMap((form) => formsOf(partOf(form, part)));
    value = valueAt(value, [part]);
  }
  return forms;
}

function formsOf(schema: JsonSchema | undefined): readonly JsonSchema[] {
  if (schema === undefined) return [];
  const choices = schema.anyOf ?? schema.oneOf;
  return choices === undefined ? [schema] : choices.flatMap((choice) => formsOf(choice));
}

function partOf(schema: JsonSchema, part: string | number): JsonSchema | undefined {
  const { items, additionalProperties, properties } = schema;
  const own = properties !== undefined && Object.hasOwn(properties, part) ? properties[part] : undefined;
  const found = typeof part === 'number' ? items : (own ?? additionalProperties);
  return typeof found === 'object' && !Array.isArray(found) ? found : undefined;
}

/** Of several forms of a mapping, those that share most names with the value. */
function nearestForms(forms: readonly JsonSchema[], value: unknown): readonly JsonSchema[] {
  if (!isMapping(value)) return forms;
  const shared = (form: JsonSchema): number =>
    Object.keys(form.properties ?? {}).filter((key) => Object.hasOwn(value, key)).length;
  const mappings = forms.filter((form) => form.type === 'object');
  const most = Math.max(0, ...mappings.map(shared));
  return mappings.filter((form) => shared(form) === most);
}

export function valueAt(root: unknown, path: DataPath): unknown {
  let value = root;
  for (const part of path) {
    if (Array.isArray(value) && typeof part === 'number') value = value[part];
    else if (isMapping(value) && Object.hasOwn(value, part)) value = value[part];
    else return undefined;
  }
  return value;
}

export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in words, short enough for a line. */
export function describe(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'a mapping';
  // JSON has neither NaN nor Infinity, and would show null for them.
  return shorten(typeof value === 'number' ? String(value) : JSON.stringify(value));
}
