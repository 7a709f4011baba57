import { type ByteReader, decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { fromHex } from '../../can-bus/bytes/hex.ts';
import { outcomeName, procedureName, procedureStateName, reasonName } from '../../ecu-sim/description/codes.ts';
import { formatKeyId } from '../car/key-ring.ts';
import { describeReading } from '../tester/describe-exchange.ts';
import type { IdentifierReading } from '../tester/identifier-readings.ts';

/** What `tool read` shows: each value once, in words and with its unit. */

type Row = readonly [label: string, value: string];

const NOT_AVAILABLE = 'not available';
const MV_PER_V = 1000;
const MS_PER_SECOND = 1000;

/** Title and words of each identifier that needs more than its decoded value. */
const WORDS: Readonly<Record<string, readonly [title: string, words: (reader: ByteReader) => string | null]>> = {
  partNumber: ['Part number', text],
  supplier: ['Supplier', text],
  hardware: ['Hardware', text],
  software: ['Software', text],
  systemName: ['System', text],
  ecuSerial: ['ECU serial number', () => null],
  testerSerial: ['Tester serial number', (reader) => text(reader).trim() || 'none stored'],
  programmingDate: ['Programming date', date],
  session: ['Session', () => null],
  retiredKeys: ['Retired keys', () => null],
  inputs: ['Doors', () => null],
  batteryMv: ['12 V supply', (reader) => `${(reader.u16() / MV_PER_V).toFixed(1)} V`],
  procedure: ['Procedure', procedure],
  beeps: ['Beeps since power-on', beeps],
  passCodeAttempts: ['Wrong pass-codes', attempts],
  keyLowBatterySeen: ['Low key battery seen', () => null],
  immobilizerSet: ['Immobilizer', (reader) => (reader.u8() === 0 ? 'not set' : 'set')],
};

/**
 * Rows of a table, identification first.
 *
 * @param vin is in the table already; a VIN that differs gets a row
 */
export function readingRows(readings: readonly IdentifierReading[], vin: string | null): readonly Row[] {
  const bytesOf = (name: string): Uint8Array | null => {
    const raw = readings.find((reading) => reading.name === name)?.raw ?? null;
    return raw === null ? null : fromHex(raw);
  };
  return readings.flatMap((reading): readonly Row[] => {
    switch (reading.name) {
      case 'vin':
        return reading.value === vin || reading.value === null
          ? []
          : [['VIN as stored', describeReading(reading.value)]];
      case 'registeredKeys':
        return keyRows(bytesOf('registeredKeys'), bytesOf('freeSlots'), bytesOf('slots'));
      case 'freeSlots':
      case 'slots':
        return [];
      case 'inputs':
        return inputRows(bytesOf('inputs'));
      case 'history':
        return historyRows(bytesOf('history'));
      default:
        return [rowOf(reading)];
    }
  });
}

function rowOf({ name, raw, value }: IdentifierReading): Row {
  const [title, words] = WORDS[name] ?? [name, (): null => null];
  if (raw === null) return [title, NOT_AVAILABLE];
  return [title, decodeExactly(fromHex(raw), (reader) => restOf(reader, words)) ?? plain(raw, value)];
}

/** Words may leave bytes unread where the decoded value is shown as it is. */
function restOf(reader: ByteReader, words: (reader: ByteReader) => string | null): string | null {
  const shown = words(reader);
  if (shown === null) reader.bytes(reader.remaining);
  return shown;
}

/** A value of an unexpected form is shown as it came. */
function plain(raw: string, value: IdentifierReading['value']): string {
  return value === null ? `unexpected form: ${raw}` : describeReading(value);
}

function text(reader: ByteReader): string {
  return new TextDecoder('latin1').decode(reader.bytes(reader.remaining)).trim();
}

/** BCD YYMMDD. */
function date(reader: ByteReader): string {
  const [year = '', month = '', day = ''] = [...reader.bytes(3)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `20${year}-${month}-${day}`;
}

function procedure(reader: ByteReader): string {
  const [number, state] = [reader.u8(), reader.u8()];
  const [elapsedMs, remainingMs] = [reader.u24(), reader.u24()];
  if (number === 0) return 'none';
  const name = `${procedureName(number) ?? number}, ${procedureStateName(state) ?? state}`;
  const remaining = remainingMs === 0 ? '' : `, ${seconds(remainingMs)} remaining`;
  return `${name}: ${seconds(elapsedMs)} elapsed${remaining}`;
}

function beeps(reader: ByteReader): string {
  const [total, last] = [reader.u32(), reader.u8()];
  return total === 0 ? '0' : `${total}, ${last} in the last signal`;
}

function attempts(reader: ByteReader): string {
  const [wrong, delayMs] = [reader.u8(), reader.u16()];
  return delayMs === 0 ? String(wrong) : `${wrong}; locked for ${seconds(delayMs)} more`;
}

function seconds(ms: number): string {
  return `${(ms / MS_PER_SECOND).toFixed(1)} s`;
}

/** Three identifiers tell of the same keys: one row where they agree. */
function keyRows(registered: Uint8Array | null, free: Uint8Array | null, slots: Uint8Array | null): readonly Row[] {
  const held = slots === null ? null : decodeExactly(slots, slotIds);
  const [registeredCount, freeCount] = [registered?.[0], free?.[0]];
  const counts: readonly Row[] = [
    ['Registered keys', registeredCount === undefined ? NOT_AVAILABLE : String(registeredCount)],
    ['Free slots', freeCount === undefined ? NOT_AVAILABLE : String(freeCount)],
  ];
  if (held === null) return [...counts, ['Slots', slots === null ? NOT_AVAILABLE : 'unexpected form']];
  const ids = held.flatMap((id) => (id === null ? [] : [formatKeyId(id)]));
  const agree = ids.length === registeredCount && held.length - ids.length === freeCount;
  const numbered = held.flatMap((id, index) => (id === null ? [] : [`${formatKeyId(id)} (slot ${index + 1})`]));
  const shown = numbered.length === 0 ? 'none' : numbered.join(', ');
  if (!agree) return [...counts, ['Slots', shown]];
  return [
    ['Registered keys', shown],
    ['Free slots', `${freeCount} of ${held.length}`],
  ];
}

function slotIds(reader: ByteReader): readonly (number | null)[] {
  const ids: (number | null)[] = [];
  while (reader.remaining > 0) {
    const state = reader.u8();
    const id = reader.u32();
    ids.push(state === 1 ? id : null);
  }
  return ids;
}

const DOORS: readonly string[] = ["driver's", 'front passenger', 'rear left', 'rear right', 'trunk'];
const DOOR_UNKNOWN = 0x20;
const BRAKE = 0x40;
const SHIFT_P = 0x80;
const POWER_WORDS: readonly string[] = ['off', 'ACC', 'ignition on', 'engine running'];

/** DID 1004. */
function inputRows(bytes: Uint8Array | null): readonly Row[] {
  if (bytes === null) return [['Doors', NOT_AVAILABLE]];
  const [bits = 0, mode = 0] = bytes;
  const open = DOORS.filter((_, bit) => (bits & (1 << bit)) !== 0);
  const doors = open.length === 0 ? 'all closed' : `${open.join(', ')} open`;
  return [
    ['Doors', (bits & DOOR_UNKNOWN) === 0 ? doors : 'not known: no frame from the body ECU'],
    ['Brake', (bits & BRAKE) === 0 ? 'released' : 'pressed'],
    ['Shift position', (bits & SHIFT_P) === 0 ? 'not P' : 'P'],
    ['Power mode', POWER_WORDS[mode] ?? String(mode)],
  ];
}

/** DID 1010: an event a row, newest first. */
function historyRows(bytes: Uint8Array | null): readonly Row[] {
  if (bytes === null) return [['History', NOT_AVAILABLE]];
  const entries = decodeExactly(bytes, (reader) => {
    const count = reader.u8();
    const all: string[] = [];
    while (reader.remaining > 0) all.push(historyEntry(reader));
    return all.slice(0, count);
  });
  if (entries === null) return [['History', 'unexpected form']];
  if (entries.length === 0) return [['History', 'empty']];
  return entries.map((entry, index): Row => [index === 0 ? 'History' : '', entry]);
}

function historyEntry(reader: ByteReader): string {
  const [number, outcome, reason, counter] = [reader.u8(), reader.u8(), reader.u8(), reader.u8()];
  const why = reason === 0 ? '' : ` (${reasonName(reason) ?? reason})`;
  return `${counter}  ${procedureName(number) ?? number} ${outcomeName(outcome) ?? outcome}${why}, at ${reader.u32()} s`;
}
