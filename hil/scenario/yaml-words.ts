import type { YAMLError } from 'yaml';

/** What a text has in place of YAML, and what to write. */
export interface YamlWords {
  readonly found: string;
  readonly expected: string;
}

/** Problems that people cause, in their words; the library's are for its callers. */
const WORDS: Readonly<Partial<Record<YAMLError['code'], YamlWords>>> = {
  MULTIPLE_DOCS: { found: 'a second document after "---"', expected: 'one document in a file' },
  TAB_AS_INDENT: { found: 'a tab as indentation', expected: 'spaces' },
  DUPLICATE_KEY: { found: 'a name that is already in this mapping', expected: 'each name once' },
  MULTILINE_IMPLICIT_KEY: { found: 'a name that goes on over several lines', expected: 'a name and ":" on one line' },
  BLOCK_AS_IMPLICIT_KEY: {
    found: 'a second ":" on the line',
    expected: 'one name on a line, or quotation marks around the text',
  },
  BAD_INDENT: {
    found: 'a line that is indented too little, or a bracket without its end',
    expected: 'the indentation of the lines above, and "]" or "}" after what it ends',
  },
  MISSING_CHAR: { found: 'a quotation mark or bracket without its end', expected: 'the closing one' },
  UNEXPECTED_TOKEN: {
    found: 'something that does not go on what is before it',
    expected: 'either a list, with "- " before each entry, or names with ":"',
  },
};

/** A problem of syntax in words. */
export function yamlWords({ code, message }: Pick<YAMLError, 'code' | 'message'>): YamlWords {
  const text = message.split('\n')[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? code;
  return WORDS[code] ?? { found: text, expected: 'a YAML text' };
}
