/**
 * Signs that do something to a terminal, or to the order in which text is read, instead of being seen: C0 and C1
 * controls (ECMA-48), and Unicode's invisible and bidirectional format characters. Tab and line feed are text.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- it is about these
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Colour and weight as this program writes them (SGR); everything else that begins with ESC is foreign. */
// eslint-disable-next-line no-control-regex -- SGR begins with ESC
const OWN_STYLE = /(\u001b\[(?:0|1|2|22|31|32|33|36|39)m)/;

/**
 * Text that came from a bus, a file, a server or a person, fit for a terminal: each unprintable sign is shown as
 * `\u001b` instead of being obeyed. JSON stays the same value.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** As {@link printable}, for text that this program has already styled. */
export function printableStyled(text: string): string {
  if (text.search(UNPRINTABLE) < 0) return text;
  return text
    .split(OWN_STYLE)
    .map((part, index) => (index % 2 === 1 ? part : printable(part)))
    .join('');
}
