/** The history (VEH-6), the end of a procedure, and the times that DID 1006 and the results show. */
import { ANY, distinct, type ByteSpec } from './answer-set.ts';
import type { FinishedRun, OracleProfile, Procedure, ProcedureNumber, State } from './model.ts';
import { freeSlots, procedureNumber } from './vehicle.ts';

export const OUTCOME = { completed: 1, refused: 2, aborted: 3, timedOut: 4, stopped: 5 } as const;

export const REASON = {
  none: 0x00,
  door: 0x01,
  battery: 0x02,
  passCode: 0x03,
  full: 0x04,
  alreadyRegistered: 0x05,
  boundElsewhere: 0x06,
  weakKeyBattery: 0x07,
  antenna: 0x08,
  prohibitedByFault: 0x09,
  speed: 0x0a,
  sessionEnded: 0x0b,
  powerLoss: 0x0c,
  countDiffers: 0x0d,
  stepTimeout: 0x0e,
  otherProcedure: 0x0f,
  memory: 0x10,
} as const;

/** Open: there is no reason code for an ECU reset. It ends the session (0B) and the power of the RAM (0C). */
export const ECU_RESET_REASONS: readonly number[] = [REASON.none, REASON.sessionEnded, REASON.powerLoss];

const HISTORY_LENGTH = 16;

export function seconds(us: number): number {
  return Math.floor(us / 1_000_000);
}

export function log(
  state: State,
  procedure: number,
  outcome: number,
  reason: ByteSpec,
  at: readonly number[] = [seconds(state.nowUs)],
): State {
  const counter = (state.memory.historyCounter + 1) % 256;
  const entry = { procedure, outcome, reason, counter, seconds: at };
  const earlier = state.memory.history;
  const history = [entry, ...(earlier.length < HISTORY_LENGTH ? earlier : earlier.slice(0, HISTORY_LENGTH - 1))];
  return { ...state, memory: { ...state.memory, history, historyCounter: counter } };
}

/**
 * A refusal with a reason code. Open: whether the results of a procedure whose first step was refused show that
 * refusal as "the last run", or the run before it; both are allowed.
 */
export function logRefusal(state: State, procedure: ProcedureNumber, reason: ByteSpec, isFirstStep: boolean): State {
  const logged = log(state, procedure, OUTCOME.refused, reason);
  if (!isFirstStep || procedureNumber(state.procedure) === procedure) return logged;
  const tail = { 1: [], 2: [ANY, ANY, ANY], 3: [ANY, ANY] }[procedure];
  const run: FinishedRun = { outcome: OUTCOME.refused, reason, elapsedMs: null, remainingMs: null, tail };
  const known = state.memory.lastRuns[procedure].filter((earlier) => earlier?.outcome !== OUTCOME.refused);
  const lastRuns = { ...state.memory.lastRuns, [procedure]: [...known, run] };
  return { ...logged, memory: { ...logged.memory, lastRuns } };
}

function floorMs(us: number): number {
  return Math.floor(us / 1000);
}

function ceilMs(us: number): number {
  return Math.ceil(Math.max(us, 0) / 1000);
}

/** Elapsed rounds down, remaining up; armed and declared have nothing remaining. */
export function procedureTimes(
  profile: OracleProfile,
  procedure: Procedure,
  nowUs: number,
): { readonly elapsedMs: readonly number[]; readonly remainingMs: readonly number[] } {
  switch (procedure.kind) {
    case 'idle':
      return { elapsedMs: [0], remainingMs: [0] };
    case 'armed':
    case 'declared':
      return { elapsedMs: [floorMs(nowUs - procedure.sinceUs)], remainingMs: [0] };
    case 'running':
      return {
        elapsedMs: [floorMs(nowUs - procedure.sinceUs)],
        remainingMs: [ceilMs(procedure.sinceUs + profile.resetDurationUs - nowUs)],
      };
    case 'registration':
      // Open: elapsed since the mode was entered, or since the last step, from which the remaining time counts.
      return {
        elapsedMs: distinct([floorMs(nowUs - procedure.enteredUs), floorMs(nowUs - procedure.lastStepUs)]),
        remainingMs: [ceilMs(procedure.lastStepUs + profile.registrationStepTimeoutUs - nowUs)],
      };
    case 'window': {
      const clockUs = procedure.deleteUs ?? nowUs;
      return {
        elapsedMs: [floorMs(clockUs - procedure.sinceUs)],
        remainingMs: [ceilMs(procedure.sinceUs + profile.eraseWindowUs - clockUs)],
      };
    }
  }
}

/** What the results of this procedure add after the times (diagnostics, "Routines"). */
export function runTail(state: State): readonly ByteSpec[] {
  const { procedure } = state;
  switch (procedure.kind) {
    case 'registration':
      return [procedure.added, freeSlots(state), procedure.lastRefusal];
    case 'declared':
      return [procedure.count, 0];
    case 'window':
      return [procedure.count, procedure.touched.length];
    case 'idle':
    case 'armed':
    case 'running':
      return [];
  }
}

/** The run as it is at this instant, with the outcome that it ends in now. */
export function runEndedNow(profile: OracleProfile, state: State, outcome: number, reason: ByteSpec): FinishedRun {
  const times = procedureTimes(profile, state.procedure, state.nowUs);
  const until = state.procedure.kind === 'window' ? state.nowUs - state.procedure.sinceUs : null;
  return {
    outcome,
    reason,
    // Open: whether the time of the memory write belongs to the erasure.
    elapsedMs: until === null ? times.elapsedMs : distinct([...times.elapsedMs, floorMs(until)]),
    // Open: whether a run that has ended early still shows what was remaining.
    remainingMs: distinct([0, ...times.remainingMs]),
    tail: runTail(state),
  };
}

/** Ends the procedure under way: it is logged, and kept as the last run. */
export function endProcedure(profile: OracleProfile, state: State, outcome: number, reason: ByteSpec): State {
  const procedure = procedureNumber(state.procedure);
  if (procedure === 0) return state;
  const run = runEndedNow(profile, state, outcome, reason);
  const logged = log(state, procedure, outcome, reason);
  const lastRuns = { ...logged.memory.lastRuns, [procedure]: [run] };
  return { ...logged, procedure: { kind: 'idle' }, memory: { ...logged.memory, lastRuns } };
}

/** AUT-6: what the end of the session or an ECU reset ends. A running reset goes on (RST-5). */
export function endWithSession(profile: OracleProfile, state: State, reason: ByteSpec): State {
  if (state.procedure.kind === 'running') return state;
  return endProcedure(profile, state, OUTCOME.aborted, reason);
}
