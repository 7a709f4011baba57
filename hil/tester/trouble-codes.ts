import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { decodeExactly, type ByteReader } from '../../can-bus/bytes/byte-reader.ts';
import type { EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';

/** One trouble code as the ECU reports it (0x19). */
export interface TroubleCode {
  /** Its name where the tool knows it (`B278D`), else six hexadecimal digits. */
  readonly code: string;
  /** The three bytes as six hexadecimal digits. */
  readonly raw: string;
  /** What it means to a technician; null for a code the tool does not know. */
  readonly meaning: string | null;
  readonly status: TroubleStatus;
  /** How often it came; null where the ECU does not report it. */
  readonly occurrences: number | null;
}

/** The status byte of ISO 14229-1, bit by bit. */
interface TroubleStatus {
  readonly testFailed: boolean;
  readonly testFailedThisOperationCycle: boolean;
  readonly pending: boolean;
  readonly confirmed: boolean;
  readonly testNotCompletedSinceLastClear: boolean;
  readonly testFailedSinceLastClear: boolean;
  readonly testNotCompletedThisOperationCycle: boolean;
  readonly warningIndicatorRequested: boolean;
}

/** All codes of the vehicle, as a 0x14 request names them. */
export const ALL_CODES = 0xff_ffff;

/** The name a technician knows a code by. */
export function codeName(bytes: number, { troubleCodes }: EcuDescription = SMART_KEY): string {
  const [name] = Object.entries(troubleCodes).find(([, { code }]) => code === bytes) ?? [];
  return name ?? numberToHex(bytes, 6);
}

/** The code a technician means by a name such as `B278D`, or by six hexadecimal digits; null for neither. */
export function codeByName(text: string): number | null {
  const name = text.trim().toUpperCase();
  const known = SMART_KEY.troubleCodes[name];
  if (known !== undefined) return known.code;
  return /^[0-9A-F]{6}$/.test(name) ? Number.parseInt(name, 16) : null;
}

export function knownCodeNames(): readonly string[] {
  return Object.keys(SMART_KEY.troubleCodes);
}

export function troubleCode(bytes: number, status: number, occurrences: number | null): TroubleCode {
  const code = codeName(bytes);
  return {
    code,
    raw: numberToHex(bytes, 6),
    meaning: SMART_KEY.troubleCodes[code]?.meaning ?? null,
    status: decodeStatus(status),
    occurrences,
  };
}

/** Only the bits that are set are worth a word; with none the code is stored and otherwise quiet. */
export function describeStatus(status: TroubleStatus): string {
  const words = [
    status.testFailed ? 'present now' : 'not present now',
    ...(status.confirmed ? ['confirmed'] : []),
    ...(status.pending ? ['pending'] : []),
    ...(status.testFailedSinceLastClear && !status.testFailed ? ['failed since the last clear'] : []),
    ...(status.warningIndicatorRequested ? ['warning indicator requested'] : []),
  ];
  return words.join(', ');
}

function decodeStatus(status: number): TroubleStatus {
  const bit = (index: number): boolean => (status & (1 << index)) !== 0;
  return {
    testFailed: bit(0),
    testFailedThisOperationCycle: bit(1),
    pending: bit(2),
    confirmed: bit(3),
    testNotCompletedSinceLastClear: bit(4),
    testFailedSinceLastClear: bit(5),
    testNotCompletedThisOperationCycle: bit(6),
    warningIndicatorRequested: bit(7),
  };
}

/** A code with its status byte, as 0x19 02 lists them. */
interface ListedCode {
  readonly bytes: number;
  readonly status: number;
}

/** Reads a positive response to 0x19 02: mask, then a code and its status each; null where it ends within one. */
export function decodeListedCodes(response: Uint8Array): readonly ListedCode[] | null {
  return decodeExactly(response.subarray(3), (reader: ByteReader) => {
    const listed: ListedCode[] = [];
    while (reader.remaining > 0) listed.push({ bytes: reader.u24(), status: reader.u8() });
    return listed;
  });
}
