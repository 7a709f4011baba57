import { numberToHex } from '../../can-bus/bytes/hex.ts';
import { decodeExactly, type ByteReader } from '../../can-bus/bytes/byte-reader.ts';
import type { EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { TROUBLE_STATUS, type TroubleStatusBit } from '../../ecu-sim/description/trouble-status.ts';

/** One trouble code as the ECU reports it (0x19). */
export interface TroubleCode {
  /** Its name where the tool knows it (`B278D`), otherwise six hexadecimal digits. */
  readonly code: string;
  /** The three bytes as six hexadecimal digits. */
  readonly raw: string;
  /** Its meaning for a technician; null for an unknown code. */
  readonly meaning: string | null;
  readonly status: TroubleStatus;
  /** Number of occurrences; null where the ECU does not report it. */
  readonly occurrences: number | null;
}

/** The status byte of ISO 14229-1, bit by bit. */
type TroubleStatus = Readonly<Record<TroubleStatusBit, boolean>>;

/** All codes of the vehicle, as a 0x14 request names them. */
export const ALL_CODES = 0xff_ffff;

/** The name of a code for technicians. */
export function codeName(bytes: number, { troubleCodes }: EcuDescription = SMART_KEY): string {
  const [name] = Object.entries(troubleCodes).find(([, { code }]) => code === bytes) ?? [];
  return name ?? numberToHex(bytes, 6);
}

/** The code for a name such as `B278D`, or for six hexadecimal digits; null for other texts. */
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

/** The status in words, by the bits that are set. */
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
  const isSet = (bit: TroubleStatusBit): boolean => (status & TROUBLE_STATUS[bit]) !== 0;
  return {
    testFailed: isSet('testFailed'),
    testFailedThisOperationCycle: isSet('testFailedThisOperationCycle'),
    pending: isSet('pending'),
    confirmed: isSet('confirmed'),
    testNotCompletedSinceLastClear: isSet('testNotCompletedSinceLastClear'),
    testFailedSinceLastClear: isSet('testFailedSinceLastClear'),
    testNotCompletedThisOperationCycle: isSet('testNotCompletedThisOperationCycle'),
    warningIndicatorRequested: isSet('warningIndicatorRequested'),
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
