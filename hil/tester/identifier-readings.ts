import { ByteLengthError, decodeExactly, type ByteReader } from '../../can-bus/bytes/byte-reader.ts';
import { numberToHex, toHex } from '../../can-bus/bytes/hex.ts';
import { outcomeName, procedureName, procedureStateName, reasonName } from '../../ecu-sim/description/codes.ts';
import { formatKeyId } from '../car/key-ring.ts';

/** A decoded value as JSON holds it. */
export type ReadingValue =
  string | number | boolean | null | readonly ReadingValue[] | { readonly [name: string]: ReadingValue };

/** One data identifier as read. */
export interface IdentifierReading {
  /** 0 to FFFF (hex). */
  readonly identifier: number;
  /** Camel case, as in JSON. */
  readonly name: string;
  /** The bytes in hexadecimal; null where the ECU does not give them. */
  readonly raw: string | null;
  /** Null where the ECU gives none, or none of the right form. */
  readonly value: ReadingValue;
}

/** One data identifier the tool knows. */
export interface KnownIdentifier {
  readonly identifier: number;
  readonly name: string;
  readonly decode: (reader: ByteReader) => ReadingValue;
}

const POWER_MODES: readonly string[] = ['off', 'acc', 'on', 'running'];
const INPUT_BITS: readonly string[] = [
  'driverDoorOpen',
  'passengerDoorOpen',
  'rearLeftDoorOpen',
  'rearRightDoorOpen',
  'trunkOpen',
  'doorUnknown',
  'brake',
  'shiftP',
];
const HISTORY_ENTRIES = 16;

/** Everything of the ECU's that `read` shows, identification first (diagnostics.md, data identifiers). */
export const KNOWN_IDENTIFIERS: readonly KnownIdentifier[] = [
  { identifier: 0xf187, name: 'partNumber', decode: text },
  { identifier: 0xf18a, name: 'supplier', decode: text },
  { identifier: 0xf191, name: 'hardware', decode: text },
  { identifier: 0xf195, name: 'software', decode: text },
  { identifier: 0xf197, name: 'systemName', decode: text },
  { identifier: 0xf18c, name: 'ecuSerial', decode: (reader) => numberToHex(reader.u32(), 7) },
  { identifier: 0xf190, name: 'vin', decode: text },
  { identifier: 0xf198, name: 'testerSerial', decode: (reader) => toHex(reader.bytes(16)) },
  { identifier: 0xf199, name: 'programmingDate', decode: (reader) => toHex(reader.bytes(3)) },
  { identifier: 0xf186, name: 'session', decode: session },
  { identifier: 0x1001, name: 'registeredKeys', decode: (reader) => reader.u8() },
  { identifier: 0x1002, name: 'freeSlots', decode: (reader) => reader.u8() },
  { identifier: 0x1003, name: 'slots', decode: slots },
  { identifier: 0x1008, name: 'retiredKeys', decode: (reader) => reader.u16() },
  { identifier: 0x1004, name: 'inputs', decode: inputs },
  { identifier: 0x1005, name: 'batteryMv', decode: (reader) => reader.u16() },
  { identifier: 0x1006, name: 'procedure', decode: procedure },
  { identifier: 0x1007, name: 'beeps', decode: (reader) => ({ total: reader.u32(), last: reader.u8() }) },
  {
    identifier: 0x1009,
    name: 'passCodeAttempts',
    decode: (reader) => ({ wrong: reader.u8(), delayLeftMs: reader.u16() }),
  },
  { identifier: 0x100a, name: 'keyLowBatterySeen', decode: (reader) => reader.u8() !== 0 },
  { identifier: 0x100b, name: 'immobilizerSet', decode: (reader) => reader.u8() !== 0 },
  { identifier: 0x1010, name: 'history', decode: history },
];

/** @param bytes the identifier's value as it came; null where the ECU does not give it */
export function readingOf({ identifier, name, decode }: KnownIdentifier, bytes: Uint8Array | null): IdentifierReading {
  if (bytes === null) return { identifier, name, raw: null, value: null };
  return { identifier, name, raw: toHex(bytes, ' '), value: decodeExactly(bytes, decode) };
}

function text(reader: ByteReader): string {
  return new TextDecoder('latin1').decode(reader.bytes(reader.remaining));
}

function session(reader: ByteReader): ReadingValue {
  const number = reader.u8();
  return number === 0x01 ? 'default' : number === 0x03 ? 'extended' : number;
}

function slots(reader: ByteReader): ReadingValue {
  const held: (string | null)[] = [];
  while (reader.remaining > 0) {
    const state = reader.u8();
    const id = reader.u32();
    held.push(state === 1 ? formatKeyId(id) : null);
  }
  return held;
}

function inputs(reader: ByteReader): ReadingValue {
  const bits = reader.u8();
  const mode = reader.u8();
  const named = INPUT_BITS.map((name, bit): [string, ReadingValue] => [name, (bits & (1 << bit)) !== 0]);
  return { ...Object.fromEntries(named), powerMode: POWER_MODES[mode] ?? mode };
}

function procedure(reader: ByteReader): ReadingValue {
  const number = reader.u8();
  const state = reader.u8();
  return {
    procedure: procedureName(number) ?? number,
    state: procedureStateName(state) ?? state,
    elapsedMs: reader.u24(),
    remainingMs: reader.u24(),
  };
}

/** Newest first; what stands behind the count is empty. */
function history(reader: ByteReader): ReadingValue {
  const count = reader.u8();
  if (count > HISTORY_ENTRIES) throw new ByteLengthError(0, `a history has ${HISTORY_ENTRIES} entries, not ${count}`);
  const entries = Array.from({ length: HISTORY_ENTRIES }, () => historyEntry(reader));
  return entries.slice(0, count);
}

function historyEntry(reader: ByteReader): ReadingValue {
  const [number, outcome, reason, counter] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  return {
    procedure: procedureName(number) ?? number,
    outcome: outcomeName(outcome) ?? outcome,
    reason: reasonName(reason) ?? reason,
    counter,
    seconds: reader.u32(),
  };
}
