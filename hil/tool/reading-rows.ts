import { fromHex } from '../../can-bus/bytes/hex.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import { minutesText } from './minutes-text.ts';
import { describeReading } from '../tester/describe-reading.ts';
import {
  ENUMERATIONS,
  POWER_MODES,
  outcomeName,
  procedureName,
  procedureStateName,
  reasonName,
} from '../../ecu-sim/description/codes.ts';
import { wordsOfName } from '../../ecu-sim/description/value-spec.ts';
import type { EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import type { DataIdentifierName } from '../../ecu-sim/description/smart-key/data-identifiers.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import { inWords } from '../../ecu-sim/description/value-spec.ts';
import { decodeData, type DataValue, type IdentifierReading } from '../tester/identifier-readings.ts';

/** The output of `tool read`: each value once, in words and with its unit. */

type Row = readonly [label: string, value: string];

const NOT_AVAILABLE = 'not available';
const MV_PER_V = 1000;
const MS_PER_SECOND = 1000;

/** Words for identifiers that need more than their decoded value; null where the bytes are of an unexpected form. */
const WORDS: Readonly<Record<string, (bytes: Uint8Array) => string | null>> = {
  testerSerial: inWordsOf('testerSerial', (serial) => textOf(serial).trim() || 'none stored'),
  programmingDate: inWordsOf('programmingDate', date),
  batteryMv: inWordsOf('batteryMv', (mv) => `${(mv / MV_PER_V).toFixed(1)} V`),
  procedure: inWordsOf('procedure', procedure),
  beeps: inWordsOf('beeps', ({ total, last }) => (total === 0 ? '0' : `${total}, ${last} in the last signal`)),
  passCodeAttempts: inWordsOf('passCodeAttempts', attempts),
  immobilizerSet: inWordsOf('immobilizerSet', (isSet) => (isSet ? 'set' : 'not set')),
};

function inWordsOf<Name extends DataIdentifierName>(
  name: Name,
  words: (value: DataValue<Name>) => string,
): (bytes: Uint8Array) => string | null {
  return (bytes) => {
    const value = decodeData(name, bytes);
    return value === null ? null : words(value);
  };
}

/**
 * Rows of a table, identification first.
 *
 * @param vin the VIN that is already in the table; a different stored VIN gets its own row
 */
export function readingRows(
  readings: readonly IdentifierReading[],
  vin: string | null,
  ecu: EcuDescription = SMART_KEY,
): readonly Row[] {
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
        return [rowOf(reading, ecu)];
    }
  });
}

function rowOf({ name, raw, value }: IdentifierReading, { dataIdentifiers }: EcuDescription): Row {
  const spec = dataIdentifiers[name];
  const title = spec?.title ?? inWords(name);
  if (raw === null) return [title, NOT_AVAILABLE];
  if (value === null) return [title, `unexpected form: ${raw}`];
  return [title, WORDS[name]?.(fromHex(raw)) ?? describeReading(value, spec?.value)];
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}

/** BCD YYMMDD. */
function date(bytes: Uint8Array): string {
  const [year = '', month = '', day = ''] = [...bytes].map((byte) => byte.toString(16).padStart(2, '0'));
  return `20${year}-${month}-${day}`;
}

function procedure(now: DataValue<'procedure'>): string {
  if (now.procedure === 0) return 'none';
  const name = `${procedureName(now.procedure) ?? now.procedure}, ${procedureStateName(now.state) ?? now.state}`;
  const remaining = now.remainingMs === 0 ? '' : `, ${seconds(now.remainingMs)} remaining`;
  return `${name}: ${seconds(now.elapsedMs)} elapsed${remaining}`;
}

function attempts({ wrong, delayLeftMs }: DataValue<'passCodeAttempts'>): string {
  return delayLeftMs === 0 ? String(wrong) : `${wrong}; locked for ${seconds(delayLeftMs)} more`;
}

function seconds(ms: number): string {
  return `${(ms / MS_PER_SECOND).toFixed(1)} s`;
}

/** Three identifiers report the same keys: they share rows where they agree. */
function keyRows(registered: Uint8Array | null, free: Uint8Array | null, slots: Uint8Array | null): readonly Row[] {
  const held = slots === null ? null : decodeData('slots', slots);
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

const DOORS: readonly (readonly [keyof DataValue<'inputs'>, string])[] = [
  ['driverDoorOpen', "driver's"],
  ['passengerDoorOpen', 'front passenger'],
  ['rearLeftDoorOpen', 'rear left'],
  ['rearRightDoorOpen', 'rear right'],
  ['trunkOpen', 'trunk'],
];

/** DID 1004. */
function inputRows(bytes: Uint8Array | null): readonly Row[] {
  if (bytes === null) return [['Doors', NOT_AVAILABLE]];
  const inputs = decodeData('inputs', bytes);
  if (inputs === null) return [['Doors', 'unexpected form']];
  const open = DOORS.filter(([door]) => inputs[door] === true).map(([, words]) => words);
  const doors = open.length === 0 ? 'all closed' : `${open.join(', ')} open`;
  const mode = POWER_MODES[inputs.powerMode];
  return [
    ['Doors', inputs.doorUnknown ? 'unknown: no frame from the body ECU' : doors],
    ['Brake', inputs.brake ? 'pressed' : 'released'],
    ['Shift position', inputs.shiftP ? 'P' : 'not P'],
    ['Power mode', mode === undefined ? String(inputs.powerMode) : wordsOfName(ENUMERATIONS.powerMode, mode)],
  ];
}

/** DID 1010: one event per row, newest first. */
function historyRows(bytes: Uint8Array | null): readonly Row[] {
  if (bytes === null) return [['History', NOT_AVAILABLE]];
  const entries = decodeData('history', bytes);
  if (entries === null) return [['History', 'unexpected form']];
  if (entries.length === 0) return [['History', 'empty']];
  return entries.map((entry, index): Row => [index === 0 ? 'History' : '', historyEntry(entry)]);
}

function historyEntry({
  procedure: number,
  outcome,
  reason,
  counter,
  seconds: atS,
}: DataValue<'history'>[number]): string {
  const why = reason === 0 ? '' : ` (${reasonName(reason) ?? reason})`;
  return `${counter}  ${procedureName(number) ?? number} ${outcomeName(outcome) ?? outcome}${why}, at ${minutesText(atS)}`;
}
