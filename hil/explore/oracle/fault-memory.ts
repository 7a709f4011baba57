/** 0x14 and 0x19, and the status of the faults (VEH-8). */
import { ANY, response, type ByteSpec, type RecordSpec } from './answer-set.ts';
import type { FaultName, FaultState, Handler, State } from './model.ts';
import { NRC, negative, positive, subFunction } from './replies.ts';

const CODES: Readonly<Record<FaultName, readonly [number, number, number]>> = {
  B278D: [0xa7, 0x8d, 0x00],
  B2785: [0xa7, 0x85, 0x00],
  B2781: [0xa7, 0x81, 0x00],
  B27A5: [0xa7, 0xa5, 0x00],
  memory: [0xa7, 0xf0, 0x41],
};
const NAMES: readonly FaultName[] = ['B278D', 'B2785', 'B2781', 'B27A5', 'memory'];

const FAILED = 0x01;
const CONFIRMED = 0x08;
const FIXED_BITS = FAILED | CONFIRMED;

/** Diagnostics names no bits but "per ISO 14229-1"; those that follow from a fault set or cured are fixed, 0 and 3. */
function statusSpec(fault: FaultState): ByteSpec {
  return ANY.filter((value) => (value & fault.known) === fault.value);
}

function withFault(state: State, name: FaultName, fault: FaultState): State {
  return { ...state, faults: { ...state.faults, [name]: fault } };
}

/** The bench sets or cures a fault. While 0x85 is off, or without power, its status stays as it is. */
export function setFault(state: State, name: FaultName, isPresent: boolean): State {
  const fault = state.faults[name];
  if (!state.isFaultStorageOn || state.power === 'off') return withFault(state, name, { ...fault, isPresent });
  if (!isPresent) {
    const cured = { known: fault.known | FAILED, value: fault.value & ~FAILED };
    return withFault(state, name, { ...fault, ...cured, isPresent });
  }
  const wasPresent = fault.isPresent;
  const occurrences = wasPresent || fault.occurrences === null ? fault.occurrences : fault.occurrences + 1;
  return withFault(state, name, { isPresent, known: FIXED_BITS, value: FIXED_BITS, occurrences });
}

/** Open: how soon a fault that is present fails its test again after power-on, 0x11, 0x14 or 0x85 01. */
function unsure(fault: FaultState): FaultState {
  const known = fault.known & fault.value & CONFIRMED;
  return { ...fault, known, value: fault.value & known, occurrences: null };
}

function mapFaults(state: State, change: (fault: FaultState) => FaultState): State {
  const entries = NAMES.map((name) => [name, change(state.faults[name])] as const);
  return entries.reduce((changed, [name, fault]) => withFault(changed, name, fault), state);
}

export function restartFaultTests(state: State): State {
  return mapFaults(state, (fault) => (fault.isPresent || (fault.value & FAILED) !== 0 ? unsure(fault) : fault));
}

export function resumeFaultStorage(state: State): State {
  return restartFaultTests({ ...state, isFaultStorageOn: true });
}

/** 0x14: all groups or one code. */
export const clearDiagnosticInformation: Handler = (_profile, state, request) => {
  if (request.length !== 4) return negative(state, request, NRC.length);
  const isAll = [1, 2, 3].every((index) => request[index] === 0xff);
  const cleared = NAMES.filter((name) => isAll || isCode(request, name, 1));
  if (cleared.length === 0) return negative(state, request, NRC.outOfRange);
  const next = cleared.reduce((changed, name) => {
    const fault = state.faults[name];
    const empty: FaultState = { isPresent: fault.isPresent, known: FIXED_BITS, value: 0, occurrences: 0 };
    return withFault(changed, name, fault.isPresent ? unsure(empty) : empty);
  }, state);
  return positive(next, request, []);
};

function isCode(request: Uint8Array, name: FaultName, offset: number): boolean {
  return CODES[name].every((value, index) => request[offset + index] === value);
}

function records(state: State, mask: number): readonly RecordSpec[] {
  return NAMES.flatMap((name) => {
    const fault = state.faults[name];
    const bytes = [...CODES[name], statusSpec(fault)];
    const isCertain = (fault.known & fault.value & mask) !== 0;
    const isPossible = isCertain || (~fault.known & mask & 0xff) !== 0;
    return isPossible ? [{ bytes, isOptional: !isCertain }] : [];
  });
}

/** 0x19 01: open is the format identifier, ISO 14229-1 (01) or SAE J2012-DA (00, 04). */
function numberByMask(state: State, request: Uint8Array): ReturnType<Handler> {
  const found = records(state, request[2] ?? 0);
  const least = found.filter((record) => !record.isOptional).length;
  const counts = ANY.slice(least, found.length + 1);
  return positive(state, request, [0x01, ANY, [0x00, 0x01, 0x04], 0x00, counts]);
}

function extendedData(state: State, request: Uint8Array): ReturnType<Handler> {
  const name = NAMES.find((candidate) => isCode(request, candidate, 2));
  if (name === undefined) return negative(state, request, NRC.outOfRange);
  if (request[5] !== 0xff && request[5] !== 0x01) return negative(state, request, NRC.outOfRange);
  const fault = state.faults[name];
  const head: readonly ByteSpec[] = [0x59, 0x06, ...CODES[name], statusSpec(fault)];
  const withRecord = response([...head, 0x01, fault.occurrences === null ? ANY : Math.min(fault.occurrences, 0xff)]);
  // Open: a code that never occurred may have no record.
  const mayBeEmpty = fault.occurrences === 0 || fault.occurrences === null;
  return { state, allowed: mayBeEmpty ? [withRecord, response(head)] : [withRecord] };
}

/** 0x19: 01, 02, 06, 0A. */
export const readDtcInformation: Handler = (_profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  const report = subFunction(request);
  const length = { 0x01: 3, 0x02: 3, 0x06: 6, 0x0a: 2 }[report];
  if (length === undefined) return negative(state, request, NRC.subFunctionNotSupported);
  if (request.length !== length) return negative(state, request, NRC.length);
  switch (report) {
    case 0x01:
      return numberByMask(state, request);
    case 0x02:
      return { state, allowed: [response([0x59, 0x02, ANY], records(state, request[2] ?? 0))] };
    case 0x06:
      return extendedData(state, request);
    default: {
      const all = records(state, 0xff).map((record) => ({ ...record, isOptional: false }));
      return { state, allowed: [response([0x59, 0x0a, ANY], all)] };
    }
  }
};
