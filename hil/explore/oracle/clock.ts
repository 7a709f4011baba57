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

function procedureDeadlines(profile: OracleProfile, state: State): readonly Deadline[] {
  const { procedure } = state;
  switch (procedure.kind) {
    case 'running':
      return [{ atUs: procedure.sinceUs + profile.resetDurationUs, fire: completeReset }];
    case 'registration':
      return [{ atUs: procedure.lastStepUs + profile.registrationStepTimeoutUs, fire: timeOutRegistration }];
    case 'window': {
      // ERA-7: the clock is stopped while the memory is written.
      const atUs = procedure.sinceUs + profile.eraseWindowUs;
      return procedure.deleteUs === null ? [{ atUs, fire: timeOutWindow }] : [];
    }
    case 'idle':
    case 'armed':
    case 'declared':
      return [];
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
  const boot = state.power === 'booting' ? [{ atUs: state.bootUntilUs, fire: endBoot }] : [];
  const write = state.busy === null ? [] : [{ atUs: state.busy.untilUs, fire: finishErasure }];
  const delay = state.delayUntilUs === null ? [] : [{ atUs: state.delayUntilUs, fire: endDelay }];
  const session = state.s3DeadlineUs === null ? [] : [{ atUs: state.s3DeadlineUs, fire: expireSession }];
  return [...boot, ...write, ...procedureDeadlines(profile, state), ...delay, ...session];
}

function earliest(profile: OracleProfile, state: State): Deadline | null {
  return deadlines(profile, state).reduce<Deadline | null>(
    (first, next) => (first === null || next.atUs < first.atUs ? next : first),
    null,
  );
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
  return { state: { ...current, nowUs }, effects };
}
