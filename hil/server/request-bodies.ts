import { z } from 'zod';
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import type { Doors } from '../../ecu-sim/body/body-inputs.ts';
import { KEY_ID_PATTERN, KEY_ID_WORDS } from '../../ecu-sim/identity/key-id.ts';
import { described, limitedNumber, type Wording } from '../../ecu-sim/profile/limited-number.ts';
import { limitWords, type NumberLimit } from '../../ecu-sim/profile/number-limit.ts';
import {
  DEADLINE_NAMES,
  VEHICLE_LIMITS,
  type DeadlineName,
  DEFAULT_OFF_MS,
} from '../../ecu-sim/profile/vehicle-limits.ts';
import { TIMER_NAMES, type TimerName } from '../../ecu-sim/smart-key/timers.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import { CAR_FAULTS, type CarFault } from '../car/car-fault.ts';
import { faultPlanSchema, type FaultPlanForm } from '../car/faults/fault-form.ts';
import type { TimeSetting } from '../car/host/host-event.ts';
import { DOOR_MEANINGS } from '../view/state-meanings.ts';
import { anyOfForm, eitherForm, form, formWithMarks, type BodyForm } from '../http/body-form.ts';

export interface VehicleBody {
  readonly doors?: Partial<Doors>;
  readonly powerMode?: 'off' | 'acc' | 'on';
  readonly batteryV?: number;
  readonly brake?: boolean;
  readonly shiftP?: boolean;
  readonly speedKmh?: number;
}

export interface NewKeyBody {
  readonly id?: string;
  readonly life?: 'blank' | 'bound';
  readonly batteryV?: number;
}

interface KeyBody {
  readonly batteryV: number;
}

export interface MoveBody {
  readonly to: 'cabin' | 'outside';
}

interface PressBody {
  readonly button: KeyButton;
  readonly holdMs?: number;
}

interface PowerCycleBody {
  readonly offMs?: number;
}

/** A fault of VEH-8, or parts of the fault plan. */
type FaultsBody = { readonly fault: CarFault; readonly on: boolean } | FaultPlanForm;

/** What time can be advanced to: a kind of deadline, or one timer. */
type AdvanceTarget = DeadlineName | TimerName;

export type AdvanceBody =
  { readonly seconds: number } | { readonly toDeadline: AdvanceTarget; readonly offsetUs?: number };

/** The tolerance for binary fractions of whole microseconds. */
const WHOLE_MICROS_TOLERANCE = 1e-3;

const mustBe: Wording = (noun) => `must be ${noun}`;

function numberWithin(limit: NumberLimit, description: string): z.ZodNumber {
  return described(description, limitedNumber(limit, mustBe));
}

function flag(description: string): z.ZodBoolean {
  return z.boolean('must be true or false').describe(description);
}

function oneOf<const Names extends readonly string[]>(
  names: Names,
  description: string,
): z.ZodEnum<z.core.util.ToEnum<Names[number]>> {
  return z.enum(names, `must be one of ${names.join(', ')}`).describe(description);
}

function isWholeMicros(micros: number): boolean {
  return Math.abs(micros - Math.round(micros)) <= WHOLE_MICROS_TOLERANCE;
}

const isOpen = (door: keyof typeof DOOR_MEANINGS): z.ZodExactOptional<z.ZodBoolean> =>
  flag(`${DOOR_MEANINGS[door]}; true = open`).exactOptional();

export const VEHICLE_FORM: BodyForm<VehicleBody> = form(
  z.strictObject({
    doors: z
      .strictObject(
        {
          driver: isOpen('driver'),
          passenger: isOpen('passenger'),
          rearLeft: isOpen('rearLeft'),
          rearRight: isOpen('rearRight'),
          trunk: isOpen('trunk'),
        },
        'must be an object',
      )
      .describe('any of driver, passenger, rearLeft, rearRight, trunk; true = open')
      .exactOptional(),
    powerMode: oneOf(
      ['off', 'acc', 'on'],
      'off, acc or on; the engine is started with POST /api/vehicle/start',
    ).exactOptional(),
    batteryV: numberWithin(
      VEHICLE_LIMITS.supplyV,
      'the 12 V supply in volts; POST /api/power-cycle switches it off',
    ).exactOptional(),
    brake: flag('true = pressed').exactOptional(),
    shiftP: flag('true = the lever is in P').exactOptional(),
    speedKmh: numberWithin(VEHICLE_LIMITS.speedKmh, 'km/h, kept to 0.01').exactOptional(),
  }),
);

export const NEW_KEY_FORM: BodyForm<NewKeyBody> = form(
  z.strictObject({
    id: z
      .string('must be text')
      .regex(KEY_ID_PATTERN, mustBe(KEY_ID_WORDS))
      .describe('1 to 8 hex digits, not 0, unique over all vehicles; the next free one by default')
      .exactOptional(),
    life: oneOf(['blank', 'bound'], 'blank, or bound to another vehicle (KEY-1); blank unless given').exactOptional(),
    batteryV: numberWithin(
      VEHICLE_LIMITS.keyBatteryV,
      "volts of the key's own battery; 3.0 unless given, 2.2 and below is weak (KEY-6)",
    ).exactOptional(),
  }),
);

export const KEY_FORM: BodyForm<KeyBody> = form(
  z.strictObject({
    batteryV: numberWithin(VEHICLE_LIMITS.keyBatteryV, "volts of the key's own battery; 2.2 and below is weak (KEY-6)"),
  }),
);

export const MOVE_FORM: BodyForm<MoveBody> = form(
  z.strictObject({ to: oneOf(['cabin', 'outside'], 'where it is carried: cabin or outside') }),
);

export const PRESS_FORM: BodyForm<PressBody> = form(
  z.strictObject({
    button: oneOf(['lock', 'unlock', 'trunk', 'panic'], 'lock, unlock, trunk or panic'),
    holdMs: numberWithin(
      VEHICLE_LIMITS.holdMs,
      'how long it is held, 0 unless given; panic takes 1000 (KEY-5)',
    ).exactOptional(),
  }),
);

export const POWER_CYCLE_FORM: BodyForm<PowerCycleBody> = form(
  z.strictObject({
    offMs: limitedNumber(VEHICLE_LIMITS.offMs, mustBe)
      .refine((ms) => isWholeMicros(ms * MICROS_PER_MILLI), 'must have at most three decimal places')
      .describe(
        `how long the 12 V is off: ${limitWords(VEHICLE_LIMITS.offMs)}, in ms and whole microseconds; ${DEFAULT_OFF_MS} unless given`,
      )
      .exactOptional(),
  }),
);

const faultCode = z.strictObject({
  fault: oneOf(
    CAR_FAULTS,
    'B278D registration prohibited, B2785 LIN, B2781 no engine start, B27A5 front antenna; P…: a code of the engine',
  ),
  on: flag('true sets it, false clears it'),
});

/** Parts of the fault plan, with the error messages of this interface. */
export const FAULT_PLAN: z.ZodType<FaultPlanForm> = faultPlanSchema(mustBe);

export const FAULTS_FORM: BodyForm<FaultsBody> = formWithMarks(['fault', 'on'], faultCode, FAULT_PLAN);

export const ADVANCE_FORM: BodyForm<AdvanceBody> = eitherForm(
  'seconds',
  z.strictObject({
    seconds: numberWithin(VEHICLE_LIMITS.advanceS, 'vehicle seconds to advance, in whole microseconds').refine(
      (seconds) => isWholeMicros(seconds * MICROS_PER_SECOND),
      'must have at most six decimal places',
    ),
  }),
  'toDeadline',
  z.strictObject({
    toDeadline: oneOf(
      [...DEADLINE_NAMES, ...TIMER_NAMES],
      "procedure: its end; session: S3; lockout: end of the pass-code delay; next: the first of all the ECU's; " +
        'or a running timer by its name in the state',
    ),
    offsetUs: limitedNumber(VEHICLE_LIMITS.offsetUs, mustBe)
      .describe('microseconds after it, before it if negative; 0 unless given')
      .exactOptional(),
  }),
);

export const TIME_FORM: BodyForm<Partial<TimeSetting>> = anyOfForm(
  z.strictObject({
    mode: oneOf(
      ['real', 'virtual'],
      'real: follows the wall clock; virtual: moves when it is advanced',
    ).exactOptional(),
    rate: numberWithin(
      VEHICLE_LIMITS.rate,
      'vehicle seconds in a real second; without effect in virtual time',
    ).exactOptional(),
    paused: flag('true stops real time: the car then behaves as in virtual time').exactOptional(),
  }),
);
