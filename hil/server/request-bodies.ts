import { z } from 'zod';
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import type { Doors } from '../../ecu-sim/body/body-inputs.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import { BENCH_FAULTS, type BenchFault } from '../../ecu-sim/smart-key/state.ts';
import { faultPlanSchema, type FaultPlanForm } from '../car/faults/fault-form.ts';
import { eitherForm, form, formWithMarks, type BodyForm } from '../http/body-form.ts';

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

export interface MoveBody {
  readonly to: 'cabin' | 'outside';
}

export interface PressBody {
  readonly button: KeyButton;
  readonly holdMs?: number;
}

export interface PowerCycleBody {
  readonly offMs?: number;
}

/** One of VEH-8, or parts of the fault plan. */
export type FaultsBody = { readonly fault: BenchFault; readonly on: boolean } | FaultPlanForm;

export type DeadlineName = 'procedure' | 'session' | 'lockout' | 'next';

export type AdvanceBody =
  { readonly seconds: number } | { readonly toDeadline: DeadlineName; readonly offsetUs?: number };

/** The supply a car's electronics live with; below is for power-cycle to do. */
const MIN_SUPPLY_V = 6;
const MAX_SUPPLY_V = 18;
/** What 16 bits of 0.01 km/h hold. */
const MAX_SPEED_KMH = 655.35;
const MAX_KEY_BATTERY_V = 5;
const MAX_OFF_MS = 3_600_000;
const MAX_HOLD_MS = 3_600_000;
/** Ten years of 365.25 days. */
export const MAX_ADVANCE_S = 315_576_000;
const MAX_OFFSET_US = MAX_ADVANCE_S * MICROS_PER_SECOND;
/** As near to a whole microsecond as a binary fraction can be expected to come. */
const WHOLE_MICROS_TOLERANCE = 1e-3;

function numberWithin(min: number, max: number, description: string): z.ZodNumber {
  const rule = `must be a number from ${min} to ${max}`;
  return z.number(rule).min(min, rule).max(max, rule).describe(description);
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

const isOpen = flag('true = open').exactOptional();

export const VEHICLE_FORM: BodyForm<VehicleBody> = form(
  z.strictObject({
    doors: z
      .strictObject(
        { driver: isOpen, passenger: isOpen, rearLeft: isOpen, rearRight: isOpen, trunk: isOpen },
        'must be an object',
      )
      .describe('any of driver, passenger, rearLeft, rearRight, trunk; true = open')
      .exactOptional(),
    powerMode: oneOf(
      ['off', 'acc', 'on'],
      'off, acc or on; the engine is started with POST /api/vehicle/start',
    ).exactOptional(),
    batteryV: numberWithin(
      MIN_SUPPLY_V,
      MAX_SUPPLY_V,
      'the 12 V supply in volts, 6.0 to 18.0; POST /api/power-cycle takes it away altogether',
    ).exactOptional(),
    brake: flag('true = pressed').exactOptional(),
    shiftP: flag('true = the lever is in P').exactOptional(),
    speedKmh: numberWithin(0, MAX_SPEED_KMH, 'km/h, 0 to 655.35, kept to 0.01').exactOptional(),
  }),
);

export const NEW_KEY_FORM: BodyForm<NewKeyBody> = form(
  z.strictObject({
    id: z
      .string('must be text')
      .regex(/^(?!0+$)[0-9A-Fa-f]{1,8}$/, 'must be 1 to 8 hex digits and not 0')
      .describe('1 to 8 hex digits, not 0, unique over all vehicles; left out, the next free one is taken')
      .exactOptional(),
    life: oneOf(['blank', 'bound'], 'blank, or bound to another vehicle (KEY-1); blank unless given').exactOptional(),
    batteryV: numberWithin(
      0,
      MAX_KEY_BATTERY_V,
      "volts of the key's own battery; 3.0 unless given, 2.2 and below is weak (KEY-6)",
    ).exactOptional(),
  }),
);

export const MOVE_FORM: BodyForm<MoveBody> = form(
  z.strictObject({ to: oneOf(['cabin', 'outside'], 'where it is carried: cabin or outside') }),
);

export const PRESS_FORM: BodyForm<PressBody> = form(
  z.strictObject({
    button: oneOf(['lock', 'unlock', 'trunk', 'panic'], 'lock, unlock, trunk or panic'),
    holdMs: numberWithin(
      0,
      MAX_HOLD_MS,
      'how long it is held, 0 unless given; panic takes 1000 (KEY-5)',
    ).exactOptional(),
  }),
);

export const POWER_CYCLE_FORM: BodyForm<PowerCycleBody> = form(
  z.strictObject({
    offMs: z
      .number('must be a number')
      .gt(0, 'must be above 0')
      .max(MAX_OFF_MS, `must be at most ${MAX_OFF_MS}`)
      .refine((ms) => isWholeMicros(ms * MICROS_PER_MILLI), 'must have at most three decimal places')
      .describe('how long the 12 V is away, above 0 to 3600000 ms in whole microseconds; 100 unless given')
      .exactOptional(),
  }),
);

const faultCode = z.strictObject({
  fault: oneOf(BENCH_FAULTS, 'B278D registration prohibited, B2785 LIN, B2781 no engine start, B27A5 front antenna'),
  on: flag('true sets it, false takes it away'),
});

/** Parts of the fault plan, in the words of this interface. */
export const FAULT_PLAN: z.ZodType<FaultPlanForm> = faultPlanSchema((noun) => `must be ${noun}`);

export const FAULTS_FORM: BodyForm<FaultsBody> = formWithMarks(['fault', 'on'], faultCode, FAULT_PLAN);

export const ADVANCE_FORM: BodyForm<AdvanceBody> = eitherForm(
  'seconds',
  z.strictObject({
    seconds: numberWithin(
      0,
      MAX_ADVANCE_S,
      'vehicle seconds to advance, at most ten years, in whole microseconds',
    ).refine((seconds) => isWholeMicros(seconds * MICROS_PER_SECOND), 'must have at most six decimal places'),
  }),
  'toDeadline',
  z.strictObject({
    toDeadline: oneOf(
      ['procedure', 'session', 'lockout', 'next'],
      "procedure: its end; session: S3; lockout: end of the pass-code delay; next: the first of all the ECU's",
    ),
    offsetUs: z
      .int('must be a whole number')
      .min(-MAX_OFFSET_US, 'must be within ten years')
      .max(MAX_OFFSET_US, 'must be within ten years')
      .describe('so many microseconds after it, before it where negative; 0 unless given')
      .exactOptional(),
  }),
);
