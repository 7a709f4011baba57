/** Deadlines. Each fires before any input that bears the same time stamp. */
import { finishErasure, timeOutWindow } from './erasure.ts';
import type { Effect, OracleProfile, State, StepResult } from './model.ts';
import { timeOutRegistration } from './registration.ts';
import { completeReset } from './reset.ts';
import { endDelay } from './security.ts';
import { changeSession, endBoot } from './session.ts';

const NO_EFFECTS: readonly Effect[] = [];

/*
 * The instants at which something is due; `Infinity`: nothing. Open: the order of two deadlines at one instant. Here, in
 * `fire`: boot, memory write, procedure, delay, session; it shows only where a procedure and S3 end together (timed out
 * or session ended).
 */

function bootEndUs(state: State): number {
  return state.power === 'booting' ? state.bootUntilUs : Infinity;
}

function writeEndUs(state: State): number {
  return state.busy === null ? Infinity : state.busy.untilUs;
}

function procedureEndUs(profile: OracleProfile, { procedure }: State): number {
  switch (procedure.kind) {
    case 'running':
      return procedure.sinceUs + profile.resetDurationUs;
    case 'registration':
      return procedure.lastStepUs + profile.registrationStepTimeoutUs;
    case 'window':
      // ERA-7: the clock is stopped while the memory is written.
      return procedure.deleteUs === null ? procedure.sinceUs + profile.eraseWindowUs : Infinity;
    case 'idle':
    case 'armed':
    case 'declared':
      return Infinity;
  }
}

function earliestUs(profile: OracleProfile, state: State): number {
  if (state.power === 'off') return Infinity;
  return Math.min(
    bootEndUs(state),
    writeEndUs(state),
    procedureEndUs(profile, state),
    state.delayUntilUs ?? Infinity,
    state.s3DeadlineUs ?? Infinity,
  );
}

/** The first of the deadlines that are due now. */
function fire(profile: OracleProfile, state: State): StepResult {
  const { nowUs } = state;
  if (bootEndUs(state) === nowUs) return { state: endBoot(state), effects: [] };
  if (writeEndUs(state) === nowUs) return finishErasure(profile, state);
  if (procedureEndUs(profile, state) === nowUs) return timeOutProcedure(profile, state);
  if (state.delayUntilUs === nowUs) return endDelay(profile, state);
  // Conformance 30.
  return { state: changeSession(profile, state, 1), effects: [] };
}

function timeOutProcedure(profile: OracleProfile, state: State): StepResult {
  if (state.procedure.kind === 'running') return completeReset(profile, state);
  return state.procedure.kind === 'window' ? timeOutWindow(profile, state) : timeOutRegistration(profile, state);
}

/** The next instant at which the state changes by itself, or null. */
export function deadlineUs(profile: OracleProfile, state: State): number | null {
  const atUs = earliestUs(profile, state);
  return atUs === Infinity ? null : atUs;
}

/** Fires every deadline up to and including `nowUs`, in order. */
export function advance(profile: OracleProfile, state: State, nowUs: number): StepResult {
  if (nowUs < state.nowUs) throw new RangeError(`time runs forward: ${state.nowUs} µs, then ${nowUs} µs`);
  let current = state;
  let effects: readonly Effect[] = NO_EFFECTS;
  for (let atUs = earliestUs(profile, current); atUs <= nowUs; atUs = earliestUs(profile, current)) {
    const fired = fire(profile, { ...current, nowUs: atUs });
    current = fired.state;
    if (fired.effects.length > 0) effects = [...effects, ...fired.effects];
  }
  return { state: current.nowUs === nowUs ? current : { ...current, nowUs }, effects };
}
