/**
 * The map of supported parameters that starts at `base`: a bit for each of the next 32, the last one for the map after
 * it. Null where nothing beyond `base` is supported; the first map always exists.
 */
export function supportMap(known: Iterable<number>, base: number): readonly number[] | null {
  const bytes = [0, 0, 0, 0];
  let isThere = base === 0;
  for (const parameter of known) {
    if (parameter <= base) continue;
    const bit = Math.min(parameter - base, 32) - 1;
    bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
    isThere = true;
  }
  return isThere ? bytes : null;
}

/** Whether a parameter is such a map. */
export function isSupportMap(parameter: number): boolean {
  return parameter % 0x20 === 0;
}
