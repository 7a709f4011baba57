import assert from 'node:assert/strict';

/** Hexadecimal digits: the alphabet of Data1 and Data2. */
export const HEX_ALPHABET = '0123456789ABCDEF';
/** Digits and capital letters: the alphabet of a VIN's check character. */
export const ALPHANUMERIC_ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/**
 * The check digit (CD) shown beside a VIN, Data1 or Data2: Luhn's method over an alphabet of N characters. Every second
 * character from the right, the last one first, counts double, with the doubled value's two base-N digits added. It
 * detects every single wrong character, and all but one kind of exchanged neighbours. (diagnostics.md, security access)
 *
 * @param text characters of `alphabet` only; any other is a bug of the caller
 * @param alphabet an even number of characters, in the order of their value
 */
export function luhnCheckDigit(text: string, alphabet: string): string {
  const base = alphabet.length;
  let sum = 0;
  let factor = 2;
  for (let index = text.length - 1; index >= 0; index -= 1) {
    const value = alphabet.indexOf(text.charAt(index));
    assert(value >= 0, `"${text.charAt(index)}" is not a sign of the alphabet ${alphabet}`);
    const product = value * factor;
    sum += Math.floor(product / base) + (product % base);
    factor = 3 - factor;
  }
  return alphabet.charAt((base - (sum % base)) % base);
}
