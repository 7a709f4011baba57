/** A pattern of bytes in which some digits are fixed and others are free. */
export interface ByteMask {
  /** The pattern as it was written. */
  readonly text: string;
  readonly values: readonly number[];
  /** A bit is 1 where the bit of the value is compared. */
  readonly masks: readonly number[];
  /** More bytes may follow. */
  readonly open: boolean;
}

/**
 * Reads a mask: two digits per byte, `*` for any digit, `..` at the end for any further bytes: `27 0* ..`, `B5 3* ..`.
 *
 * @returns null where the text is not a mask
 */
export function parseByteMask(text: string): ByteMask | null {
  const words = text.trim().split(/\s+/);
  const open = words.at(-1) === '..';
  const digits = (open ? words.slice(0, -1) : words).join('');
  if (!/^(?:[0-9A-Fa-f*]{2})*$/.test(digits) || (digits === '' && !open)) return null;
  const pairs = digits.match(/../g) ?? [];
  return {
    text,
    values: pairs.map((pair) => Number.parseInt(pair.replaceAll('*', '0'), 16)),
    masks: pairs.map((pair) => (pair.startsWith('*') ? 0 : 0xf0) | (pair[1] === '*' ? 0 : 0x0f)),
    open,
  };
}

export function matchesMask(mask: ByteMask, bytes: Uint8Array): boolean {
  const { values, masks, open } = mask;
  if (bytes.length < values.length || (!open && bytes.length > values.length)) return false;
  return values.every((value, index) => ((bytes[index] ?? 0) & (masks[index] ?? 0)) === value);
}
