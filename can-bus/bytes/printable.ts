/**
 * Characters that act on a terminal, or on the order in which text is read, instead of being seen: controls (ECMA-48),
 * Unicode's format characters (bidirectional, zero-width), line and paragraph separators. Tab and line feed are text.
 */
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const ESC = '\u001b';
/** Colour and weight as this program writes them (SGR); everything else that begins with ESC is foreign. */
const OWN_STYLE = new RegExp(`(${ESC}\\[(?:0|1|2|22|31|32|33|36|39)m)`);

/**
 * Text that came from a bus, a file, a server or a person, fit for a terminal: each unprintable sign is shown as
 * `\u001b` instead of being obeyed. JSON stays the same value.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Longer texts of the other side are cut. */
const MAX_QUOTED = 120;

/** As {@link printable}, and not without end: a text of the other side within a message. */
export function quoted(text: string): string {
  const shown = printable(text);
  return shown.length <= MAX_QUOTED ? shown : `${shown.slice(0, MAX_QUOTED)}…`;
}

/** As {@link printable}, for text that this program has already styled. */
export function printableStyled(text: string): string {
  if (text.search(UNPRINTABLE) < 0) return text;
  return text
    .split(OWN_STYLE)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');
}
