/** 0x10, 0x11, 0x3E, 0x28, 0x85, and what a change of session, an ECU reset and a power loss take away. */
import { response } from './answer-set.ts';
import { restartFaultTests, resumeFaultStorage } from './fault-memory.ts';
import { ECU_RESET_REASONS, REASON, endWithSession, log, runEndedNow, OUTCOME, seconds } from './history.ts';
import type { FinishedRun, Handler, OracleProfile, State } from './model.ts';
import { NRC, negative, positive, subFunction } from './replies.ts';
import { procedureNumber } from './vehicle.ts';

/** Conformance 30–33, AUT-6: also `10 03` in the extended session. */
export function changeSession(profile: OracleProfile, state: State, session: 1 | 3): State {
  const ended = endWithSession(profile, state, REASON.sessionEnded);
  const locked = { unlocked: null, pendingSeed: null, s3DeadlineUs: null };
  if (session === 3) return { ...ended, session, ...locked };
  const restored: State = { ...ended, session, ...locked, communication: 0, indicator: null };
  return state.isFaultStorageOn ? restored : resumeFaultStorage(restored);
}

/** 0x10: conformance 19, 29, 31. */
export const diagnosticSessionControl: Handler = (profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  const session = subFunction(request);
  if (session !== 1 && session !== 3) return negative(state, request, NRC.subFunctionNotSupported);
  if (request.length !== 2) return negative(state, request, NRC.length);
  const p2Ms = profile.p2Us / 1000;
  const p2Star10Ms = profile.p2StarUs / 10_000;
  const timing = [Math.floor(p2Ms / 256), p2Ms % 256, Math.floor(p2Star10Ms / 256), p2Star10Ms % 256];
  return positive(changeSession(profile, state, session), request, [session, ...timing]);
};

/** Everything that is in RAM only is lost. The keys, counters and the history stay. */
function withoutRam(state: State): State {
  return {
    ...state,
    session: 1,
    s3DeadlineUs: null,
    unlocked: null,
    pendingSeed: null,
    communication: 0,
    isFaultStorageOn: true,
    indicator: null,
    procedure: { kind: 'idle' },
    busy: null,
    // Open: whether "key low battery seen" is remembered.
    lowBattery: state.lowBattery.includes(0) ? state.lowBattery : [0, ...state.lowBattery],
    startUntilUs: null,
    unlockUs: null,
  };
}

/** The boot after power-on or 0x11 begins now, and a pending delay begins anew (AUT-3). */
export function startBoot(profile: OracleProfile, state: State): State {
  const bootUntilUs = state.nowUs + profile.bootTimeUs;
  const fromUs = profile.readings.delayRestartsAt === 'restart' ? state.nowUs : bootUntilUs;
  const delayUntilUs = state.memory.isDelayPending ? fromUs + profile.attemptsDelayUs : null;
  return { ...state, power: 'booting', bootUntilUs, delayUntilUs, lastDoorEdgeUs: state.nowUs };
}

function resetEcu(profile: OracleProfile, state: State): State {
  const ended = withoutRam(endWithSession(profile, state, ECU_RESET_REASONS));
  const { beeps } = state;
  const last = beeps.total === 0 ? beeps.beforeReset.last : beeps.last;
  const beforeReset = { total: beeps.total + beeps.beforeReset.total, last };
  const signals = profile.readings.signalsSurviveEcuReset ? {} : { doors: null, vehicle: null };
  const reset: State = { ...ended, ...signals, beeps: { ...beeps, total: 0, last: 0, beforeReset } };
  return startBoot(profile, restartFaultTests(reset));
}

/** 0x11: conformance 34, RST-5. The order of length and condition is rule 2's: the service's own checks come last. */
export const ecuReset: Handler = (profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  const kind = subFunction(request);
  if (kind < 1 || kind > 3) return negative(state, request, NRC.subFunctionNotSupported);
  if (request.length !== 2) return negative(state, request, NRC.length);
  if (state.procedure.kind === 'running') return negative(state, request, NRC.conditions);
  return positive(resetEcu(profile, state), request, [kind]);
};

/** 0x3E: conformance 51. */
export const testerPresent: Handler = (_profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  if (subFunction(request) !== 0) return negative(state, request, NRC.subFunctionNotSupported);
  if (request.length !== 2) return negative(state, request, NRC.length);
  return positive(state, request, [0]);
};

/** 0x28: 00–03 with communication type 01. */
export const communicationControl: Handler = (_profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  const control = subFunction(request);
  if (control > 3) return negative(state, request, NRC.subFunctionNotSupported);
  if (request.length !== 3) return negative(state, request, NRC.length);
  if (request[2] !== 1) return negative(state, request, NRC.outOfRange);
  return positive({ ...state, communication: control }, request, [control]);
};

/** 0x85: 01 on, 02 off. Open: what an option record, which ISO 14229-1 allows, is answered. */
export const controlDtcSetting: Handler = (_profile, state, request) => {
  if (request.length < 2) return negative(state, request, NRC.length);
  const setting = subFunction(request);
  if (setting !== 1 && setting !== 2) return negative(state, request, NRC.subFunctionNotSupported);
  if (request.length !== 2) return negative(state, request, NRC.length, NRC.outOfRange);
  const isOn = setting === 1;
  const next = isOn && !state.isFaultStorageOn ? resumeFaultStorage(state) : { ...state, isFaultStorageOn: isOn };
  return { state: next, allowed: [response([0xc5, setting])] };
};

/** Open: an ECU without power cannot know how long the run went on. */
function cutRun(profile: OracleProfile, state: State): FinishedRun {
  return { ...runEndedNow(profile, state, OUTCOME.aborted, REASON.powerLoss), elapsedMs: null, remainingMs: null };
}

/** VEH-4, RST-6, AUT-6: the run is noted, and logged once the power is back. */
export function losePower(profile: OracleProfile, state: State): State {
  if (state.power === 'off') return state;
  const number = procedureNumber(state.procedure);
  const isLogged = state.procedure.kind === 'running' || profile.readings.logsEveryPowerLoss;
  const interrupted =
    number === 0 || !isLogged
      ? state.interrupted
      : { procedure: number, run: cutRun(profile, state), seconds: [seconds(state.nowUs)] };
  const beeps = { total: 0, last: 0, interior: 0, answerBack: 0, beforeReset: { total: 0, last: 0 } };
  return { ...withoutRam(state), power: 'off', interrupted, beeps, doors: null, vehicle: null, delayUntilUs: null };
}

export function returnPower(profile: OracleProfile, state: State, isMemoryUnreadable: boolean): State {
  if (state.power !== 'off') return state;
  const booting = startBoot(profile, state);
  const readable = isMemoryUnreadable ? withUnreadableMemory(booting) : booting;
  const { interrupted } = readable;
  const reported =
    interrupted === null ? null : { ...interrupted, seconds: [...interrupted.seconds, seconds(state.nowUs)] };
  return restartFaultTests({ ...readable, interrupted: reported });
}

/**
 * The boot is over. Open: the time of the entry of an interrupted run is that of the loss, of a return, or of the end of
 * the boot, and also of the boots that another loss cut short.
 */
export function endBoot(state: State): State {
  const { interrupted } = state;
  const on: State = { ...state, power: 'on' };
  if (interrupted === null) return on;
  const at = [...interrupted.seconds, seconds(state.nowUs)];
  const logged = log(on, interrupted.procedure, OUTCOME.aborted, REASON.powerLoss, at);
  const lastRuns = { ...logged.memory.lastRuns, [interrupted.procedure]: [interrupted.run] };
  return { ...logged, interrupted: null, memory: { ...logged.memory, lastRuns } };
}

/** VEH-5: a stored fault, no invented keys, every procedure refused. */
function withUnreadableMemory(state: State): State {
  const slots = state.memory.slots.map(() => null);
  const memory = { ...state.memory, isUnreadable: true, slots, retired: [], seedCounter: null };
  const faults = { ...state.faults, memory: { isPresent: true, known: 0x09, value: 0x09, occurrences: null } };
  return { ...state, memory, faults };
}
