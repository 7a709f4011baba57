import { checkLimit } from '../../../ecu-sim/profile/number-limit.ts';
import { FAULT_LIMITS, VEHICLE_LIMITS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { FaultPlanParts } from './fault-plan.ts';

/**
 * Checks parts of a plan that did not come from a form; those of the bus are checked where they are used.
 *
 * @throws OperationError (usage/limit) naming the field as in a form
 */
export function checkFaults({ babble, supply, doorFlutter, memoryCut, keyBattery }: FaultPlanParts): void {
  if (babble) {
    checkLimit('babble.periodMs', FAULT_LIMITS.babblePeriodMs, babble.periodMs);
    checkLimit('babble.durationMs', FAULT_LIMITS.babbleMs, babble.durationMs);
  }
  if (supply) {
    checkLimit('supply.stepMs', FAULT_LIMITS.supplyStepMs, supply.stepMs);
    for (const [index, { atMs, mv }] of supply.points.entries()) {
      checkLimit(`supply.points.${index}.atMs`, FAULT_LIMITS.supplyAtMs, atMs);
      checkLimit(`supply.points.${index}.volts`, VEHICLE_LIMITS.supplyV, mv / 1000);
    }
  }
  if (doorFlutter) {
    checkLimit('doorFlutter.periodMs', FAULT_LIMITS.flutterMs, doorFlutter.periodMs);
    checkLimit('doorFlutter.edges', FAULT_LIMITS.count, doorFlutter.edges);
  }
  if (memoryCut) {
    checkLimit('memoryCut.write', FAULT_LIMITS.count, memoryCut.write);
    checkLimit('memoryCut.offMs', VEHICLE_LIMITS.offMs, memoryCut.offMs);
  }
  for (const [index, { batteryMv }] of (keyBattery ?? []).entries()) {
    checkLimit(`keyBattery.${index}.batteryV`, VEHICLE_LIMITS.keyBatteryV, batteryMv / 1000);
  }
}
