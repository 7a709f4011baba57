/** The encodings that a byte order mark can show, as Windows editors and PowerShell write them. */
const MARKS: readonly (readonly [first: number, second: number, encoding: 'utf-16le' | 'utf-16be'])[] = [
  [0xff, 0xfe, 'utf-16le'],
  [0xfe, 0xff, 'utf-16be'],
];

/** A text file's content: UTF-8, or UTF-16 where a byte order mark shows it. The mark itself is no part of the text. */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(markedEncoding(bytes) ?? 'utf-8').decode(bytes);
}

/** The UTF-16 that the byte order mark at the start of a text shows; null where it has none. */
export function markedEncoding(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  return MARKS.find(([first, second]) => bytes[0] === first && bytes[1] === second)?.[2] ?? null;
}
