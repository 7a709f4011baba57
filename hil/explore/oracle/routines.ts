/** 0x31: the order of checks (conformance 50), stop and results. What each start does is in a file per procedure. */
import { anyBytes, concatenations, response, u24, type ByteSpec } from './answer-set.ts';
import { deleteKeys, declareKeys, openWindow } from './erasure.ts';
import { OUTCOME, REASON, endProcedure, logRefusal, procedureTimes, runTail } from './history.ts';
import type { FinishedRun, Handler, OracleProfile, ProcedureNumber, Reply, State } from './model.ts';
import type { Level } from './pass-codes.ts';
import { checkRegistration, enterRegistration, startRegistration } from './registration.ts';
import { NRC, negative, positive, subFunction } from './replies.ts';
import { armReset, beginReset } from './reset.ts';
import { freeSlots, procedureNumber, procedureState } from './vehicle.ts';

interface StartOption {
  /** The level that it needs and spends; null: none. */
  readonly level: Level | null;
  /** Bytes of the whole request. */
  readonly length: number;
  /** Conformance 50 from the option's value on. */
  readonly run: Handler;
}

const OPTIONS: Readonly<Record<ProcedureNumber, Readonly<Record<number, StartOption>>>> = {
  1: {
    0x01: { level: 1, length: 5, run: armReset },
    0x02: { level: 2, length: 5, run: beginReset },
  },
  2: {
    0x01: { level: 3, length: 5, run: enterRegistration },
    0x02: { level: null, length: 5, run: checkRegistration },
    0x03: { level: null, length: 5, run: startRegistration },
  },
  3: {
    0x01: { level: null, length: 6, run: declareKeys },
    0x02: { level: 4, length: 5, run: openWindow },
    0x03: { level: null, length: 5, run: deleteKeys },
  },
};

export const routineControl: Handler = (profile, state, request, endpoint) => {
  if (request.length < 4) return negative(state, request, NRC.length);
  const procedure = procedureOf(request);
  if (procedure === null) return negative(state, request, NRC.outOfRange);
  switch (subFunction(request)) {
    case 1:
      return startRoutine(profile, state, request, procedure, endpoint);
    case 2:
      return request.length === 4
        ? stopRoutine(profile, state, request, procedure)
        : negative(state, request, NRC.length);
    case 3:
      return request.length === 4 ? results(profile, state, request, procedure) : negative(state, request, NRC.length);
    default:
      return negative(state, request, NRC.subFunctionNotSupported);
  }
};

function procedureOf(request: Uint8Array): ProcedureNumber | null {
  if (request[2] !== 0x02) return null;
  const low = request[3];
  return low === 1 || low === 2 || low === 3 ? low : null;
}

function startRoutine(
  profile: OracleProfile,
  state: State,
  request: Uint8Array,
  procedure: ProcedureNumber,
  endpoint: Parameters<Handler>[3],
): Reply {
  const code = request[4];
  if (code === undefined) return negative(state, request, NRC.length);
  const option = OPTIONS[procedure][code];
  if (option === undefined) return negative(state, request, NRC.outOfRange);
  if (option.level !== null && state.unlocked !== option.level) {
    const isFirst = code === 1;
    const logged = profile.readings.logsMissingLevel ? logRefusal(state, procedure, REASON.passCode, isFirst) : state;
    return negative(logged, request, NRC.security);
  }
  if (request.length !== option.length) return negative(state, request, NRC.length);
  const reply = option.run(profile, state, request, endpoint);
  // AUT-5: a level is spent by the positive response, and stays after a refusal.
  const isPositive = reply.allowed.some((answer) => answer.kind === 'response' && answer.bytes[0] === 0x71);
  const isSpent = option.level !== null && isPositive;
  return isSpent ? { ...reply, state: { ...reply.state, unlocked: null } } : reply;
}

function stopRoutine(profile: OracleProfile, state: State, request: Uint8Array, procedure: ProcedureNumber): Reply {
  const current = state.procedure;
  if (procedureNumber(current) !== procedure) return negative(state, request, NRC.sequence);
  // RST-5: the stop of a running reset is refused.
  if (current.kind === 'running') return negative(state, request, NRC.conditions);
  // REG-7: stopped after at least one key is completed.
  const isCompleted = current.kind === 'registration' && current.added > 0;
  const outcome = isCompleted ? OUTCOME.completed : OUTCOME.stopped;
  return positive(endProcedure(profile, state, outcome, REASON.none), request, [0x02, 0x02, procedure, 0x00]);
}

function results(profile: OracleProfile, state: State, request: Uint8Array, procedure: ProcedureNumber): Reply {
  if (procedureNumber(state.procedure) === procedure) {
    return {
      state,
      allowed: presentRun(profile, state).map((rest) => response([0x71, 0x03, 0x02, procedure, ...rest])),
    };
  }
  if (state.memory.isUnreadable) return resultsWithoutMemory(state, request, procedure);
  const allowed = state.memory.lastRuns[procedure].flatMap((run) => {
    if (run === null) return negative(state, request, NRC.sequence).allowed;
    return finishedRun(state, procedure, run).map((rest) => response([0x71, 0x03, 0x02, procedure, ...rest]));
  });
  return { state, allowed };
}

type Alternatives = readonly (readonly ByteSpec[])[];

function times(values: readonly number[] | null): Alternatives {
  return values === null ? [anyBytes(3)] : values.map(u24);
}

/** VEH-5: the last run is in a memory that could not be read. */
function resultsWithoutMemory(state: State, request: Uint8Array, procedure: ProcedureNumber): Reply {
  const length = { 1: 9, 2: 12, 3: 11 }[procedure];
  const refused = negative(state, request, NRC.sequence, NRC.conditions);
  return { state, allowed: [...refused.allowed, response([0x71, 0x03, 0x02, procedure, ...anyBytes(length)])] };
}

/** Open: outcome and reason of a run that has not ended; the last refusal in it may show as reason. */
function presentRun(profile: OracleProfile, state: State): Alternatives {
  const { procedure } = state;
  const { elapsedMs, remainingMs } = procedureTimes(profile, procedure, state.nowUs);
  const reasons = [REASON.none, ...refusalsInRun(state)];
  return concatenations([
    [[procedureState(procedure), 0x00, reasons]],
    times(elapsedMs),
    times(remainingMs),
    [runTail(state)],
  ]);
}

function refusalsInRun(state: State): readonly number[] {
  const { procedure } = state;
  if (procedure.kind === 'registration') {
    return typeof procedure.lastRefusal === 'number' ? [procedure.lastRefusal] : procedure.lastRefusal;
  }
  if (procedure.kind === 'window' && procedure.wasRefused) return [REASON.countDiffers];
  // A begin or an open that was refused for the battery, for instance.
  if (procedure.kind === 'armed') return [REASON.battery, REASON.memory];
  return [];
}

/** Open: the free slots of an ended registration are those of its end, or those of now. */
function finishedRun(state: State, procedure: ProcedureNumber, run: FinishedRun): Alternatives {
  const tails = procedure === 2 ? [run.tail, [run.tail[0] ?? 0, freeSlots(state), run.tail[2] ?? 0]] : [run.tail];
  return concatenations([[[0x00, run.outcome, run.reason]], times(run.elapsedMs), times(run.remainingMs), tails]);
}
