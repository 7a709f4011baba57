import type { z } from 'zod';

/** A problem that a schema found. */
type Issue = z.core.$ZodIssue;

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  tuple: 'a list',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};

/** Whether the words are the library's own: the schema has none for this problem. */
function isLibraryText(message: string): boolean {
  return /^(Invalid |Too (big|small)|Unrecognized )/.test(message);
}

/** What was expected, as a noun: `at most 2`, `one of a, b`; the schema's own words where it has some. */
export function expectedWords(issue: Issue): string {
  if (!isLibraryText(issue.message)) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return TYPE_WORDS[issue.expected] ?? issue.expected;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.map(String).join(', ')}`;
    case 'too_big':
      return sized(issue.origin, issue.inclusive === false ? 'less than' : 'at most', Number(issue.maximum));
    case 'too_small':
      return sized(issue.origin, issue.inclusive === false ? 'more than' : 'at least', Number(issue.minimum));
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return 'no such field';
    case 'invalid_format':
      return 'a text of the required form';
    case 'invalid_key':
    case 'invalid_element':
    case 'invalid_union':
    case 'custom':
      return 'a value of the required form';
  }
}

function sized(origin: string, bound: string, limit: number): string {
  if (origin === 'string') return `a text of ${bound} ${limit} ${limit === 1 ? 'character' : 'characters'}`;
  if (origin === 'array') return `a list of ${bound} ${limit}`;
  return `${bound} ${limit}`;
}

/** The problem in one sentence, with its place: `cars must be at most 2`, `unknown field "keyz"`. */
export function problemWords(issue: Issue, known: readonly string[] = []): string {
  const place = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = issue.keys.map((key) => `"${[...issue.path.map(String), key].join('.')}"`).join(', ');
    const words = `${issue.keys.length === 1 ? 'unknown field' : 'unknown fields'} ${names}`;
    return known.length === 0 ? words : `${words}; known here: ${known.join(', ')}`;
  }
  const subject = place === '' ? 'the whole' : place;
  if (!isLibraryText(issue.message)) return `${subject}: ${issue.message}`;
  if (issue.message.endsWith('received undefined')) return `${subject} is missing`;
  return `${subject} must be ${expectedWords(issue)}`;
}
