/** Deadlines. Each fires before any input that bears the same time stamp. */
import { finishErasure, timeOutWindow } from './erasure.ts';
import type { Effect, OracleProfile, State, StepResult } from './model.ts';
import { timeOutRegistration } from './registration.ts';
import { completeReset } from './reset.ts';
import { endDelay } from './security.ts';
import { changeSession } from './session.ts';

interface Deadline {
  readonly atUs: number;
  readonly fire: (profile: OracleProfile, state: State) => StepResult;
}

function procedureDeadline(profile: OracleProfile, state: State): Deadline | null {
  const { procedure } = state;
  switch (procedure.kind) {
    case 'running':
      return { atUs: procedure.sinceUs + profile.resetDurationUs, fire: completeReset };
    case 'registration':
      return { atUs: procedure.lastStepUs + profile.registrationStepTimeoutUs, fire: timeOutRegistration };
    case 'window':
      // ERA-7: the clock is stopped while the memory is written.
      if (procedure.deleteUs !== null) return null;
      return { atUs: procedure.sinceUs + profile.eraseWindowUs, fire: timeOutWindow };
    case 'idle':
    case 'armed':
    case 'declared':
      return null;
  }
}

function endBoot(_profile: OracleProfile, state: State): StepResult {
  return { state: { ...state, power: 'on' }, effects: [] };
}

/** Conformance 30. */
function expireSession(profile: OracleProfile, state: State): StepResult {
  return { state: changeSession(profile, state, 1), effects: [] };
}

/**
 * All that are pending. Open: the order of two deadlines at one instant. Here: boot, memory write, procedure, delay,
 * session; it shows only where a procedure and S3 end together (timed out or session ended).
 */
function deadlines(profile: OracleProfile, state: State): readonly Deadline[] {
  if (state.power === 'off') return [];
  const pending: Deadline[] = [];
  if (state.power === 'booting') pending.push({ atUs: state.bootUntilUs, fire: endBoot });
  if (state.busy !== null) pending.push({ atUs: state.busy.untilUs, fire: finishErasure });
  const procedure = procedureDeadline(profile, state);
  if (procedure !== null) pending.push(procedure);
  if (state.delayUntilUs !== null) pending.push({ atUs: state.delayUntilUs, fire: endDelay });
  if (state.s3DeadlineUs !== null) pending.push({ atUs: state.s3DeadlineUs, fire: expireSession });
  return pending;
}

function earliest(profile: OracleProfile, state: State): Deadline | null {
  let first: Deadline | null = null;
  for (const next of deadlines(profile, state)) if (first === null || next.atUs < first.atUs) first = next;
  return first;
}

/** The next instant at which the state changes by itself, or null. */
export function deadlineUs(profile: OracleProfile, state: State): number | null {
  return earliest(profile, state)?.atUs ?? null;
}

/** Fires every deadline up to and including `nowUs`, in order. */
export function advance(profile: OracleProfile, state: State, nowUs: number): StepResult {
  if (nowUs < state.nowUs) throw new RangeError(`time runs forward: ${state.nowUs} µs, then ${nowUs} µs`);
  let current = state;
  let effects: readonly Effect[] = [];
  for (let next = earliest(profile, current); next !== null && next.atUs <= nowUs; next = earliest(profile, current)) {
    const fired = next.fire(profile, { ...current, nowUs: next.atUs });
    current = fired.state;
    effects = [...effects, ...fired.effects];
  }
  return { state: current.nowUs === nowUs ? current : { ...current, nowUs }, effects };
}
