import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import {
  outcomeName,
  PROCEDURES,
  procedureName,
  procedureStateName,
  reasonName,
} from '../../ecu-sim/smart-key/codes.ts';
import { POWER_MODES } from '../../ecu-sim/signals/broadcast-codec.ts';
import { BenchError } from '../scenario/bench.ts';
import type { ExpectedParts, ObservedParts } from '../scenario/expectation.ts';
import { formatKeyId } from '../car/key-ring.ts';

/** Reads a data identifier of the ECU; throws BenchError where it gives none. */
type ReadIdentifier = (identifier: number) => Promise<Uint8Array>;

/** Which identifier shows which part of the state. */
const IDENTIFIERS: Readonly<Record<string, number>> = {
  session: 0xf186,
  freeSlots: 0x1002,
  slots: 0x1003,
  registered: 0x1003,
  doors: 0x1004,
  brake: 0x1004,
  shiftP: 0x1004,
  powerMode: 0x1004,
  batteryV: 0x1005,
  procedure: 0x1006,
  state: 0x1006,
  elapsedMs: 0x1006,
  remainingMs: 0x1006,
  beeps: 0x1007,
  attempts: 0x1009,
  lockedOut: 0x1009,
  immobilizer: 0x100b,
  history: 0x1010,
};

/** What a real ECU shows by diagnostics, for documents. */
export const OBSERVABLE_PARTS: readonly string[] = Object.keys(IDENTIFIERS);
/** DID 1007 counts the exterior buzzer alone. */
const OBSERVABLE_BEEPS: readonly string[] = ['total', 'last'];

/**
 * The state of an ECU as far as `wanted` looks at it, read by 0x22. Each read is a request, and restarts S3.
 *
 * @throws BenchError for a part that no identifier shows
 */
export async function observeByDiagnostics(
  wanted: ExpectedParts,
  read: ReadIdentifier,
  nameOf: (id: string) => string,
): Promise<ObservedParts> {
  const values = new Map<number, Uint8Array>();
  const parts: Record<string, ObservedParts[string]> = {};
  for (const part of Object.keys(wanted)) {
    const identifier = IDENTIFIERS[part];
    if (identifier === undefined) throw notObservable(part);
    if (part === 'beeps') refuseOtherBuzzers(wanted[part]);
    const value = values.get(identifier) ?? (await read(identifier));
    values.set(identifier, value);
    parts[part] = decode(part, value, nameOf);
  }
  return parts;
}

function notObservable(part: string): BenchError {
  return new BenchError(
    `${part} of a real ECU cannot be seen over diagnostics`,
    `look at one of ${OBSERVABLE_PARTS.join(', ')}, or run on the virtual bench`,
  );
}

function refuseOtherBuzzers(beeps: ExpectedParts[string]): void {
  const other = Object.keys(typeof beeps === 'object' && beeps !== null ? beeps : {}).find(
    (part) => !OBSERVABLE_BEEPS.includes(part),
  );
  if (other !== undefined) throw notObservable(`beeps.${other}`);
}

function decode(part: string, bytes: Uint8Array, nameOf: (id: string) => string): ObservedParts[string] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u8 = (place: number): number => bytes[place] ?? 0;
  const u24 = (place: number): number => (u8(place) << 16) | (u8(place + 1) << 8) | u8(place + 2);
  const isIdle = u8(0) === PROCEDURES.none;
  switch (part) {
    case 'session':
      return u8(0) === 0x01 ? 'default' : u8(0) === 0x03 ? 'extended' : u8(0);
    case 'freeSlots':
    case 'attempts':
      return u8(0);
    case 'slots':
      return slotsIn(view, nameOf);
    case 'registered':
      return slotsIn(view, nameOf).filter((key) => key !== null);
    case 'doors':
      return doorsIn(u8(0));
    case 'brake':
      return (u8(0) & 0x40) !== 0;
    case 'shiftP':
      return (u8(0) & 0x80) !== 0;
    case 'powerMode':
      return POWER_MODES[u8(1)] ?? u8(1);
    case 'batteryV':
      return view.getUint16(0) / 1000;
    case 'procedure':
      return procedureName(u8(0)) ?? u8(0);
    case 'state':
      return procedureStateName(u8(1)) ?? u8(1);
    case 'elapsedMs':
      return isIdle ? null : u24(2);
    case 'remainingMs':
      return isIdle ? null : u24(5);
    case 'beeps':
      return { total: view.getUint32(0), last: u8(4) };
    case 'lockedOut':
      return view.getUint16(1) > 0;
    case 'immobilizer':
      return u8(0) === 0 ? 'unset' : 'set';
    case 'history':
      return historyIn(bytes);
    default:
      throw new Error(`nothing tells how ${part} is read`);
  }
}

function slotsIn(view: DataView, nameOf: (id: string) => string): readonly (string | null)[] {
  const count = Math.floor(view.byteLength / 5);
  return Array.from({ length: count }, (_, slot) =>
    view.getUint8(slot * 5) === 0 ? null : nameOf(formatKeyId(view.getUint32(slot * 5 + 1))),
  );
}

function doorsIn(bits: number): ObservedParts {
  const names = ['driver', 'passenger', 'rearLeft', 'rearRight', 'trunk'];
  return Object.fromEntries(names.map((door, bit) => [door, (bits & (1 << bit)) !== 0]));
}

function historyIn(bytes: Uint8Array): ObservedParts | string {
  const [count = 0, procedure = 0, outcome = 0, reason = 0] = bytes;
  if (count === 0) return 'none';
  return {
    procedure: procedureName(procedure) ?? procedure,
    outcome: outcomeName(outcome) ?? outcome,
    reason: reasonName(reason) ?? reason,
  };
}

/** The end of the procedure's time, or of the lockout, as the ECU tells it; null where none runs. */
export async function deadlineByDiagnostics(
  name: 'procedure' | 'lockout',
  read: ReadIdentifier,
  nowUs: () => Micros,
): Promise<Micros | null> {
  const bytes = await read(name === 'procedure' ? 0x1006 : 0x1009);
  const [, low = 0, high = 0] = bytes;
  const leftMs =
    name === 'lockout' ? (low << 8) | high : ((bytes[5] ?? 0) << 16) | ((bytes[6] ?? 0) << 8) | (bytes[7] ?? 0);
  return leftMs === 0 ? null : nowUs() + leftMs * MICROS_PER_MILLI;
}
