/**
 * Characters that are invisible, or that change how others are displayed: control characters, directional and
 * zero-width characters, invisible fillers, line separators, and code points that are not characters.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}\u2800]/u;
const EVERY_UNSEEN = new RegExp(UNSEEN, 'gu');
/** Longest typed text that a message repeats. */
const REPEATED_MAX = 40;

export function hasUnseenCharacters(text: string): boolean {
  return UNSEEN.test(text);
}

/** Typed text as a message repeats it: short, and without anything that a terminal or a page would interpret. */
export function asTyped(text: string): string {
  const characters = [...text];
  const short = characters.length > REPEATED_MAX ? `${characters.slice(0, REPEATED_MAX).join('')}…` : text;
  return short.replaceAll(EVERY_UNSEEN, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
