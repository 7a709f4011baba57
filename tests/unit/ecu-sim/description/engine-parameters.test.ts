import { describe, expect, it } from 'vitest';
import { ENGINE_MONITOR_TESTS, ENGINE_PARAMETERS } from '../../../../ecu-sim/description/engine-parameters.ts';
import { fixedSize } from '../../../../ecu-sim/description/value-codec.ts';
import { specLine } from '../../../support/spec-lines.ts';

/** Data bytes of a parameter in SAE J1979; one unless listed. */
const LENGTHS: Readonly<Record<number, number>> = {
  ...{ 0x01: 4, 0x03: 2, 0x0c: 2, 0x10: 2, 0x15: 2, 0x1f: 2, 0x21: 2, 0x24: 4, 0x31: 2, 0x3c: 2, 0x41: 4, 0x42: 2 },
  ...{ 0x43: 2, 0x44: 2, 0x4d: 2, 0x4e: 2, 0x5e: 2, 0x63: 2 },
};

const MONITORS =
  'bits misfire, fuelSystem, components, compressionIgnition, misfireIncomplete, fuelSystemIncomplete, ' +
  'componentsIncomplete; ' +
  'bits catalyst, heatedCatalyst, evaporativeSystem, secondaryAir, gasolineParticulateFilter, oxygenSensor, ' +
  'oxygenSensorHeater, valveTiming "EGR or variable valve timing"; ' +
  'bits catalystIncomplete, heatedCatalystIncomplete, evaporativeSystemIncomplete, secondaryAirIncomplete, ' +
  'gasolineParticulateFilterIncomplete, oxygenSensorIncomplete, oxygenSensorHeaterIncomplete, ' +
  'valveTimingIncomplete "EGR or variable valve timing incomplete"';

/** Service, parameter, name, title and layout with the range of SAE J1979. */
const PARAMETERS: readonly (readonly [number, number, string, string, string])[] = [
  [
    ...([0x01, 0x01, 'monitorStatus', 'monitor status since the codes were cleared'] as const),
    `lampAndCodes "lamp (bit 7) and number of codes" u8 2 hexadecimal digits; ${MONITORS}`,
  ],
  [
    ...([0x01, 0x03, 'fuelSystemStatus', 'fuel system status'] as const),
    'bank1 "bank 1" code of fuelSystem; bank2 "bank 2" code of fuelSystem',
  ],
  [0x01, 0x04, 'calculatedLoad', 'calculated load', 'u8 0..100 %'],
  [0x01, 0x05, 'coolant', 'coolant temperature', 'u8 -40..215 °C'],
  [0x01, 0x06, 'shortTermTrim1', 'short-term fuel trim, bank 1', 'u8 -100..99.21875 %'],
  [0x01, 0x07, 'longTermTrim1', 'long-term fuel trim, bank 1', 'u8 -100..99.21875 %'],
  [0x01, 0x08, 'shortTermTrim2', 'short-term fuel trim, bank 2', 'u8 -100..99.21875 %'],
  [0x01, 0x09, 'longTermTrim2', 'long-term fuel trim, bank 2', 'u8 -100..99.21875 %'],
  [0x01, 0x0b, 'intakePressure', 'intake manifold absolute pressure', 'u8 0..255 kPa'],
  [0x01, 0x0c, 'engineSpeed', 'engine speed', 'u16 0..16383.75 rpm'],
  [0x01, 0x0d, 'speed', 'vehicle speed', 'u8 0..255 km/h'],
  [0x01, 0x0e, 'timingAdvance', 'ignition timing advance, cylinder 1', 'u8 -64..63.5 °'],
  [0x01, 0x0f, 'intakeAir', 'intake air temperature', 'u8 -40..215 °C'],
  [0x01, 0x10, 'massAirFlow', 'mass air flow', 'u16 0..655.35 g/s'],
  [0x01, 0x11, 'throttle', 'absolute throttle position', 'u8 0..100 %'],
  [0x01, 0x13, 'oxygenSensors', 'oxygen sensors present: sensors 1 and 2 of both banks', 'u8 2 hexadecimal digits'],
  [
    ...([0x01, 0x15, 'oxygenSensor12', 'oxygen sensor 2, bank 1'] as const),
    'voltage u8 0..1.275 V; trim "fuel trim" u8 -100..99.21875 %',
  ],
  [0x01, 0x1c, 'obdStandard', 'OBD standard: OBD-II', 'u8 0..255'],
  [0x01, 0x1f, 'runTime', 'time since engine start', 'u16 0..65535 s'],
  [0x01, 0x21, 'distanceWithLamp', 'distance with the lamp on', 'u16 0..65535 km'],
  [
    ...([0x01, 0x24, 'oxygenSensor11', 'oxygen sensor 1, bank 1, wide range'] as const),
    'ratio "equivalence ratio" u16 0..1.999969482; voltage u16 0..7.99987793 V',
  ],
  [0x01, 0x2e, 'purge', 'commanded evaporative purge', 'u8 0..100 %'],
  [0x01, 0x2f, 'fuelLevel', 'fuel level', 'u8 0..100 %'],
  [0x01, 0x30, 'warmUps', 'warm-ups since the codes were cleared', 'u8 0..255'],
  [0x01, 0x31, 'distanceSinceClear', 'distance since the codes were cleared', 'u16 0..65535 km'],
  [0x01, 0x33, 'barometric', 'barometric pressure', 'u8 0..255 kPa'],
  [0x01, 0x3c, 'catalystTemperature', 'catalyst temperature, bank 1, sensor 1', 'u16 -40..6513.5 °C'],
  [
    ...([0x01, 0x41, 'monitorStatusThisCycle', 'monitor status in this driving cycle'] as const),
    `reserved u8 2 hexadecimal digits; ${MONITORS}`,
  ],
  [0x01, 0x42, 'supply', 'control module voltage', 'u16 0..65535 mV'],
  [0x01, 0x43, 'absoluteLoad', 'absolute load', 'u16 0..25700 %'],
  [0x01, 0x44, 'commandedRatio', 'commanded equivalence ratio', 'u16 0..1.999969482'],
  [0x01, 0x45, 'relativeThrottle', 'relative throttle position', 'u8 0..100 %'],
  [0x01, 0x46, 'ambientAir', 'ambient air temperature', 'u8 -40..215 °C'],
  [0x01, 0x47, 'throttleB', 'absolute throttle position B', 'u8 0..100 %'],
  [0x01, 0x49, 'pedalD', 'accelerator pedal position D', 'u8 0..100 %'],
  [0x01, 0x4a, 'pedalE', 'accelerator pedal position E', 'u8 0..100 %'],
  [0x01, 0x4c, 'commandedThrottle', 'commanded throttle', 'u8 0..100 %'],
  [0x01, 0x4d, 'timeWithLamp', 'engine running with the lamp on', 'u16 0..65535 min'],
  [0x01, 0x4e, 'timeSinceClear', 'engine running since the codes were cleared', 'u16 0..65535 min'],
  [0x01, 0x51, 'fuelType', 'fuel type: gasoline', 'u8 0..255'],
  [0x01, 0x5c, 'oil', 'engine oil temperature', 'u8 -40..215 °C'],
  [0x01, 0x5e, 'fuelRate', 'engine fuel rate', 'u16 0..3276.75 L/h'],
  [0x01, 0x61, 'demandedTorque', "driver's demanded torque", 'u8 -125..130 %'],
  [0x01, 0x62, 'actualTorque', 'actual torque', 'u8 -125..130 %'],
  [0x01, 0x63, 'referenceTorque', 'reference torque', 'u16 0..65535 Nm'],
  [0x02, 0x02, 'freezeFrameCode', 'code that stored the freeze frame', 'u16 4 hexadecimal digits'],
  [0x09, 0x02, 'vin', 'VIN', 'text 17'],
  [0x09, 0x04, 'calibration', 'calibration identification', 'text 16'],
  [0x09, 0x06, 'calibrationCheck', 'calibration verification number', 'u32 8 hexadecimal digits'],
  [0x09, 0x0a, 'ecuName', 'ECU name', 'text 20'],
];

describe('the declared parameters of the engine ECU', () => {
  it('have the lengths of SAE J1979', () => {
    for (const { id, value } of ENGINE_PARAMETERS.filter(({ service }) => service === 0x01)) {
      expect([id, fixedSize(value)]).toEqual([id, LENGTHS[id] ?? 1]);
    }
  });

  it('have names of their own', () => {
    const names = ENGINE_PARAMETERS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('have the layouts, units and ranges of SAE J1979', () => {
    const declared = ENGINE_PARAMETERS.map(({ service, id, name, title, value }) => [
      service,
      id,
      name,
      title,
      specLine(value),
    ]);
    expect(declared).toEqual(PARAMETERS);
  });

  it('have a constant value where the car never changes it', () => {
    const constants = ENGINE_PARAMETERS.filter(({ constant }) => constant !== undefined);
    expect(constants.map(({ service, id, constant }) => [service, id, constant])).toEqual([
      [0x01, 0x13, 0x33],
      [0x01, 0x1c, 1],
      [0x01, 0x51, 1],
      [0x01, 0x63, 356],
      [0x09, 0x04, 'VSK-ENGINE-1.00'],
      [0x09, 0x06, 0x5f3a_1c07],
      [0x09, 0x0a, 'ECM\0-EngineControl'],
    ]);
  });

  it('are in a freeze frame where they belong to the instant of the fault', () => {
    const frozen = ENGINE_PARAMETERS.filter((parameter) => parameter.frozen === true).map(({ id }) => id);
    expect(frozen).toEqual([
      ...[0x01, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f],
      ...[0x10, 0x11, 0x1f, 0x42, 0x43, 0x44],
    ]);
  });
});

describe('the declared monitor tests of the engine ECU', () => {
  it('have monitor, test, scaling and limits of SAE J1979, and name bank or cylinder', () => {
    const declared = ENGINE_MONITOR_TESTS.map(({ monitor, test, scaling, scale, unit, limits, name, title }) => [
      ...[monitor, test, scaling, scale, unit, ...limits],
      `${name}: ${title}`,
    ]);
    const cylinders = [1, 2, 3, 4, 5, 6].map((cylinder) => [
      ...[0xa1 + cylinder, 0x0c, 0x24, 1, 'misfires', 0, 100],
      `misfire${cylinder}: misfires of cylinder ${cylinder} in this driving cycle`,
    ]);
    expect(declared).toEqual([
      [0x02, 0x07, 0x0b, 0.001, 'V', 0, 0.4, 'oxygenSensorLowest: oxygen sensor 2, bank 1: lowest voltage'],
      [0x02, 0x08, 0x0b, 0.001, 'V', 0.55, 1.2, 'oxygenSensorHighest: oxygen sensor 2, bank 1: highest voltage'],
      [0x06, 0x07, 0x0b, 0.001, 'V', 0, 0.4, 'oxygenSensorLowest: oxygen sensor 2, bank 2: lowest voltage'],
      [0x06, 0x08, 0x0b, 0.001, 'V', 0.55, 1.2, 'oxygenSensorHighest: oxygen sensor 2, bank 2: highest voltage'],
      [0x21, 0x83, 0x20, 1 / 256, '', 0, 0.25, 'catalyst1: catalyst, bank 1: oxygen storage deterioration'],
      [0x22, 0x83, 0x20, 1 / 256, '', 0, 0.25, 'catalyst2: catalyst, bank 2: oxygen storage deterioration'],
      ...cylinders,
    ]);
  });
});
