import { NEVER_US } from '../../can-bus/time/micros.ts';
import { outcomeName, procedureName, reasonName } from '../../ecu-sim/description/codes.ts';
import { carStateOf } from '../car/car-state.ts';
import type { Car } from '../car/car.ts';
import type { ObservedParts } from '../scenario/expectation.ts';

/** The car as `expect` sees it. @param nameOf what a scenario calls the key of an id (8 hex digits) */
export function observeCar(car: Car, nameOf: (id: string) => string): ObservedParts {
  const state = carStateOf(car);
  const { firmware, content } = car.smartKey;
  const slots = state.slots.map((id) => (id === null ? null : nameOf(id)));
  return {
    timeUs: state.timeUs,
    procedure: state.procedure,
    state: state.state,
    elapsedMs: state.elapsedMs,
    remainingMs: state.remainingMs,
    slots,
    registered: slots.filter((id) => id !== null),
    freeSlots: state.freeSlots,
    retired: state.retired.map(nameOf),
    keys: Object.fromEntries(
      state.keys.map(({ id, life, location, batteryV }) => [nameOf(id), { life, location, batteryV }]),
    ),
    doors: { ...state.doors },
    powerMode: state.powerMode,
    batteryV: state.batteryV,
    brake: state.brake,
    shiftP: state.shiftP,
    speedKmh: state.speedKmh,
    beeps: { ...state.beeps },
    immobilizer: state.immobilizer,
    engine: state.powerMode === 'running' ? 'running' : 'stopped',
    session: state.session,
    securityLevel: state.securityLevel,
    attempts: content.attempts,
    lockedOut: firmware !== null && firmware.lockoutDeadlineUs !== NEVER_US,
    faults: state.faults,
    history: newestEntry(car),
  };
}

function newestEntry(car: Car): ObservedParts | string {
  const [entry] = car.smartKey.content.history;
  if (entry === undefined) return 'none';
  return {
    procedure: procedureName(entry.procedure) ?? entry.procedure,
    outcome: outcomeName(entry.outcome) ?? entry.outcome,
    reason: reasonName(entry.reason) ?? entry.reason,
  };
}
