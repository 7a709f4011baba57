/** Smart Code Registration (REG). */
import { OUTCOME, REASON, endProcedure, log, logRefusal } from './history.ts';
import type { Handler, Key, OracleProfile, Procedure, Reply, State, StepResult } from './model.ts';
import { NRC, negative, positive } from './replies.ts';
import {
  WEAK_KEY_MV,
  beep,
  freeSlots,
  isBatteryLow,
  isDoorKnown,
  isFaultInEffect,
  isTooFast,
  registeredKeys,
} from './vehicle.ts';

type Registration = Extract<Procedure, { readonly kind: 'registration' }>;

/** REG-1, REG-2. */
export const enterRegistration: Handler = (profile, state, request) => {
  const { kind } = state.procedure;
  if (kind === 'registration') return negative(state, request, NRC.sequence);
  const refuse = (nrc: number, reason: number): Reply => negative(logRefusal(state, 2, reason, true), request, nrc);
  if (state.memory.isUnreadable) return refuse(NRC.conditions, REASON.memory);
  if (kind !== 'idle') return refuse(NRC.conditions, REASON.otherProcedure);
  if (isFaultInEffect(profile, state, 'B278D')) return refuse(NRC.conditions, REASON.prohibitedByFault);
  if (isBatteryLow(profile, state)) return blockedOr(state, request, refuse(NRC.voltage, REASON.battery));
  if (isTooFast(state)) return blockedOr(state, request, refuse(NRC.speed, REASON.speed));
  if (freeSlots(state) === 0) return blockedOr(state, request, refuse(NRC.conditions, REASON.full));
  if (state.memory.isRegistrationBlocked) return blocked(state, request);
  const mode = registeredKeys(state).length === 0 ? 1 : 0;
  const procedure: Procedure = {
    kind: 'registration',
    phase: mode === 1 ? 0x22 : 0x21,
    mode,
    enteredUs: state.nowUs,
    lastStepUs: state.nowUs,
    added: 0,
    lastRefusal: REASON.none,
  };
  return positive({ ...state, procedure }, request, [0x01, 0x02, 0x02, procedure.phase, mode, freeSlots(state)]);
};

const ANY_REASON: readonly number[] = Object.values(REASON);

/**
 * RST-6 with `at-start`: registration stays refused until a reset completes. Open: with which code and reason, and
 * where in the order of checks; a condition not correct (0x22) is the nearest, and 0x24 is allowed.
 */
function blocked(state: State, request: Uint8Array): Reply {
  return negative(logRefusal(state, 2, ANY_REASON, true), request, NRC.conditions, NRC.sequence);
}

/** While registration is blocked, another reason to refuse may come before or after it. */
function blockedOr(state: State, request: Uint8Array, reply: Reply): Reply {
  if (!state.memory.isRegistrationBlocked) return reply;
  const other = blocked(state, request);
  return { state: other.state, allowed: [...reply.allowed, ...other.allowed] };
}

/** REG-3: the check informs; its findings do not block the start. */
export const checkRegistration: Handler = (profile, state, request) => {
  const { procedure } = state;
  if (procedure.kind !== 'registration') return negative(state, request, NRC.sequence);
  const mayRun = procedure.phase === 0x22 || (procedure.phase === 0x23 && profile.readings.checkMayRepeat);
  if (!mayRun) return negative(state, request, NRC.sequence);
  if (state.memory.isUnreadable) return negative(state, request, NRC.conditions);
  const next: State = { ...state, procedure: { ...procedure, phase: 0x23, lastStepUs: state.nowUs } };
  return positive(next, request, [0x01, 0x02, 0x02, 0x23, checks(profile, state, procedure)]);
};

function checks(profile: OracleProfile, state: State, procedure: Registration): number {
  const keys = registeredKeys(state);
  // In additional mode the registered key has touched the switch, or the check would not be reached.
  const isKeyThere = procedure.mode === 0 || keys.some((id) => state.cabin.includes(id));
  const findings = [
    isDoorKnown(state),
    !isBatteryLow(profile, state),
    freeSlots(state) > 0,
    isKeyThere,
    !isFaultInEffect(profile, state, 'B278D'),
  ];
  return findings.reduce((byte, isGood, bit) => byte + (isGood ? 2 ** bit : 0), 0);
}

export const startRegistration: Handler = (_profile, state, request) => {
  const { procedure } = state;
  if (procedure.kind !== 'registration' || procedure.phase !== 0x23) return negative(state, request, NRC.sequence);
  const next: State = { ...state, procedure: { ...procedure, phase: 0x24, lastStepUs: state.nowUs } };
  return positive(next, request, [0x01, 0x02, 0x02, 0x24]);
};

/** A key touches the engine switch during the registration. */
export function touchInRegistration(
  profile: OracleProfile,
  state: State,
  procedure: Registration,
  key: Key,
): StepResult {
  if (procedure.phase === 0x21) return touchRegisteredKey(profile, state, procedure, key);
  if (procedure.phase !== 0x24) return { state, effects: [] };
  const reasons = refusalReasons(profile, state, key);
  if (reasons.length > 0) {
    // REG-6: silently, with a history entry; the procedure and its step time go on.
    const reason = reasons.length === 1 ? (reasons[0] ?? REASON.none) : reasons;
    const logged = log(state, 2, OUTCOME.refused, reason);
    return { state: { ...logged, procedure: { ...procedure, lastRefusal: reason } }, effects: [] };
  }
  return registerKey(profile, state, procedure, key.id);
}

function touchRegisteredKey(profile: OracleProfile, state: State, procedure: Registration, key: Key): StepResult {
  const isHidden = profile.readings.antennaFaultHidesRegisteredKey && isFaultInEffect(profile, state, 'B27A5');
  if (isHidden || !registeredKeys(state).includes(key.id)) return { state, effects: [] };
  const next: State = { ...state, procedure: { ...procedure, phase: 0x22, lastStepUs: state.nowUs } };
  return { state: next, effects: [] };
}

/** REG-6. Open: which reason is given when several apply; each is allowed. */
export function refusalReasons(profile: OracleProfile, state: State, key: Key): readonly number[] {
  const isRegistered = registeredKeys(state).includes(key.id);
  const isBound = key.boundVin !== null || state.boundKeys.includes(key.id);
  const isGone = !isRegistered && (isBound || state.memory.retired.includes(key.id));
  return [
    ...(isRegistered ? [REASON.alreadyRegistered] : []),
    ...(isGone ? [REASON.boundElsewhere] : []),
    ...(key.batteryMv <= WEAK_KEY_MV ? [REASON.weakKeyBattery] : []),
    ...(isFaultInEffect(profile, state, 'B27A5') ? [REASON.antenna] : []),
  ];
}

/** REG-4: two beeps, and the end. REG-5: one beep, and on until no slot is left. KEY-1: bound at that moment. */
function registerKey(profile: OracleProfile, state: State, procedure: Registration, id: number): StepResult {
  const lowest = state.memory.slots.indexOf(null);
  const slots = state.memory.slots.map((slot, index) => (index === lowest ? id : slot));
  const registered: State = {
    ...state,
    memory: { ...state.memory, slots },
    boundKeys: [...state.boundKeys, id],
    procedure: { ...procedure, added: procedure.added + 1, lastStepUs: state.nowUs },
  };
  const beeped = beep(registered, 'exterior', procedure.mode === 0 ? 2 : 1);
  const isOver = procedure.mode === 0 || freeSlots(registered) === 0;
  const next = isOver ? endProcedure(profile, beeped.state, OUTCOME.completed, REASON.none) : beeped.state;
  return { state: next, effects: [...beeped.effects, { kind: 'keyBound', atUs: state.nowUs, id }] };
}

/** REG-7. */
export function timeOutRegistration(profile: OracleProfile, state: State): StepResult {
  return { state: endProcedure(profile, state, OUTCOME.timedOut, REASON.stepTimeout), effects: [] };
}
