/**
 * Characters that control a terminal or change the reading order instead of being displayed: controls (ECMA-48),
 * Unicode's format characters (bidirectional, zero-width), line and paragraph separators. Tab and line feed are text.
 */
const UNPRINTABLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * Makes text from a bus, a file, a server or a person safe for a terminal: each unprintable character is shown as
 * `\u001b` and has no effect. JSON keeps its value.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (character) =>
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}

/** Longer texts from the other side are cut. */
const MAX_QUOTED = 120;

/** As {@link printable}, with a limit on the length: for text from the other side within a message. */
export function quoted(text: string): string {
  const shown = printable(text);
  return shown.length <= MAX_QUOTED ? shown : `${shown.slice(0, MAX_QUOTED)}…`;
}
