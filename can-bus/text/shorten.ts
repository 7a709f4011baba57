const LONGEST = 60;

/** A text that fits into a message: cut, with "…", where it is longer. */
export function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
