/** A command line of ours as one types it into a shell. */
export function commandLine(words: readonly string[]): string {
  return ['smartkey', ...words].map(quoted).join(' ');
}

function quoted(word: string): string {
  return /^[\w@%+=:,./#-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
