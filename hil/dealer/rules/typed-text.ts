/**
 * Characters that nobody sees, or that change how others are seen: control characters, those that turn the direction
 * of the text, of no width, invisible fillers, line separators, and code points that are no characters at all.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EVERY_UNSEEN = new RegExp(UNSEEN, 'gu');
/** Longest typed text that a message repeats. */
const REPEATED_MAX = 40;

export function hasUnseenCharacters(text: string): boolean {
  return UNSEEN.test(text);
}

/** What somebody typed, as a message repeats it: short, and with nothing in it that a terminal or a page obeys. */
export function asTyped(text: string): string {
  const characters = [...text];
  const short = characters.length > REPEATED_MAX ? `${characters.slice(0, REPEATED_MAX).join('')}…` : text;
  return short.replaceAll(EVERY_UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
