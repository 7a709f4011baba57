/** A byte-order mark, and the text encoding that it marks. */
const MARKS: readonly (readonly [number, number, 'utf-16le' | 'utf-16be'])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
];

/** The encoding that a text's first two bytes mark; null where they mark none, and it is UTF-8. */
export function markedEncoding(first: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  return MARKS.find(([high, low]) => first[0] === high && first[1] === low)?.[2] ?? null;
}

/** A text in UTF-8, or in UTF-16 with a byte-order mark, as PowerShell's `>` writes it; without the mark. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(markedEncoding(bytes) ?? 'utf-8').decode(bytes);
}
