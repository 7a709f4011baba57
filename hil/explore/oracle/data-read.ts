/** 0x22 (conformance 48; diagnostics, "Data identifiers"). */
import {
  ANY,
  anyBytes,
  ascii,
  concatenations,
  distinct,
  response,
  u16,
  u24,
  u32,
  union,
  type ByteSpec,
} from './answer-set.ts';
import { procedureTimes } from './history.ts';
import type { Handler, HistoryEntry, OracleProfile, State } from './model.ts';
import { NRC, negative } from './replies.ts';
import {
  freeSlots,
  isDoorKnown,
  isImmobilizerSet,
  isVehicleKnown,
  procedureNumber,
  procedureState,
  registeredKeys,
} from './vehicle.ts';

/** Every way the value of one identifier may look. */
type Alternatives = readonly (readonly ByteSpec[])[];
type Reader = (profile: OracleProfile, state: State) => Alternatives;

const HISTORY_ENTRIES = 16;
const ENTRY_BYTES = 8;

const READERS: Readonly<Record<number, Reader>> = {
  0xf186: (_profile, state) => [[state.session]],
  0xf187: () => [ascii('89990-VSK01')],
  0xf18a: () => [ascii('VSK')],
  0xf18c: (profile) => [u32(profile.ecuSerial)],
  0xf190: (profile) => [ascii(profile.vin)],
  0xf191: () => [ascii('VSK-HW1')],
  0xf195: () => [ascii('VSK-1.00')],
  0xf197: () => [ascii('Smart Key')],
  0xf198: (_profile, state) => [state.memory.testerSerial],
  0xf199: (_profile, state) => [state.memory.testerDate],
  0x1001: fromMemory(1, (_profile, state) => [[registeredKeys(state).length]]),
  0x1002: fromMemory(1, (_profile, state) => [[freeSlots(state)]]),
  0x1003: slotTable,
  0x1004: inputs,
  0x1005: (_profile, state) => [u16(state.supplyMv)],
  0x1006: procedureBlock,
  0x1007: beepCounters,
  0x1008: fromMemory(2, (_profile, state) => [u16(state.memory.retired.length)]),
  0x1009: fromMemory(3, attempts),
  0x100a: (_profile, state) => [[state.lowBattery]],
  0x100b: (_profile, state) => [[isImmobilizerSet(state) ? 1 : 0]],
  0x1010: fromMemory(1 + HISTORY_ENTRIES * ENTRY_BYTES, history),
};

/** VEH-5: of a memory that could not be read nothing is known, but that no key is invented. */
function fromMemory(length: number, reader: Reader): Reader {
  return (profile, state) => (state.memory.isUnreadable ? [anyBytes(length)] : reader(profile, state));
}

/** Open: the id of an empty slot; zeros or the erased value. */
function slotTable(_profile: OracleProfile, state: State): Alternatives {
  const empty: readonly ByteSpec[] = [0, ...Array.from({ length: 4 }, () => [0x00, 0xff])];
  return [state.memory.slots.flatMap((id) => (id === null ? empty : [1, ...u32(id)]))];
}

function bit(isSet: boolean | undefined, index: number): number {
  return isSet === true ? 2 ** index : 0;
}

/**
 * VEH-2: a door that is unknown is not open. Open: what trunk, brake, P and the power mode are while 0x5B0 is stale or
 * was never received.
 */
function inputs(_profile: OracleProfile, state: State): Alternatives {
  const doors = isDoorKnown(state) ? state.doors?.frame : undefined;
  const doorBits =
    bit(doors?.frontLeft, 0) + bit(doors?.frontRight, 1) + bit(doors?.rearLeft, 2) + bit(doors?.rearRight, 3);
  const fixed = doorBits + bit(!isDoorKnown(state), 5);
  if (!isVehicleKnown(state)) {
    const free = 0b1101_0000;
    return [[ANY.filter((value) => (value & ~free) === fixed), [0, 1, 2, 3]]];
  }
  const frame = state.vehicle?.frame;
  const rest = bit(frame?.trunkOpen, 4) + bit(frame?.brake, 6) + bit(frame?.shiftP, 7);
  return [[fixed + rest, frame?.powerMode ?? 0]];
}

function procedureBlock(profile: OracleProfile, state: State): Alternatives {
  const { procedure } = state;
  const { elapsedMs, remainingMs } = procedureTimes(profile, procedure, state.nowUs);
  return concatenations([
    [[procedureNumber(procedure), procedureState(procedure)]],
    elapsedMs.map(u24),
    remainingMs.map(u24),
  ]);
}

/** Open: whether 0x11 is a power-on for "beeps since power-on". */
function beepCounters(_profile: OracleProfile, state: State): Alternatives {
  const { total, last, beforeReset } = state.beeps;
  const totals = distinct([total, total + beforeReset.total]);
  const lasts = total === 0 ? distinct([last, beforeReset.last]) : [last];
  return totals.map((value) => [...u32(value), lasts]);
}

function attempts(_profile: OracleProfile, state: State): Alternatives {
  const leftUs = state.delayUntilUs === null ? 0 : state.delayUntilUs - state.nowUs;
  return [[state.memory.attempts, ...u16(Math.ceil(leftUs / 1000))]];
}

/** Newest first. Open: what the entries that are not used yet hold. */
function history(_profile: OracleProfile, state: State): Alternatives {
  const entries = state.memory.history;
  const unused = anyBytes((HISTORY_ENTRIES - entries.length) * ENTRY_BYTES);
  return [[entries.length, ...entries.flatMap(entryBytes), ...unused]];
}

/** A time that may be one of several, after a power loss, is compared byte by byte. */
function entryBytes(entry: HistoryEntry): readonly ByteSpec[] {
  const known = knownEntries.get(entry);
  if (known !== undefined) return known;
  const { procedure, outcome, reason, counter } = entry;
  const bytes = [procedure, outcome, reason, counter, ...union(entry.seconds.map(u32))];
  knownEntries.set(entry, bytes);
  return bytes;
}

/** An entry stays the same object in all histories that have it. */
const knownEntries = new WeakMap<HistoryEntry, readonly ByteSpec[]>();

export const readDataByIdentifier: Handler = (profile, state, request) => {
  if (request.length < 3 || request.length % 2 === 0) return negative(state, request, NRC.length);
  const ids = Array.from({ length: (request.length - 1) / 2 }, (_, index) => {
    return (request[1 + index * 2] ?? 0) * 256 + (request[2 + index * 2] ?? 0);
  });
  const parts: Alternatives[] = [[[0x62]]];
  let size = 1;
  for (const id of ids) {
    const values = READERS[id]?.(profile, state);
    if (values === undefined) continue;
    parts.push([u16(id)], values);
    size += 2 + (values[0]?.length ?? 0);
  }
  if (parts.length === 1) return negative(state, request, NRC.outOfRange);
  if (size > profile.maxAnswerBytes) return negative(state, request, NRC.tooLong);
  return { state, allowed: concatenations(parts).map((bytes) => response(bytes)) };
};
