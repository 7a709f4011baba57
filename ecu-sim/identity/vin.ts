import { ALPHANUMERIC_ALPHABET, luhnCheckDigit } from './check-digit.ts';

/** Number of characters of a vehicle identification number. */
export const VIN_LENGTH = 17;
/** Position of the check digit, counted from 1 as the standard does. */
const VIN_CHECK_DIGIT_POSITION = 9;

/** 49 CFR 565.15, table III: the value of each character; I, O and Q have none. */
const SIGN_VALUES: ReadonlyMap<string, number> = new Map([
  ...[...'0123456789'].map((sign, value): [string, number] => [sign, value]),
  ...[...'ABCDEFGH'].map((sign, index): [string, number] => [sign, index + 1]),
  ...[...'JKLMN'].map((sign, index): [string, number] => [sign, index + 1]),
  ['P', 7],
  ['R', 9],
  ...[...'STUVWXYZ'].map((sign, index): [string, number] => [sign, index + 2]),
]);

/** 49 CFR 565.15, table IV: the weight of each position; the check digit itself has none. */
const POSITION_WEIGHTS: readonly number[] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];

/** What is wrong with a VIN. Positions count from 1. */
type VinFault =
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'sign'; readonly position: number; readonly sign: string }
  | { readonly kind: 'check-digit'; readonly position: 9; readonly found: string; readonly expected: string };

/**
 * The digit, or X, that belongs at position 9 (49 CFR 565.15): the weighted sum of all characters' values modulo 11.
 *
 * @param vin 17 characters without I, O and Q; the one at position 9 does not count
 */
export function vinCheckDigit(vin: string): string {
  const sum = [...vin].reduce(
    (total, sign, index) => total + (SIGN_VALUES.get(sign) ?? 0) * (POSITION_WEIGHTS[index] ?? 0),
    0,
  );
  const remainder = sum % 11;
  return remainder === 10 ? 'X' : String(remainder);
}

/** The first problem with a VIN, or null: 17 characters, capital letters and digits without I, O and Q, check digit. */
export function findVinFault(vin: string): VinFault | null {
  const signs = [...vin];
  if (signs.length !== VIN_LENGTH) return { kind: 'length', length: signs.length };
  for (const [index, sign] of signs.entries()) {
    if (!SIGN_VALUES.has(sign)) return { kind: 'sign', position: index + 1, sign };
  }
  const found = vin.charAt(VIN_CHECK_DIGIT_POSITION - 1);
  const expected = vinCheckDigit(vin);
  return found === expected ? null : { kind: 'check-digit', position: VIN_CHECK_DIGIT_POSITION, found, expected };
}

/** A VIN's fault in words, as a requirement: "must …, …". */
export function describeVinFault(fault: VinFault): string {
  switch (fault.kind) {
    case 'length':
      return `must have ${VIN_LENGTH} characters, this one has ${fault.length}`;
    case 'sign':
      return `must be digits and capital letters without I, O and Q; "${fault.sign}" at position ${fault.position} is not`;
    case 'check-digit':
      return `must have the check digit "${fault.expected}" at position ${fault.position}, where it has "${fault.found}"`;
  }
}

/**
 * The check character (CD) shown after a VIN where the dealer types it: Luhn modulo 36, in addition to the VIN's own
 * check digit.
 */
export function vinCheckSign(vin: string): string {
  return luhnCheckDigit(vin, ALPHANUMERIC_ALPHABET);
}
