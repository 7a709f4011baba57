import type { ParameterSpec } from '../description/ecu-description.ts';
import { ENGINE_PARAMETERS } from '../description/engine-parameters.ts';
import { codecOf } from '../description/value-codec.ts';
import type { CodedValue, FieldSpec, ValueSpec } from '../description/value-spec.ts';
import type { EngineValues, Readiness } from './engine-values.ts';

/** The parameters of services 01, 02 and 09, from values in units to bytes. */

/** A value in the declared unit; the members of a record by name. */
type Physical = number | string | Readonly<Record<string, number | boolean>>;

/** What the parameters are read from. */
export interface ParameterSource {
  readonly values: EngineValues;
  readonly vin: string;
  /** Two bytes of the code that stored the freeze frame; 0 without one. */
  readonly freezeFrameCode: number;
}

/** Throttle and pedal positions where they are closed and released, and how far they move. */
const CLOSED_THROTTLE = 15;
const THROTTLE_TRAVEL = 68;
const RELEASED_PEDAL_E = 31;
/** An oxygen sensor whose trim is not used for the mixture reports FF. */
const TRIM_NOT_USED = 100;
const LAMP_ON = 0x80;
const WIDE_RANGE_VOLTS_PER_RATIO = 2.2;

/** A reader for each parameter that is not constant, by its declared name. */
const READERS: Readonly<Record<string, (source: ParameterSource) => Physical>> = {
  monitorStatus: ({ values: { lampOn, codes, ready } }) => ({
    lampAndCodes: (lampOn ? LAMP_ON : 0) + codes,
    ...monitors(ready),
  }),
  fuelSystemStatus: ({ values: { fuelSystem } }) => ({ bank1: fuelSystem, bank2: fuelSystem }),
  calculatedLoad: ({ values }) => values.load,
  coolant: ({ values }) => values.coolantC,
  shortTermTrim1: ({ values }) => values.shortTermTrim,
  longTermTrim1: ({ values }) => values.longTermTrim1,
  shortTermTrim2: ({ values }) => values.shortTermTrim,
  longTermTrim2: ({ values }) => values.longTermTrim2,
  intakePressure: ({ values }) => values.intakeKpa,
  engineSpeed: ({ values }) => values.rpm,
  speed: ({ values }) => values.speedKmh,
  timingAdvance: ({ values }) => values.timingAdvance,
  intakeAir: ({ values }) => values.intakeAirC,
  massAirFlow: ({ values }) => values.massAirFlow,
  throttle: ({ values }) => throttle(values),
  oxygenSensor12: ({ values }) => ({ voltage: values.sensorVolts, trim: TRIM_NOT_USED }),
  runTime: ({ values }) => values.runSeconds,
  distanceWithLamp: ({ values }) => values.kilometresWithLamp,
  oxygenSensor11: ({ values: { ratio } }) => ({ ratio, voltage: ratio * WIDE_RANGE_VOLTS_PER_RATIO }),
  purge: ({ values }) => values.purge,
  fuelLevel: ({ values }) => values.fuelLevel,
  warmUps: ({ values }) => values.warmUpsSinceClear,
  distanceSinceClear: ({ values }) => values.kilometresSinceClear,
  barometric: ({ values }) => values.barometricKpa,
  catalystTemperature: ({ values }) => values.catalystC,
  monitorStatusThisCycle: ({ values }) => ({ reserved: 0, ...monitors(values.readyThisCycle) }),
  supply: ({ values }) => values.supplyMv,
  absoluteLoad: ({ values }) => values.absoluteLoad,
  commandedRatio: ({ values }) => values.commandedRatio,
  relativeThrottle: ({ values }) => throttle(values) - CLOSED_THROTTLE,
  ambientAir: ({ values }) => values.ambientC,
  throttleB: ({ values }) => throttle(values),
  pedalD: ({ values }) => throttle(values),
  pedalE: ({ values }) => throttle(values) - CLOSED_THROTTLE + RELEASED_PEDAL_E,
  commandedThrottle: ({ values }) => throttle(values),
  timeWithLamp: ({ values }) => values.minutesWithLamp,
  timeSinceClear: ({ values }) => values.minutesSinceClear,
  oil: ({ values }) => values.oilC,
  fuelRate: ({ values }) => values.fuelLitresPerHour,
  demandedTorque: ({ values }) => values.torque,
  actualTorque: ({ values }) => values.torque,
  freezeFrameCode: ({ freezeFrameCode }) => freezeFrameCode,
  vin: ({ vin }) => vin,
};

function throttle({ opening }: EngineValues): number {
  return CLOSED_THROTTLE + THROTTLE_TRAVEL * opening;
}

/** The continuous monitors are always complete. */
function monitors(ready: Readiness): Readonly<Record<string, boolean>> {
  return {
    misfire: true,
    fuelSystem: true,
    components: true,
    compressionIgnition: false,
    misfireIncomplete: false,
    fuelSystemIncomplete: false,
    componentsIncomplete: false,
    catalyst: true,
    evaporativeSystem: true,
    oxygenSensor: true,
    oxygenSensorHeater: true,
    valveTiming: true,
    catalystIncomplete: !ready.catalyst,
    evaporativeSystemIncomplete: !ready.evaporativeSystem,
    oxygenSensorIncomplete: !ready.oxygenSensor,
    oxygenSensorHeaterIncomplete: !ready.oxygenSensorHeater,
    valveTimingIncomplete: !ready.valveTiming,
  };
}

/** The bytes of one parameter. */
type ReadParameter = (source: ParameterSource) => readonly number[];

/** Parameters by number; the maps of supported ones are built from the keys. */
export type Parameters = ReadonlyMap<number, ReadParameter>;

export const CURRENT_DATA: Parameters = parametersWhere(({ service }) => service === 0x01);
/** In a freeze frame. */
export const FROZEN_DATA: Parameters = parametersWhere(({ service, frozen = false }) => service === 0x02 || frozen);
/** Without a freeze frame: only the code, which is then 0. */
export const NO_FROZEN_DATA: Parameters = parametersWhere(({ service }) => service === 0x02);
export const VEHICLE_INFORMATION: Parameters = parametersWhere(({ service }) => service === 0x09);

function parametersWhere(isIncluded: (parameter: ParameterSpec) => boolean): Parameters {
  return new Map(ENGINE_PARAMETERS.filter(isIncluded).map((parameter) => [parameter.id, compileParameter(parameter)]));
}

/** @throws Error for a declared parameter that has no reader */
function compileParameter({ service, name, value, constant }: ParameterSpec): ReadParameter {
  const codec = codecOf(value);
  const encode = (coded: CodedValue): readonly number[] => {
    const bytes = new Uint8Array(codec.size(coded));
    codec.encode(coded, bytes, 0);
    // Service 09 first gives the number of items that follow: one.
    return service === 0x09 ? [1, ...bytes] : [...bytes];
  };
  if (constant !== undefined) {
    const bytes = encode(constant);
    return () => bytes;
  }
  const read = READERS[name];
  if (read === undefined) throw new Error(`the parameter ${name} is declared but has no reader`);
  return (source) => encode(codedValue(value, read(source)));
}

function codedValue(spec: ValueSpec, value: Physical): CodedValue {
  if (typeof value === 'number') return codedNumber(spec, value);
  if (typeof value === 'string') return value;
  if (spec.kind !== 'record') throw new Error('a record is declared here');
  return Object.fromEntries(spec.fields.flatMap((field) => codedField(field, value)));
}

function codedField(
  field: FieldSpec,
  members: Readonly<Record<string, number | boolean>>,
): readonly (readonly [string, CodedValue])[] {
  if (field.kind === 'flags') return field.flags.map(({ name }) => [name, members[name] === true]);
  const member = members[field.name];
  if (typeof member !== 'number') throw new Error(`the field ${field.name} is declared here`);
  return [[field.name, codedNumber(field, member)]];
}

/** The nearest number that the declaration can represent. */
function codedNumber(spec: ValueSpec, value: number): number {
  if (spec.kind === 'enumeration') return value;
  if (spec.kind !== 'number') throw new Error('a number is declared here');
  const { bits, scale = 1, offset = 0 } = spec;
  return Math.min(Math.max(Math.round((value - offset) / scale), 0), 2 ** bits - 1);
}
