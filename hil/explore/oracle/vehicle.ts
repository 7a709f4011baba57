/** What the ECU makes of the signals it receives (VEH-2), and the small questions that the rules ask. */
import type { Buzzer, Effect, FaultName, OracleProfile, Procedure, ProcedureNumber, State } from './model.ts';

/** VEH-2: a frame this old or older counts as unknown. */
const SIGNAL_LIFE_US = 2_000_000;
/** REG-1: 5 km/h in 0.01 km/h. */
const SPEED_LIMIT = 500;
/** KEY-6: at or below is weak. */
export const WEAK_KEY_MV = 2_200;

export function isDoorKnown(state: State): boolean {
  return state.doors !== null && state.nowUs - state.doors.atUs < SIGNAL_LIFE_US;
}

export function isVehicleKnown(state: State): boolean {
  return state.vehicle !== null && state.nowUs - state.vehicle.atUs < SIGNAL_LIFE_US;
}

/** RST-1, VEH-2: unknown is not open. */
export function isDriverDoorOpen(state: State): boolean {
  return isDoorKnown(state) && state.doors?.frame.frontLeft === true;
}

/** REG-1, VEH-2: unknown counts as 5 km/h or more. */
export function isTooFast(state: State): boolean {
  return !isVehicleKnown(state) || (state.vehicle?.frame.speed ?? SPEED_LIMIT) >= SPEED_LIMIT;
}

export function isBatteryLow(profile: OracleProfile, state: State): boolean {
  return state.supplyMv < profile.batteryMinMv;
}

/** VEH-8; whether a stored fault that is no longer present counts is a reading. */
export function isFaultInEffect(profile: OracleProfile, state: State, name: FaultName): boolean {
  const fault = state.faults[name];
  return fault.isPresent || (profile.readings.storedFaultProhibits && (fault.value & 0x08) !== 0);
}

export function registeredKeys(state: State): readonly number[] {
  return state.memory.slots.filter((id) => id !== null);
}

export function freeSlots(state: State): number {
  return state.memory.slots.length - registeredKeys(state).length;
}

/** KEY-7. */
export function isImmobilizerSet(state: State): boolean {
  return registeredKeys(state).length === 0 || state.procedure.kind === 'running';
}

export function procedureNumber(procedure: Procedure): 0 | ProcedureNumber {
  switch (procedure.kind) {
    case 'idle':
      return 0;
    case 'armed':
    case 'running':
      return 1;
    case 'registration':
      return 2;
    case 'declared':
    case 'window':
      return 3;
  }
}

/** DID 1006, "State". */
export function procedureState(procedure: Procedure): number {
  switch (procedure.kind) {
    case 'idle':
      return 0x00;
    case 'armed':
      return 0x11;
    case 'running':
      return 0x12;
    case 'registration':
      return procedure.phase;
    case 'declared':
      return 0x31;
    case 'window':
      return 0x32;
  }
}

/**
 * VEH-7. Open: from which instant the 2.0 s count when there never was an edge (here: power-on), and what the power
 * mode is while 0x5B0 is silent too (here: the last one received; off when there was none).
 */
export function isAsleep(profile: OracleProfile, state: State): boolean {
  const isPowerOff = (state.vehicle?.frame.powerMode ?? 0) === 0;
  const isQuiet = state.nowUs - state.lastDoorEdgeUs >= SIGNAL_LIFE_US;
  return profile.busSleep && isPowerOff && isQuiet && state.procedure.kind === 'idle' && state.busy === null;
}

/** VEH-3: all beeps of a signal count at the instant it is ordered. */
export function beep(
  state: State,
  buzzer: Buzzer,
  count: number,
): { readonly state: State; readonly effects: readonly Effect[] } {
  const { beeps } = state;
  const counted = {
    exterior: { ...beeps, total: beeps.total + count, last: count },
    interior: { ...beeps, interior: beeps.interior + count },
    answerBack: { ...beeps, answerBack: beeps.answerBack + count },
  };
  const effect: Effect = { kind: 'beeps', atUs: state.nowUs, buzzer, count };
  return { state: { ...state, beeps: counted[buzzer] }, effects: [effect] };
}
