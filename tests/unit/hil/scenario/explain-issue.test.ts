import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DataProblem } from '../../../../hil/scenario/data-problem.ts';
import {
  describe as inWords,
  explainIssue,
  findVerbProblems,
  isMapping,
  valueAt,
} from '../../../../hil/scenario/explain-issue.ts';

const SCHEMA = z.strictObject({
  mode: z.enum(['open', 'closed']),
  count: z.number(),
  parts: z.strictObject({ left: z.boolean() }).optional(),
});

function problemsOf(value: unknown): readonly DataProblem[] {
  const { error } = SCHEMA.safeParse(value, { reportInput: true });
  return (error?.issues ?? []).flatMap((issue) => explainIssue(issue, value, z.toJSONSchema(SCHEMA)));
}

describe('an issue of a schema', () => {
  it('names an unknown field at its name, and the nearest known one', () => {
    expect(problemsOf({ mode: 'open', count: 1, parts: { left: true, lefft: true } })).toEqual([
      { path: ['parts', 'lefft'], atKey: true, found: '"lefft"', expected: 'only the field left', meant: 'left' },
    ]);
  });

  it('names the choice, and the value that was meant', () => {
    expect(problemsOf({ mode: 'opne', count: 1 })).toEqual([
      { path: ['mode'], atKey: false, found: '"opne"', expected: 'one of open, closed', meant: 'open' },
    ]);
  });

  it('is about the form of which the value has the most names, though another one has fewer problems', () => {
    const forms = z.union([
      z.strictObject({ fault: z.enum(['B278D']) }),
      z.strictObject({ supply: z.strictObject({ v: z.number(), atMs: z.number() }) }),
    ]);
    const value = { supply: { volts: 60, forMs: 10 } };
    const { error } = forms.safeParse(value, { reportInput: true });
    const [issue] = error?.issues ?? [];
    const problems = issue === undefined ? [] : explainIssue(issue, value, z.toJSONSchema(forms));
    expect(problems.map(({ path }) => path.join('.'))).toEqual([
      'supply.v',
      'supply.atMs',
      'supply.volts',
      'supply.forMs',
    ]);
  });

  it('names the type in words of the file', () => {
    expect(problemsOf({ mode: 'open', count: [1, 2] })).toEqual([
      { path: ['count'], atKey: false, found: 'a list of 2', expected: 'a number', meant: null },
    ]);
  });
});

describe('a name in a table by names', () => {
  const TABLE = z.strictObject({ signals: z.partialRecord(z.enum(['DOOR_OPEN_FL', 'BRAKE']), z.number()) });

  it('is compared with the names that the table may have', () => {
    const value = { signals: { DOOR_OPEN_F: 0 } };
    const { error } = TABLE.safeParse(value, { reportInput: true });
    const problems = (error?.issues ?? []).flatMap((issue) => explainIssue(issue, value, z.toJSONSchema(TABLE)));
    expect(problems).toMatchObject([{ expected: 'one of DOOR_OPEN_FL, BRAKE', meant: 'DOOR_OPEN_FL' }]);
  });
});

describe('the verb of a step', () => {
  it('is one, and known', () => {
    const steps = [{ uds: '10 03', note: 'x' }, { udz: '10 03' }, { uds: '10 03', press: {} }, { note: 'x' }, 5];
    const problems = findVerbProblems({ given: [{ include: 'a' }], steps });
    expect(problems.filter(({ path }) => path[0] === 'steps')).toMatchObject([
      { path: ['steps', 1, 'udz'], atKey: true, found: '"udz"', meant: 'uds' },
      { path: ['steps', 2], atKey: false },
      { path: ['steps', 3], atKey: false },
      { path: ['steps', 4], atKey: false, found: '5' },
    ]);
  });
});

describe('a value of the data', () => {
  it('is found by its path, own members only', () => {
    expect(valueAt({ a: [{ b: 5 }] }, ['a', 0, 'b'])).toBe(5);
    expect(valueAt({ a: [] }, ['a', 0, 'b'])).toBeUndefined();
    expect(valueAt({}, ['toString'])).toBeUndefined();
  });

  it('is a mapping where it has names', () => {
    expect([{}, [], null, 'x'].map(isMapping)).toEqual([true, false, false, false]);
  });

  it.each([
    [undefined, 'nothing'],
    [null, 'nothing'],
    [[1], 'a list of 1'],
    [{ a: 1 }, 'a mapping'],
    ['a', '"a"'],
    [2.5, '2.5'],
    [Number.NaN, 'NaN'],
    [Number.NEGATIVE_INFINITY, '-Infinity'],
    ['x'.repeat(60), `"${'x'.repeat(59)}…`],
  ])('%o is described as %s', (value, words) => {
    expect(inWords(value)).toBe(words);
  });
});
