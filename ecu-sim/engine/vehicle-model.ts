import { MICROS_PER_SECOND, NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { PowerMode } from '../description/codes.ts';

/**
 * The motion of engine and vehicle: temperatures, distance, running time, fuel. Pure and in closed form: a state, the
 * conditions since an instant, and any later instant give the state there. Only + − × ÷ are used, so that every
 * machine computes the same bits. Nothing changes on a deadline, so that the ECU never wakes up for it.
 */

/** What the engine ECU receives in 0x5B0. */
export interface Conditions {
  readonly powerMode: PowerMode;
  readonly speedKmh: number;
  readonly supplyMv: number;
}

/** Without supply. */
export const NO_SUPPLY: Conditions = { powerMode: 'off', speedKmh: 0, supplyMv: 0 };

export interface VehicleModel {
  readonly conditions: Conditions;
  /** The instant since which the conditions hold, and to which the following values belong. */
  readonly sinceUs: Micros;
  readonly coolantC: number;
  /** Totals of the vehicle's life. */
  readonly metres: number;
  readonly runUs: Micros;
  readonly fuelLitres: number;
  /** Completed warm-ups, the present run not counted. */
  readonly warmUps: number;
  /** `NEVER_US` while the engine does not run. */
  readonly startedUs: Micros;
  readonly startCoolantC: number;
}

export const AMBIENT_C = 25;
/** Thermostat. */
export const REGULATED_C = 90;
const HEATING_IDLE_C_PER_S = 0.25;
const HEATING_DRIVING_C_PER_S = 0.4;
const COOLING_C_PER_S = 0.02;
/** A warm-up (SAE J1979): the coolant rises by 22 °C at least, and to 70 °C at least. */
const WARM_UP_RISE_C = 22;
const WARM_UP_C = 70;

const DISPLACEMENT_L = 3.456;
const VOLUMETRIC_EFFICIENCY = 0.8;
const AIR_DENSITY_G_PER_L = 1.184;
const STANDARD_PRESSURE_KPA = 101.3;
export const BAROMETRIC_KPA = 101;
/** Fuel burnt with each gram of air. */
const AIR_FUEL_RATIO = 14.7;
const GASOLINE_G_PER_L = 745;
const SECONDS_PER_HOUR = 3600;

const IDLE_RPM = 700;
const HIGHEST_RPM = 6400;
/** Engine speed per km/h in each gear, up to a vehicle speed. */
const GEARS: readonly (readonly [upToKmh: number, rpmPerKmh: number])[] = [
  [20, 110],
  [40, 60],
  [60, 42],
  [80, 32],
  [110, 24],
  [Infinity, 18],
];

/** A cold car with a life behind it, so that distances and times since the last clear are plausible. */
export const NEW_VEHICLE_MODEL: VehicleModel = {
  conditions: NO_SUPPLY,
  sinceUs: 0,
  coolantC: AMBIENT_C,
  metres: 31_415_000,
  runUs: 2_240_000 * MICROS_PER_SECOND,
  fuelLitres: 0,
  warmUps: 0,
  startedUs: NEVER_US,
  startCoolantC: AMBIENT_C,
};

export function isRunning({ conditions }: VehicleModel): boolean {
  return conditions.powerMode === 'running';
}

/** The model at a later instant under the same conditions. */
export function modelAt(model: VehicleModel, nowUs: Micros): VehicleModel {
  const seconds = (nowUs - model.sinceUs) / MICROS_PER_SECOND;
  if (seconds <= 0) return model;
  const running = isRunning(model);
  return {
    ...model,
    sinceUs: nowUs,
    coolantC: coolantAfter(model, seconds),
    metres: model.metres + (model.conditions.speedKmh / 3.6) * seconds,
    runUs: running ? model.runUs + (nowUs - model.sinceUs) : model.runUs,
    fuelLitres: running
      ? model.fuelLitres + (flowAt(model.conditions.speedKmh).fuelLitresPerHour / SECONDS_PER_HOUR) * seconds
      : model.fuelLitres,
  };
}

/** The conditions change at `nowUs`; the same object where they do not. */
export function changeConditions(model: VehicleModel, conditions: Conditions, nowUs: Micros): VehicleModel {
  const { powerMode, speedKmh, supplyMv } = model.conditions;
  if (powerMode === conditions.powerMode && speedKmh === conditions.speedKmh && supplyMv === conditions.supplyMv) {
    return model;
  }
  const now = modelAt(model, nowUs);
  const runs = conditions.powerMode === 'running';
  const starts = runs && powerMode !== 'running';
  return {
    ...now,
    conditions,
    // With the instant of the change, even where no time has passed.
    sinceUs: nowUs,
    warmUps: runs ? now.warmUps : warmUpsOf(now),
    startedUs: starts ? nowUs : runs ? now.startedUs : NEVER_US,
    startCoolantC: starts ? now.coolantC : now.startCoolantC,
  };
}

/** Completed warm-ups, the present run included. */
export function warmUpsOf(model: VehicleModel): number {
  const { coolantC, startCoolantC, warmUps } = model;
  const warmedUp = isRunning(model) && coolantC >= WARM_UP_C && coolantC - startCoolantC >= WARM_UP_RISE_C;
  return warmedUp ? warmUps + 1 : warmUps;
}

function coolantAfter({ coolantC, conditions: { powerMode, speedKmh } }: VehicleModel, seconds: number): number {
  if (powerMode !== 'running') return Math.max(coolantC - COOLING_C_PER_S * seconds, Math.min(coolantC, AMBIENT_C));
  const rate = speedKmh > 0 ? HEATING_DRIVING_C_PER_S : HEATING_IDLE_C_PER_S;
  return Math.min(coolantC + rate * seconds, Math.max(coolantC, REGULATED_C));
}

/** Engine speed, air and fuel of a running engine. */
export interface Flow {
  readonly rpm: number;
  readonly intakeKpa: number;
  readonly airGramsPerSecond: number;
  readonly fuelLitresPerHour: number;
  /** 0 to 1, of the air that the engine can take at this speed. */
  readonly load: number;
  /** Grams of air in each stroke, relative to a full cylinder at standard conditions. */
  readonly absoluteLoad: number;
}

/** @param rpm of an engine that is not coupled to the wheels; the gear's where absent */
export function flowAt(speedKmh: number, rpm: number = engineSpeed(speedKmh)): Flow {
  const metresPerSecond = speedKmh / 3.6;
  // Rolling resistance and drag of a sedan of 1.7 t, with the losses of the transmission.
  const kilowatts = ((200 + 0.386 * metresPerSecond * metresPerSecond) * metresPerSecond) / 900;
  const wantedAir = 1.9 + 0.003 * rpm + 1.02 * kilowatts;
  // Speed-density: intake pressure and mass air flow agree.
  const airPerKpa =
    (rpm / 120) * DISPLACEMENT_L * VOLUMETRIC_EFFICIENCY * (AIR_DENSITY_G_PER_L / STANDARD_PRESSURE_KPA);
  const intakeKpa = Math.min(wantedAir / airPerKpa, BAROMETRIC_KPA);
  const air = intakeKpa * airPerKpa;
  return {
    rpm,
    intakeKpa,
    airGramsPerSecond: air,
    fuelLitresPerHour: (air / AIR_FUEL_RATIO / GASOLINE_G_PER_L) * SECONDS_PER_HOUR,
    load: intakeKpa / BAROMETRIC_KPA,
    absoluteLoad: (VOLUMETRIC_EFFICIENCY * intakeKpa) / STANDARD_PRESSURE_KPA,
  };
}

function engineSpeed(speedKmh: number): number {
  const rpmPerKmh = GEARS.find(([upToKmh]) => speedKmh < upToKmh)?.[1] ?? 0;
  return Math.min(Math.max(speedKmh * rpmPerKmh, IDLE_RPM), HIGHEST_RPM);
}
