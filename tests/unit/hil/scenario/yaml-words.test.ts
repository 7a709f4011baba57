import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { yamlWords } from '../../../../hil/scenario/yaml-words.ts';

describe('a problem of YAML in words', () => {
  it.each([
    ['a: 1\n---\nb: 2\n', 'a second document after "---"', 'one document in a file'],
    ['a:\n\t- b\n', 'a tab as indentation', 'spaces'],
    ['a: 1\na: 2\n', 'a name that is already in this mapping', 'each name once'],
    [
      'a: [\n',
      'a line that is indented too little, or a bracket without its end',
      'the indentation of the lines above, and "]" or "}" after what it ends',
    ],
    ['a: "b\n', 'a quotation mark or bracket without its end', 'the closing one'],
    [
      '- a\nb: 1\n',
      'something that does not go on what is before it',
      'either a list, with "- " before each entry, or names with ":"',
    ],
    ['a: b: c\n', 'a second ":" on the line', 'one name on a line, or quotation marks around the text'],
  ])('%j: found %s, expected %s', (text, found, expected) => {
    for (const prettyErrors of [true, false]) {
      const [error] = parseDocument(text, { prettyErrors }).errors;
      expect(error === undefined ? null : yamlWords(error)).toEqual({ found, expected });
    }
  });

  it('keeps the words of the library where it has none of its own', () => {
    expect(yamlWords({ code: 'IMPOSSIBLE', message: 'Wrong at line 2, column 1:\n\nx' })).toEqual({
      found: 'Wrong',
      expected: 'a YAML text',
    });
  });
});
