import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { TROUBLE_STATUS } from '../../ecu-sim/description/trouble-status.ts';

const LETTERS = ['P', 'C', 'B', 'U'] as const;
/** Bits of the status for people, the most important ones first. */
const STATUS_WORDS: readonly (readonly [bit: number, words: string])[] = [
  [TROUBLE_STATUS.testFailed, 'present now'],
  [TROUBLE_STATUS.confirmed, 'confirmed'],
  [TROUBLE_STATUS.pending, 'pending'],
  [TROUBLE_STATUS.warningIndicatorRequested, 'warning indicator'],
];
const CODE_BYTES = 3;
const CODE_AND_STATUS_BYTES = 4;

/** `P0143-00`: letter and digits of ISO 15031-6, and the failure type. */
export function troubleCodeName(bytes: Uint8Array): string {
  const [high = 0, middle = 0, type = 0] = bytes;
  const digits = numberToHex(((high & 0x3f) << 8) | middle, 4);
  return `${LETTERS[high >> 6] ?? 'P'}${digits}-${numberToHex(type, 2)}`;
}

/** `present now, confirmed`, with the byte itself. */
export function troubleStatusWords(status: number): string {
  const words = STATUS_WORDS.filter(([bit]) => (status & bit) !== 0).map(([, word]) => word);
  return [numberToHex(status, 2), ...words].join(', ');
}

/** Codes with the status of each; null where the bytes end within one. */
export function listedCodes(bytes: Uint8Array): string | null {
  if (bytes.length % CODE_AND_STATUS_BYTES !== 0) return null;
  const codes: string[] = [];
  for (let at = 0; at < bytes.length; at += CODE_AND_STATUS_BYTES) {
    const status = troubleStatusWords(bytes[at + CODE_BYTES] ?? 0);
    codes.push(`${troubleCodeName(bytes.subarray(at, at + CODE_BYTES))} (${status})`);
  }
  return codes.length === 0 ? 'no codes' : codes.join('; ');
}
