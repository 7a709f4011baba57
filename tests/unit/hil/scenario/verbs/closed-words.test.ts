import { describe, expect, it } from 'vitest';
import { scenarioDataSchema } from '../../../../../hil/scenario/schema.ts';
import { problemsOf } from './verb-kit.ts';

/** Steps with one misspelled word each: its column, the word, a word that is known there, and the closest one. */
const MISSPELLED: readonly (readonly [string, number, string, string, string])[] = [
  ['touch: { key: master, expect: start-permited }', 35, 'start-permited', 'kept', 'start-permitted'],
  ['touch: { key: master, expect: { reaction: registerd } }', 47, 'registerd', 'refused', 'registered'],
  ['touch: { key: master, expect: { reason: antena } }', 45, 'antena', 'already-touched', 'antenna'],
  ['press: { key: master, button: lock, expect: lokced }', 49, 'lokced', 'alarm-on', 'lock'],
  ['press: { key: master, button: lock, expect: { reason: ecu-of } }', 59, 'ecu-of', 'held-too-short', 'ecu-off'],
  ['startEngine: { expect: { reason: immobiliser-set } }', 38, 'immobiliser-set', 'shift-not-in-p', 'immobilizer-set'],
  ['dealer: { request: { by: tarra } }', 30, 'tarra', 'mona', 'tara'],
  ['dealer: { request: { managers: [mnoa] } }', 37, 'mnoa', 'paul', 'mona'],
  ['dealer: { retitle: { who: fredd, title: Technician } }', 31, 'fredd', 'gwen', 'fred'],
  ['dealer: { approve: { expect: { reason: not-alowed } } }', 44, 'not-alowed', 'tool-too-old', 'not-allowed'],
  ['dealer: { approve: { expect: { newestEntry: aproved } } }', 49, 'aproved', 'title-changed', 'approved'],
  ['tool: { reset: { expect: { reason: batery } } }', 40, 'batery', 'no-answer', 'battery'],
];

describe('a misspelled word', () => {
  it.each(MISSPELLED)('is an error of the file, with what is known and the closest word: %s', (step, ...expected) => {
    const [column, word, known, meant] = expected;
    const problems = problemsOf(step);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^x\\.yaml:3:${column}: found "${word}", expected .*\\b${known}\\b.*; `));
    expect(problems[0]?.endsWith(`; did you mean "${meant}"?`)).toBe(true);
  });

  it('is marked by an editor too: the JSON schema lists the words of every such field', () => {
    const fields = fieldsOf(scenarioDataSchema()).filter(([name]) => CLOSED.includes(name));
    expect(new Set(fields.map(([name]) => name))).toEqual(new Set(CLOSED));
    expect(fields.filter(([, schema]) => !isClosed(schema)).map(([name]) => name)).toEqual([]);
  });
});

/** Fields of steps whose words are all known before a run. */
const CLOSED: readonly string[] = ['reaction', 'reason', 'by', 'who', 'newestEntry', 'outcome', 'button', 'fails'];

type Schema = ReturnType<typeof scenarioDataSchema>;

/** Every field below a schema, with its name. */
function fieldsOf(value: unknown): readonly (readonly [string, Schema])[] {
  if (typeof value !== 'object' || value === null) return [];
  const properties: unknown = 'properties' in value ? value.properties : {};
  const own = Object.entries(properties ?? {}) as readonly (readonly [string, Schema])[];
  return [...own, ...Object.values(value).flatMap(fieldsOf)];
}

function isClosed(schema: Schema): boolean {
  const choices = schema.anyOf ?? [schema];
  return choices.every((choice) => choice.enum !== undefined || choice.type === 'null');
}
