/** Keys at the engine switch and in the cabin (KEY-4, KEY-5). */
import { touchInWindow } from './erasure.ts';
import type { Effect, Key, OracleProfile, State, StepResult } from './model.ts';
import { refusalReasons, touchInRegistration } from './registration.ts';
import { WEAK_KEY_MV, beep, isImmobilizerSet, registeredKeys } from './vehicle.ts';

const START_TIME_US = 10_000_000;
const SECOND_PRESS_US = 3_000_000;

export function touchKey(profile: OracleProfile, state: State, key: Key): StepResult {
  if (state.power !== 'on' || state.memory.isUnreadable) return { state, effects: [] };
  const seen = withLowBattery(profile, state, key);
  switch (seen.procedure.kind) {
    case 'registration':
      return touchInRegistration(profile, seen, seen.procedure, key);
    case 'window':
      return touchInWindow(seen, seen.procedure, key);
    case 'idle':
      return touchIdle(seen, key);
    case 'armed':
    case 'running':
    case 'declared':
      // KEY-4: only while nothing else is going on.
      return { state: seen, effects: [] };
  }
}

/** Open: DID 100A is certain only once a key was refused for it; other touches may or may not set or clear it. */
function withLowBattery(profile: OracleProfile, state: State, key: Key): State {
  const { procedure } = state;
  const isWeak = key.batteryMv <= WEAK_KEY_MV;
  const isAwaited = procedure.kind === 'registration' && procedure.phase === 0x24;
  const reasons = isAwaited ? refusalReasons(profile, state, key) : [];
  if (isWeak && reasons.length === 1) return { ...state, lowBattery: [1] };
  const seen = isWeak ? 1 : 0;
  return state.lowBattery.includes(seen) ? state : { ...state, lowBattery: [...state.lowBattery, seen] };
}

/** KEY-4: the interior buzzer once, and the engine may be started within the next 10 s. */
function touchIdle(state: State, key: Key): StepResult {
  if (!registeredKeys(state).includes(key.id)) return { state, effects: [] };
  const untilUs = state.nowUs + START_TIME_US;
  const beeped = beep({ ...state, startUntilUs: untilUs }, 'interior', 1);
  const start: Effect = { kind: 'startAllowed', atUs: state.nowUs, untilUs };
  return { state: beeped.state, effects: [...beeped.effects, start] };
}

export function placeKey(state: State, id: number, isInCabin: boolean): State {
  const others = state.cabin.filter((other) => other !== id);
  return { ...state, cabin: isInCabin ? [...others, id] : others };
}

/**
 * KEY-5. Open: what a third press within 3 s does. The order goes out on 0x5B5 (KEY-7), so the button ends the silence of
 * VEH-7 as a door edge does.
 */
export function pressButton(state: State, id: number, button: 'lock' | 'unlock'): StepResult {
  if (state.power !== 'on' || !registeredKeys(state).includes(id)) return { state, effects: [] };
  const beeped = beep(state, 'answerBack', button === 'lock' ? 1 : 2);
  const atUs = state.nowUs;
  if (button === 'lock') {
    const locked: State = { ...beeped.state, unlockUs: null, lastDoorEdgeUs: atUs };
    return { state: locked, effects: [...beeped.effects, { kind: 'lockRequest', atUs, allowed: [1] }] };
  }
  const last = state.unlockUs;
  const presses = last !== null && atUs - last.atUs < SECOND_PRESS_US ? last.presses + 1 : 1;
  const allowed = presses === 1 ? ([2] as const) : presses === 2 ? ([3] as const) : ([2, 3] as const);
  const unlocked: State = { ...beeped.state, unlockUs: { atUs, presses }, lastDoorEdgeUs: atUs };
  return { state: unlocked, effects: [...beeped.effects, { kind: 'lockRequest', atUs, allowed }] };
}

/**
 * KEY-5, KEY-7: START_PERMIT. Open: whether a key in the cabin alone sets it, or only with the brake pressed and P;
 * and what it is during a procedure.
 */
export function startPermit(state: State): readonly number[] {
  if (isImmobilizerSet(state)) return [0];
  if (state.procedure.kind !== 'idle') return [0, 1];
  // VEH-8: B2781, no engine start.
  if (state.faults.B2781.isPresent) return [0];
  if (state.startUntilUs !== null && state.nowUs < state.startUntilUs) return [1];
  return registeredKeys(state).some((id) => state.cabin.includes(id)) ? [0, 1] : [0];
}
