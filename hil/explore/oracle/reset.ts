/** Smart Code Reset (RST). */
import { OUTCOME, REASON, endProcedure, logRefusal } from './history.ts';
import type { Handler, OracleProfile, Reply, State, StepResult } from './model.ts';
import { NRC, negative, positive } from './replies.ts';
import { isBatteryLow, isDriverDoorOpen, registeredKeys } from './vehicle.ts';

/** Step 1 (RST-1). A second arm, also while the reset runs, is the same first step again (AUT-6). */
export const armReset: Handler = (profile, state, request) => {
  const { kind } = state.procedure;
  if (kind === 'armed' || kind === 'running') return negative(state, request, NRC.sequence);
  const refuse = (nrc: number, reason: number): Reply => negative(logRefusal(state, 1, reason, true), request, nrc);
  if (state.memory.isUnreadable) return refuse(NRC.conditions, REASON.memory);
  if (kind !== 'idle') return refuse(NRC.conditions, REASON.otherProcedure);
  if (isBatteryLow(profile, state)) return refuse(NRC.voltage, REASON.battery);
  if (!isDriverDoorOpen(state)) return refuse(NRC.conditions, REASON.door);
  const armed: State = { ...state, procedure: { kind: 'armed', sinceUs: state.nowUs } };
  return positive(armed, request, [0x01, 0x02, 0x01, 0x11]);
};

/** Step 2 (RST-2): the door is not looked at again. */
export const beginReset: Handler = (profile, state, request) => {
  if (state.procedure.kind !== 'armed') return negative(state, request, NRC.sequence);
  if (isBatteryLow(profile, state)) {
    return negative(logRefusal(state, 1, REASON.battery, false), request, NRC.voltage);
  }
  const running: State = { ...state, procedure: { kind: 'running', sinceUs: state.nowUs } };
  const begun = profile.resetCommit === 'at-start' ? blockRegistration(retireAll(running)) : running;
  return positive(begun, request, [0x01, 0x02, 0x01, 0x12]);
};

function retireAll(state: State): State {
  const retired = [...state.memory.retired, ...registeredKeys(state)];
  const slots = state.memory.slots.map(() => null);
  return { ...state, memory: { ...state.memory, slots, retired } };
}

/** RST-6 with `at-start`: until a reset completes. */
function blockRegistration(state: State): State {
  return { ...state, memory: { ...state.memory, isRegistrationBlocked: true } };
}

/** RST-3, RST-4. */
export function completeReset(profile: OracleProfile, state: State): StepResult {
  const ended = endProcedure(profile, retireAll(state), OUTCOME.completed, REASON.none);
  return { state: { ...ended, memory: { ...ended.memory, isRegistrationBlocked: false } }, effects: [] };
}

/** RST-6: the supply, effective at the instant it changes (VEH-2). */
export function supplyChanged(profile: OracleProfile, state: State, mv: number): State {
  const changed: State = { ...state, supplyMv: mv };
  const isAborted = state.procedure.kind === 'running' && isBatteryLow(profile, changed);
  return isAborted ? endProcedure(profile, changed, OUTCOME.aborted, REASON.battery) : changed;
}
