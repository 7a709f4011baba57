import { parseDocument } from 'yaml';
import { describe, expect, it } from 'vitest';
import { yamlSentence } from '../../../../hil/scenario/yaml-words.ts';

describe('a problem of YAML in words', () => {
  it.each([
    ['a: 1\n---\nb: 2\n', 'found a second document after "---", expected one document in a file'],
    ['a:\n\t- b\n', 'found a tab as indentation, expected spaces'],
    ['a: 1\na: 2\n', 'found a name that is already in this mapping, expected each name once'],
    [
      'a: [\n',
      'found a line that is indented too little, or a bracket without its end, expected the indentation of the lines above, and "]" or "}" after what it ends',
    ],
    ['a: "b\n', 'found a quotation mark or bracket without its end, expected the closing one'],
    [
      '- a\nb: 1\n',
      'found something that does not go on what is before it, expected either a list, with "- " before each entry, or names with ":"',
    ],
    ['a: b: c\n', 'found a second ":" on the line, expected one name on a line, or quotation marks around the text'],
  ])('%j: %s', (text, words) => {
    for (const prettyErrors of [true, false]) {
      const [error] = parseDocument(text, { prettyErrors }).errors;
      expect(error === undefined ? null : yamlSentence(error)).toBe(words);
    }
  });

  it('keeps the words of the library where it has none of its own', () => {
    expect(yamlSentence({ code: 'IMPOSSIBLE', message: 'Wrong at line 2, column 1:\n\nx' })).toBe(
      'found Wrong, expected a YAML text',
    );
  });
});
