/** Longer texts of the other side are cut. */
const MAX_QUOTED = 120;

/** A text of the other side, for a log or a terminal: no control character, and not without end. */
export function printable(text: string): string {
  // Besides ASCII's, those from 80 to 9F, and what turns the direction of writing.
  const plain = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
  return plain.length <= MAX_QUOTED ? plain : `${plain.slice(0, MAX_QUOTED)}…`;
}
