import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { DataIdentifierSpec, EcuDescription } from '../../ecu-sim/description/ecu-description.ts';
import { DATA_IDENTIFIERS } from '../../ecu-sim/description/smart-key/data-identifiers.ts';
import { SMART_KEY } from '../../ecu-sim/description/smart-key/smart-key-description.ts';
import type { ReadingValue } from '../../ecu-sim/description/value-reading.ts';
import type { ValueSpec } from '../../ecu-sim/description/value-spec.ts';
import { BenchError } from '../scenario/bench.ts';
import type { ExpectedParts, ObservedParts } from '../scenario/expectation.ts';
import { describeReading } from '../tester/describe-reading.ts';
import { decodeData, readingOfBytes } from '../tester/identifier-readings.ts';

/** Reads a data identifier of the ECU; throws BenchError where the ECU does not give it. */
export type ReadIdentifier = (spec: DataIdentifierSpec) => Promise<Uint8Array>;

type Reading = Readonly<Record<string, ReadingValue>>;

/** A part of the state that differs from its identifier in name, form or unit. */
interface DerivedPart {
  readonly identifier: string;
  readonly from: (reading: ReadingValue, fields: Reading) => ReadingValue;
}

const MV_PER_V = 1000;

const DERIVED: Readonly<Record<string, DerivedPart>> = {
  registered: { identifier: 'slots', from: (slots) => (isList(slots) ? slots.filter((key) => key !== null) : slots) },
  doors: {
    identifier: 'inputs',
    from: (_, inputs) => ({
      driver: inputs['driverDoorOpen'] ?? null,
      passenger: inputs['passengerDoorOpen'] ?? null,
      rearLeft: inputs['rearLeftDoorOpen'] ?? null,
      rearRight: inputs['rearRightDoorOpen'] ?? null,
      trunk: inputs['trunkOpen'] ?? null,
    }),
  },
  batteryV: { identifier: 'batteryMv', from: (mv) => (typeof mv === 'number' ? mv / MV_PER_V : mv) },
  elapsedMs: { identifier: 'procedure', from: (_, now) => whileUnderWay(now, 'elapsedMs') },
  remainingMs: { identifier: 'procedure', from: (_, now) => whileUnderWay(now, 'remainingMs') },
  attempts: { identifier: 'passCodeAttempts', from: (_, attempts) => attempts['wrong'] ?? null },
  lockedOut: { identifier: 'passCodeAttempts', from: (_, attempts) => attempts['delayLeftMs'] !== 0 },
  immobilizer: { identifier: 'immobilizerSet', from: (isSet) => (isSet === true ? 'set' : 'unset') },
  history: { identifier: 'history', from: newestEntry },
};

function whileUnderWay(now: Reading, time: string): ReadingValue {
  return now['procedure'] === 'none' ? null : (now[time] ?? null);
}

function newestEntry(history: ReadingValue): ReadingValue {
  const [newest = null] = isList(history) ? history : [];
  if (!isRecord(newest)) return 'none';
  const { procedure = null, outcome = null, reason = null } = newest;
  return { procedure, outcome, reason };
}

/** Which identifier shows a part, and which field of it; undefined where none does. */
function partOf(part: string, { dataIdentifiers }: EcuDescription): DerivedPart | undefined {
  const derived = DERIVED[part];
  if (derived !== undefined) return derived;
  const [holder] = Object.entries(dataIdentifiers).find(([, { value }]) => fieldNames(value).includes(part)) ?? [];
  if (holder !== undefined) return { identifier: holder, from: (_, fields) => fields[part] ?? null };
  return part in dataIdentifiers ? { identifier: part, from: (reading) => reading } : undefined;
}

function fieldNames(value: ValueSpec): readonly string[] {
  if (value.kind !== 'record') return [];
  return value.fields.flatMap((field) => (field.kind === 'flags' ? field.flags.map(({ name }) => name) : [field.name]));
}

/**
 * The parts of the state that a real ECU shows over diagnostics, by their names in scenarios; for the documentation.
 */
export const OBSERVABLE_PARTS: readonly string[] = [
  ...['session', 'freeSlots', 'slots', 'registered', 'doors', 'brake', 'shiftP', 'powerMode', 'batteryV'],
  ...['procedure', 'state', 'elapsedMs', 'remainingMs', 'beeps', 'attempts', 'lockedOut', 'immobilizer', 'history'],
];
/** DID 1007 counts the exterior buzzer alone. */
const OBSERVABLE_BEEPS: readonly string[] = ['total', 'last'];

/**
 * The parts of an ECU's state that `wanted` names, read by 0x22. Each read is a request, and restarts S3.
 *
 * @throws BenchError for a part that no identifier shows
 */
export async function observeByDiagnostics(
  wanted: ExpectedParts,
  read: ReadIdentifier,
  nameOf: (id: string) => string,
  ecu: EcuDescription = SMART_KEY,
): Promise<ObservedParts> {
  const readings = new Map<string, ReadingValue>();
  const parts: Record<string, ObservedParts[string]> = {};
  for (const part of Object.keys(wanted)) {
    const shown = partOf(part, ecu);
    const spec = shown === undefined ? undefined : ecu.dataIdentifiers[shown.identifier];
    if (shown === undefined || spec === undefined) throw notObservable(part);
    if (part === 'beeps') refuseOtherBuzzers(wanted[part]);
    const reading = readings.get(shown.identifier) ?? readingOfBytes(spec, await read(spec), ecu);
    readings.set(shown.identifier, reading);
    const value = shown.from(reading, isRecord(reading) ? reading : {});
    parts[part] = observed(shown.identifier === 'slots' ? withKeyNames(value, nameOf) : value);
  }
  return parts;
}

/** In the form that `expect` compares: a list of records becomes a list of their words. */
function observed(value: ReadingValue): ObservedParts[string] {
  if (isList(value)) return value.map((entry) => (isScalar(entry) ? entry : describeReading(entry)));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, observed(part)]));
}

function isScalar(value: ReadingValue): value is string | number | boolean | null {
  return typeof value !== 'object' || value === null;
}

function withKeyNames(keys: ReadingValue, nameOf: (id: string) => string): ReadingValue {
  return isList(keys) ? keys.map((id) => (typeof id === 'string' ? nameOf(id) : id)) : keys;
}

function notObservable(part: string): BenchError {
  return new BenchError(
    `${part} of a real ECU cannot be observed over diagnostics`,
    `use one of ${OBSERVABLE_PARTS.join(', ')}, or run on the virtual bench`,
  );
}

function refuseOtherBuzzers(beeps: ExpectedParts[string]): void {
  const other = Object.keys(typeof beeps === 'object' && beeps !== null ? beeps : {}).find(
    (part) => !OBSERVABLE_BEEPS.includes(part),
  );
  if (other !== undefined) throw notObservable(`beeps.${other}`);
}

function isList(value: ReadingValue): value is readonly ReadingValue[] {
  return Array.isArray(value);
}

function isRecord(value: ReadingValue): value is Reading {
  return typeof value === 'object' && value !== null && !isList(value);
}

/** The end of the procedure's time, or of the lockout, as the ECU reports it; null where none runs. */
export async function deadlineByDiagnostics(
  name: 'procedure' | 'lockout',
  read: ReadIdentifier,
  nowUs: () => Micros,
): Promise<Micros | null> {
  const leftMs = name === 'lockout' ? await delayLeftMs(read) : await remainingMs(read);
  return leftMs === 0 ? null : nowUs() + leftMs * MICROS_PER_MILLI;
}

async function delayLeftMs(read: ReadIdentifier): Promise<number> {
  return decodeData('passCodeAttempts', await read(DATA_IDENTIFIERS.passCodeAttempts))?.delayLeftMs ?? 0;
}

async function remainingMs(read: ReadIdentifier): Promise<number> {
  return decodeData('procedure', await read(DATA_IDENTIFIERS.procedure))?.remainingMs ?? 0;
}
