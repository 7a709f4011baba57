import { z } from 'zod';

import { MICROS_PER_MILLI, type Micros } from '../../../can-bus/time/micros.ts';
import { limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
import { START_REASONS } from '../../../ecu-sim/smart-key/immobilizer.ts';
import { VEHICLE_LIMITS, DEFAULT_OFF_MS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import type { VehicleChange } from '../../car/vehicle-change.ts';
import { DONE, type ExpectedParts, formatExpected, judge } from '../expectation.ts';
import { milliseconds, millivolts, oneOrNone, openClosed, present, yesNo } from '../field-schemas.ts';
import { formatSpan } from '../format-values.ts';
import type { Verb } from './verb.ts';

/* The car as a driver changes it: doors, power mode, supply, engine. */

interface VehicleAction {
  readonly kind: 'vehicle';
  readonly change: VehicleChange;
}

export const vehicle: Verb<VehicleAction> = {
  schema: z
    .strictObject({
      doors: z
        .strictObject({
          driver: openClosed.optional(),
          passenger: openClosed.optional(),
          rearLeft: openClosed.optional(),
          rearRight: openClosed.optional(),
          trunk: openClosed.optional(),
        })
        .optional(),
      powerMode: z.enum(['off', 'acc', 'on']).optional(),
      batteryV: millivolts(VEHICLE_LIMITS.supplyV).optional(),
      brake: yesNo.optional(),
      shiftP: yesNo.optional(),
      speedKmh: limitedNumber(VEHICLE_LIMITS.speedKmh, (noun) => noun).optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'at least one thing to change')
    .transform(({ batteryV, doors, ...change }): VehicleAction => {
      const others = present({ ...change, batteryMv: batteryV });
      // In the order of a request to a car, so that a recorded change is the same event when it is made again.
      return { kind: 'vehicle', change: doors === undefined ? others : { doors: present(doors), ...others } };
    }),
  describe: ({ change }) => `vehicle ${describeChange(change)}`,
  async run({ change }, { car, bench }) {
    await bench.setVehicle(car, change);
    return DONE;
  },
};

function describeChange(change: VehicleChange): string {
  const { doors, batteryMv, ...others } = change;
  const parts: ExpectedParts = {
    ...others,
    ...(doors === undefined ? {} : { doors: { ...doors } }),
    ...(batteryMv === undefined ? {} : { batteryV: batteryMv / 1000 }),
  };
  return formatExpected(parts);
}

interface StartEngineAction {
  readonly kind: 'startEngine';
  readonly expect: ExpectedParts;
}

export const startEngine: Verb<StartEngineAction> = {
  schema: z
    .strictObject({
      expect: z.strictObject({
        running: yesNo.optional(),
        reason: oneOrNone(START_REASONS).optional(),
      }),
    })
    .transform(({ expect }): StartEngineAction => ({ kind: 'startEngine', expect })),
  describe: () => 'press the engine switch',
  async run({ expect }, { car, bench }) {
    const { running, reason } = await bench.pressEngineSwitch(car);
    return judge(expect, { running, reason });
  },
};

interface PowerCycleAction {
  readonly kind: 'powerCycle';
  readonly offUs: Micros;
}

export const powerCycle: Verb<PowerCycleAction> = {
  schema: z
    .union(
      [z.null(), z.strictObject({ offMs: milliseconds(VEHICLE_LIMITS.offMs).optional() })],
      `{offMs}, or nothing for ${DEFAULT_OFF_MS} ms`,
    )
    .transform((value): PowerCycleAction => ({
      kind: 'powerCycle',
      offUs: value?.offMs ?? DEFAULT_OFF_MS * MICROS_PER_MILLI,
    })),
  describe: ({ offUs }) => `power off for ${formatSpan(offUs)}`,
  async run({ offUs }, { car, bench }) {
    await bench.powerCycle(car, offUs);
    return DONE;
  },
};
