import { checkLimit } from '../profile/number-limit.ts';
import { VEHICLE_LIMITS } from '../profile/vehicle-limits.ts';
import { speedInCkmh } from '../signals/broadcast-codec.ts';
import type { PowerMode } from '../description/codes.ts';

/** True = open. */
export interface Doors {
  readonly driver: boolean;
  readonly passenger: boolean;
  readonly rearLeft: boolean;
  readonly rearRight: boolean;
  readonly trunk: boolean;
}

export const DOORS: readonly (keyof Doors)[] = ['driver', 'passenger', 'rearLeft', 'rearRight', 'trunk'];

/** What the body ECU reads from its switches and sensors (VEH-1). */
export interface BodyInputs {
  readonly doors: Doors;
  readonly powerMode: PowerMode;
  readonly brake: boolean;
  readonly shiftP: boolean;
  /** 0 to 655.35 km/h, rounded to the nearest 0.01. */
  readonly speedKmh: number;
  /** 12 V supply, whole mV, 0 to 65535. */
  readonly batteryMv: number;
  readonly driverBeltUnlatched: boolean;
  readonly parkingBrake: boolean;
}

/** Some inputs; absent ones keep their state, also door by door. */
export type BodyChange = Partial<Omit<BodyInputs, 'doors'>> & { readonly doors?: Partial<Doors> };

/** @throws OperationError (usage/limit) for a supply or a speed outside the limits */
export function checkChange({ batteryMv, speedKmh }: BodyChange): void {
  if (batteryMv !== undefined) checkLimit('batteryV', VEHICLE_LIMITS.supplyV, batteryMv / 1000);
  if (speedKmh !== undefined) checkLimit('speedKmh', VEHICLE_LIMITS.speedKmh, speedKmh);
}

/** The default car: all doors closed, IG on, shift in P, stationary, 12.6 V. */
export const DEFAULT_BODY_INPUTS: BodyInputs = {
  doors: { driver: false, passenger: false, rearLeft: false, rearRight: false, trunk: false },
  powerMode: 'on',
  brake: false,
  shiftP: true,
  speedKmh: 0,
  batteryMv: 12_600,
  driverBeltUnlatched: false,
  parkingBrake: false,
};

export function changeInputs(inputs: BodyInputs, change: BodyChange): BodyInputs {
  return {
    ...inputs,
    ...change,
    doors: { ...inputs.doors, ...change.doors },
    speedKmh: speedInCkmh(change.speedKmh ?? inputs.speedKmh) / 100,
  };
}
