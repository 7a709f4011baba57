import { describe, expect, it } from 'vitest';
import type { DataProblem } from '../../../../hil/scenario/data-problem.ts';
import { missing, readDeclarations, referenceIn, substitute } from '../../../../hil/scenario/parameters.ts';

const pathsOf = (problems: readonly DataProblem[]): readonly string[] => problems.map(({ path }) => path.join('.'));

describe('the parameters of a scenario', () => {
  it('have defaults, and values by variant', () => {
    const root = { name: 'A', parameters: { wait: '1 s', level: null }, variants: [{ name: 'low', level: 1 }] };
    expect(readDeclarations(root)).toEqual({
      defaults: { wait: '1 s', level: null },
      variants: [{ name: 'low', values: { level: 1 } }],
      problems: [],
    });
  });

  it.each([
    [{ name: 'A', parameters: { level: null } }, ['parameters.level']],
    [{ name: 'A', parameters: { level: null }, variants: [{ name: 'low' }] }, ['variants.0']],
    [{ name: 'A', parameters: { a: 1 }, variants: [{ name: 'x' }, { name: 'x' }] }, ['variants.1.name']],
    [{ name: 'A', parameters: { a: 1 }, variants: [{ name: 'x', b: 1 }] }, ['variants.0.b']],
    [{ name: 'A', parameters: { name: 1 } }, ['parameters']],
    [{ name: 'A', parameters: { a: [1] } }, ['parameters.a']],
    [{ name: 'A', variants: [] }, ['variants']],
  ])('%j has a problem', (root, paths) => {
    expect(pathsOf(readDeclarations(root).problems)).toEqual(paths);
  });

  it('need no value in a fragment, which has no name', () => {
    expect(readDeclarations({ parameters: { level: null } }).problems).toEqual([]);
  });

  it('are missing a value where they have none', () => {
    expect(missing({ a: 0, b: null, c: null })).toBe('b');
    expect(missing({ a: 0, b: false })).toBeUndefined();
  });
});

describe('a reference', () => {
  it('is ${name} as the whole value', () => {
    expect(referenceIn('${level}')).toBe('level');
    expect(['level', ' ${level}', '${1}', 5].map(referenceIn)).toEqual([null, null, null, null]);
  });

  it('is replaced in lists and mappings, with the type of the value', () => {
    const problems: DataProblem[] = [];
    const data = { steps: [{ level: '${level}', text: 'x' }] };
    expect(substitute(data, ['level'], () => 3, [], problems)).toEqual({ steps: [{ level: 3, text: 'x' }] });
    expect(problems).toEqual([]);
  });

  it('names a parameter that there is', () => {
    const problems: DataProblem[] = [];
    substitute({ a: ['${levle}'] }, ['level'], () => undefined, [], problems);
    expect(problems).toMatchObject([{ path: ['a', 0], found: '${levle}', meant: 'level' }]);
  });

  it('is not a part of a text', () => {
    const problems: DataProblem[] = [];
    expect(substitute('wait ${a} s', ['a'], () => 1, ['x'], problems)).toBe('wait ${a} s');
    expect(pathsOf(problems)).toEqual(['x']);
  });
});
