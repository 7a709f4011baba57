import { z } from 'zod';

import { MICROS_PER_MILLI, type Micros } from '../../../can-bus/time/micros.ts';
import { described, limitedNumber } from '../../../ecu-sim/profile/limited-number.ts';
import { START_REASONS } from '../../../ecu-sim/smart-key/immobilizer.ts';
import { VEHICLE_LIMITS, DEFAULT_OFF_MS } from '../../../ecu-sim/profile/vehicle-limits.ts';
import { STATE_MEANINGS } from '../../view/state-meanings.ts';
import type { VehicleChange } from '../../car/vehicle-change.ts';
import { DONE, type ExpectedParts, formatExpected, judge } from '../expectation.ts';
import { doors, milliseconds, millivolts, oneOrNone, present, yesNo } from '../field-schemas.ts';
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
      doors: doors.describe('doors to open or close; the others stay as they are').optional(),
      powerMode: z.enum(['off', 'acc', 'on']).describe('power mode; startEngine starts the engine').optional(),
      batteryV: described('the 12 V supply', millivolts(VEHICLE_LIMITS.supplyV)).optional(),
      brake: yesNo.describe(STATE_MEANINGS.brake).optional(),
      shiftP: yesNo.describe(STATE_MEANINGS.shiftP).optional(),
      speedKmh: described(
        STATE_MEANINGS.speedKmh,
        limitedNumber(VEHICLE_LIMITS.speedKmh, (noun) => noun),
      ).optional(),
    })
    .refine((change) => Object.keys(change).length > 0, 'at least one thing to change')
    .transform(({ batteryV, doors: changed, ...change }): VehicleAction => {
      const others = present({ ...change, batteryMv: batteryV });
      // In the order of a request to a car, so that a recorded change is the same event when it is made again.
      return { kind: 'vehicle', change: changed === undefined ? others : { doors: present(changed), ...others } };
    })
    .describe('changes the car as a driver does; parts left out stay as they are (VEH-1)'),
  describe: ({ change }) => `vehicle ${describeChange(change)}`,
  async run({ change }, { car, bench }) {
    await bench.setVehicle(car, change);
    return DONE;
  },
};

function describeChange(change: VehicleChange): string {
  const { doors: changed, batteryMv, ...others } = change;
  const parts: ExpectedParts = {
    ...others,
    ...(changed === undefined ? {} : { doors: { ...changed } }),
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
      expect: z
        .strictObject({
          running: yesNo.describe('the engine runs').optional(),
          reason: oneOrNone(START_REASONS).describe('why it does not run; null where it does').optional(),
        })
        .describe('the result; parts left out are not checked'),
    })
    .transform(({ expect }): StartEngineAction => ({ kind: 'startEngine', expect }))
    .describe('presses the engine switch (KEY-5)'),
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
      [
        z.null(),
        z.strictObject({
          offMs: described(
            `how long the supply is off, ${DEFAULT_OFF_MS} ms unless given`,
            milliseconds(VEHICLE_LIMITS.offMs),
          ).optional(),
        }),
      ],
      `{offMs}, or nothing for ${DEFAULT_OFF_MS} ms`,
    )
    .transform((value): PowerCycleAction => ({
      kind: 'powerCycle',
      offUs: value?.offMs ?? DEFAULT_OFF_MS * MICROS_PER_MILLI,
    }))
    .describe('switches the 12 V supply off and on again (VEH-4)'),
  describe: ({ offUs }) => `power off for ${formatSpan(offUs)}`,
  async run({ offUs }, { car, bench }) {
    await bench.powerCycle(car, offUs);
    return DONE;
  },
};
