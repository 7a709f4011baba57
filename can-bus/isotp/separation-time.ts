import type { Micros } from '../time/micros.ts';

/** Meaning of a reserved STmin byte: the longest separation there is (conformance 61). */
const LONGEST_US = 127_000;

/**
 * The separation that a raw STmin byte requests (conformance 61): 00–7F are 0 to 127 ms, F1–F9 are 100 to 900 µs, every
 * reserved value counts as 127 ms.
 *
 * @param raw 0 to 255
 */
export function decodeSeparationTime(raw: number): Micros {
  if (raw <= 0x7f) return raw * 1_000;
  if (raw >= 0xf1 && raw <= 0xf9) return (raw - 0xf0) * 100;
  return LONGEST_US;
}

/**
 * The raw STmin byte of the shortest separation that is at least as long as the requested one.
 *
 * @param separationUs 0 to 127 000 µs
 * @throws RangeError beyond that
 */
export function encodeSeparationTime(separationUs: Micros): number {
  if (!(separationUs >= 0 && separationUs <= LONGEST_US)) {
    throw new RangeError(`STmin is 0 to ${LONGEST_US} us, not ${separationUs}`);
  }
  if (separationUs > 0 && separationUs <= 900) return 0xf0 + Math.ceil(separationUs / 100);
  return Math.ceil(separationUs / 1_000);
}
