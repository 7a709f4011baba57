import { OperationError } from '../errors/operation-error.ts';

const DIGITS = '0123456789ABCDEF';
const NO_DIGIT = 0xff;
/** By character code. */
const DIGIT_VALUES: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const digit = DIGITS.indexOf(String.fromCharCode(code).toUpperCase());
  return digit < 0 ? NO_DIGIT : digit;
});

/** By byte. */
const DIGITS_OF_BYTE: readonly string[] = Array.from({ length: 256 }, (_, byte) => {
  return DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 0x0f);
});

/** A text is not valid hexadecimal. `position` counts characters from 0. */
export class HexError extends OperationError {
  override readonly name = 'HexError';
  readonly position: number;

  constructor(code: 'hex-character' | 'hex-length', position: number, message: string) {
    super(code, message, { context: { position } });
    this.position = position;
  }
}

/**
 * Bytes as upper-case hexadecimal digits, two per byte.
 *
 * @param separator text between two bytes; empty by default
 */
export function toHex(bytes: Uint8Array, separator: string = ''): string {
  let text = '';
  for (let index = 0; index < bytes.length; index++) {
    if (index > 0) text += separator;
    text += DIGITS_OF_BYTE[bytes[index] ?? 0] ?? '';
  }
  return text;
}

/** A whole number from 0 to 2^53 − 1 as upper-case hexadecimal, padded with zeros to `digits`. */
export function numberToHex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

/**
 * The bytes of a hexadecimal text in upper or lower case; blanks between bytes are allowed.
 *
 * @throws HexError naming the first character that is not a digit, or an odd number of digits
 */
export function fromHex(text: string): Uint8Array {
  return fromPlainHex(text) ?? fromSpacedHex(text);
}

/** Null where a character is no digit, or their number is odd: logs have millions of plain ones. */
function fromPlainHex(text: string): Uint8Array | null {
  const bytes = new Uint8Array(text.length >> 1);
  return writeHex(text, bytes, 0) ? bytes : null;
}

/**
 * Writes the bytes of hexadecimal digits without blanks from `at` on, where there is room for them.
 *
 * @returns false where a character is no digit, or their number is odd; what is written then has no meaning
 */
export function writeHex(text: string, into: Uint8Array, at: number): boolean {
  const count = text.length >> 1;
  if (2 * count !== text.length) return false;
  for (let index = 0; index < count; index++) {
    const high = DIGIT_VALUES[text.charCodeAt(2 * index)] ?? NO_DIGIT;
    const low = DIGIT_VALUES[text.charCodeAt(2 * index + 1)] ?? NO_DIGIT;
    if (high === NO_DIGIT || low === NO_DIGIT) return false;
    into[at + index] = (high << 4) | low;
  }
  return true;
}

function fromSpacedHex(text: string): Uint8Array {
  const values: number[] = [];
  let high: number | null = null;
  for (let position = 0; position < text.length; position += 1) {
    const character = text.charAt(position);
    if (character === ' ' && high === null) continue;
    const digit = DIGITS.indexOf(character.toUpperCase());
    if (digit < 0) {
      throw new HexError(
        'hex-character',
        position,
        `"${character}" at position ${position} is not a hexadecimal digit (0-9, A-F)`,
      );
    }
    if (high === null) {
      high = digit;
    } else {
      values.push((high << 4) | digit);
      high = null;
    }
  }
  if (high !== null) {
    throw new HexError('hex-length', text.length, `"${text}" has an odd number of hexadecimal digits; a byte has two`);
  }
  return Uint8Array.from(values);
}
