import { LineCounter } from 'yaml';
import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../../hil/scenario/read-yaml.ts';

describe('a YAML text as data', () => {
  it.each([
    ['an alias without an anchor', 'b: 1\na: *b\n', 2, 'the alias *b', 'an anchor &b before it'],
    ['an alias before its anchor', 'a: *b\nb: &b 1\n', 1, 'the alias *b', 'an anchor &b before it'],
    [
      'a mapping within itself',
      'a: &a {b: *a}',
      1,
      'the alias *a within the anchor that it means',
      'an alias after it',
    ],
    ['a list within itself', '&a\n- 1\n- [*a]', 3, 'the alias *a within the anchor that it means', 'an alias after it'],
    ['a list as a name', 'a: 1\n? [b]\n: 1\n', 2, 'a list or a mapping as a name', 'a text as a name'],
    [
      'aliases of aliases',
      `a: &a [1]\nb: &b [${'*a,'.repeat(9)}]\nc: &c [${'*b,'.repeat(9)}]\nd: [${'*c,'.repeat(9)}]`,
      1,
      'aliases that repeat too much of the file',
      'the values themselves, or fewer aliases',
    ],
    [
      '101 levels',
      `${'['.repeat(101)}${']'.repeat(101)}`,
      1,
      'lists or mappings nested too deeply',
      'at most 100 levels',
    ],
    ['100,000 levels', '['.repeat(100_000), 1, 'lists or mappings nested too deeply', 'at most 100 levels'],
    ['a merge of no mapping', '%YAML 1.1\n---\n<<: 5\n', 1, expect.stringMatching(/^Merge /), 'a YAML text'],
  ])('is refused with %s', (_what, text, line, found, expected) => {
    const lines = new LineCounter();
    const { problems, value } = readYaml(text, lines);
    expect(problems).toEqual([{ offset: expect.any(Number), found, expected }]);
    expect(lines.linePos(problems[0]?.offset ?? -1).line).toBe(line);
    expect(value).toBeUndefined();
  });

  it('may use aliases, 100 levels, and names of other languages', () => {
    const deep = '['.repeat(99) + ']'.repeat(99);
    const { problems, value } = readYaml(`a: &a [1]\nb: [*a, *a]\nc: !!set {d}\ne: ${deep}`, new LineCounter());
    expect(problems).toEqual([]);
    expect(value).toMatchObject({ b: [[1], [1]], c: { d: null } });
  });
});
