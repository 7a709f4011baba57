/** Words as a sentence. */
export function sentenceOf(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** What a change of the view is in words: the names of its fields. */
export function changedText(changed: object): string {
  return `changed: ${Object.keys(changed).join(', ')}`;
}
