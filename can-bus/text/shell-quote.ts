/** Quotes a word so that a POSIX shell reads it back unchanged. */
export function shellQuote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A word of a command line for people: quoted only where a shell requires it. */
export function shellWord(word: string): string {
  // At the beginning of a word # is a comment.
  return /^(?!#)[\w@%+=:,./#-]+$/.test(word) ? word : shellQuote(word);
}
