import { describe, expect, it } from 'vitest';
import { YamlSource } from '../../../../hil/scenario/yaml-source.ts';

const TEXT = 'name: A\nsteps:\n  - uds: "10 03"\n    note: x\n  - wait: 1 s\n';

describe('a YAML text', () => {
  it('is data, and has no problem', () => {
    const source = new YamlSource(TEXT, 'a.yaml');
    expect(source.value).toEqual({ name: 'A', steps: [{ uds: '10 03', note: 'x' }, { wait: '1 s' }] });
    expect(source.problems).toEqual([]);
  });

  it.each([
    [['name'], false, { line: 1, column: 7 }],
    [['name'], true, { line: 1, column: 1 }],
    [['steps', 0, 'note'], false, { line: 4, column: 11 }],
    [['steps', 1], false, { line: 5, column: 5 }],
    [['steps', 1, 'wait'], true, { line: 5, column: 5 }],
    [['steps', 1, 'missing'], false, { line: 5, column: 5 }],
  ])('has the place of %j (at its name: %j)', (path, atKey, position) => {
    expect(new YamlSource(TEXT, 'a.yaml').positionOf(path, atKey)).toEqual(position);
  });

  it('has the place of a syntax error', () => {
    const { problems, value } = new YamlSource('name: A\nsteps: [', 'a.yaml');
    expect(value).toBeUndefined();
    expect(problems[0]).toMatchObject({ file: 'a.yaml', line: 2 });
  });

  it('is refused above a million characters', () => {
    expect(new YamlSource(`#${' '.repeat(999_999)}`, 'a.yaml').problems).toEqual([]);
    expect(new YamlSource(`#${' '.repeat(1_000_000)}`, 'a.yaml').problems).toMatchObject([
      { line: 1, column: 1, found: '1000001 characters' },
    ]);
  });

  it('locates a problem of its data', () => {
    const problem = { path: ['steps', 0, 'uds'], atKey: true, found: 'a', expected: 'b', meant: null };
    expect(new YamlSource(TEXT, 'a.yaml').locate(problem)).toEqual({
      ...{ file: 'a.yaml', line: 3, column: 5, found: 'a', expected: 'b', meant: null },
    });
  });
});
