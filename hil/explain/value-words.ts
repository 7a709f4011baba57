import { counted } from '../../can-bus/text/counted.ts';
import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { printable } from '../../can-bus/bytes/printable.ts';

/** Data identifiers with a meaning in every vehicle (ISO 14229-1, annex C). */
const STANDARD_IDENTIFIERS: Readonly<Record<number, string>> = {
  0xf180: 'boot software identification',
  0xf181: 'application software identification',
  0xf182: 'application data identification',
  0xf183: 'boot software fingerprint',
  0xf184: 'application software fingerprint',
  0xf185: 'application data fingerprint',
  0xf186: 'active session',
  0xf187: 'spare part number',
  0xf188: 'ECU software number',
  0xf189: 'ECU software version',
  0xf18a: 'system supplier',
  0xf18b: 'ECU manufacturing date',
  0xf18c: 'ECU serial number',
  0xf18e: 'kit assembly part number',
  0xf190: 'VIN',
  0xf191: 'ECU hardware number',
  0xf192: "supplier's hardware number",
  0xf193: "supplier's hardware version",
  0xf194: "supplier's software number",
  0xf195: "supplier's software version",
  0xf196: 'type approval number',
  0xf197: 'system name',
  0xf198: 'repair shop code',
  0xf199: 'programming date',
  0xf19a: 'calibration shop code',
  0xf19b: 'calibration date',
  0xf19d: 'installation date',
  0xf19e: 'ODX file',
};
/** Bytes that a line has room for. */
const SHOWN_BYTES = 24;
/** Shorter runs of letters are as likely numbers. */
const LEAST_TEXT = 4;
const TEXT = /^[\w .,:;/+()#*-]+$/;

/** `F190 VIN`; only the number where the standard does not say what it is. */
export function identifierWords(identifier: number): string {
  const name = STANDARD_IDENTIFIERS[identifier];
  return name === undefined ? numberToHex(identifier, 4) : `${numberToHex(identifier, 4)} ${name}`;
}

/** Whether its value may be text: not where the standard has one byte, or digits. */
export function isTextIdentifier(identifier: number): boolean {
  return identifier !== 0xf186;
}

/** In quotation marks; null where the bytes are no text, or as likely something else. */
export function textOf(value: Uint8Array): string | null {
  const text = String.fromCharCode(...value.subarray(0, 2 * SHOWN_BYTES)).replace(/[\0\xff ]+$/, '');
  const isText = text.length >= LEAST_TEXT && TEXT.test(text) && new Set(text).size > 2;
  if (!isText) return null;
  const more = value.length > 2 * SHOWN_BYTES ? ` … (${counted(value.length, 'byte')})` : '';
  return JSON.stringify(printable(text)) + more;
}

/** In hexadecimal, as many as a line has room for. */
export function bytesWords(value: Uint8Array): string {
  const shown = toHex(value.subarray(0, SHOWN_BYTES), ' ');
  return value.length > SHOWN_BYTES ? `${shown} … (${counted(value.length, 'byte')})` : shown;
}
