import type { MonitorTestSpec, ParameterSpec } from './ecu-description.ts';

/*
 * Parameters of the OBD services (SAE J1979) with the standard's layouts and scalings, without the maps of supported
 * parameters. The car has a spark-ignition engine with six cylinders in two banks.
 */

const percent = { kind: 'number', bits: 8, unit: '%', scale: 100 / 255 } as const;
const temperature = { kind: 'number', bits: 8, unit: '°C', offset: -40 } as const;
const trim = { kind: 'number', bits: 8, unit: '%', scale: 100 / 128, offset: -100 } as const;
const pressure = { kind: 'number', bits: 8, unit: 'kPa' } as const;
const ratio = { kind: 'number', bits: 16, scale: 2 / 65_536 } as const;
const distance = { kind: 'number', bits: 16, unit: 'km' } as const;
const minutes = { kind: 'number', bits: 16, unit: 'min' } as const;
const torque = { kind: 'number', bits: 8, unit: '%', offset: -125 } as const;

/** Continuous monitors: supported or enabled in bits 0 to 2, not complete in bits 4 to 6. */
const CONTINUOUS = {
  kind: 'flags',
  flags: [
    { name: 'misfire' },
    { name: 'fuelSystem' },
    { name: 'components' },
    { name: 'compressionIgnition' },
    { name: 'misfireIncomplete' },
    { name: 'fuelSystemIncomplete' },
    { name: 'componentsIncomplete' },
  ],
} as const;

/** Monitors of a spark-ignition engine that run once per driving cycle. */
const ONCE = {
  kind: 'flags',
  flags: [
    { name: 'catalyst' },
    { name: 'heatedCatalyst' },
    { name: 'evaporativeSystem' },
    { name: 'secondaryAir' },
    { name: 'gasolineParticulateFilter' },
    { name: 'oxygenSensor' },
    { name: 'oxygenSensorHeater' },
    { name: 'valveTiming', title: 'EGR or variable valve timing' },
  ],
} as const;

const ONCE_INCOMPLETE = {
  kind: 'flags',
  flags: [
    { name: 'catalystIncomplete' },
    { name: 'heatedCatalystIncomplete' },
    { name: 'evaporativeSystemIncomplete' },
    { name: 'secondaryAirIncomplete' },
    { name: 'gasolineParticulateFilterIncomplete' },
    { name: 'oxygenSensorIncomplete' },
    { name: 'oxygenSensorHeaterIncomplete' },
    { name: 'valveTimingIncomplete', title: 'EGR or variable valve timing incomplete' },
  ],
} as const;

export const ENGINE_PARAMETERS: readonly ParameterSpec[] = [
  {
    service: 0x01,
    id: 0x01,
    name: 'monitorStatus',
    title: 'monitor status since the codes were cleared',
    value: {
      kind: 'record',
      fields: [
        { name: 'lampAndCodes', title: 'lamp (bit 7) and number of codes', kind: 'number', bits: 8, hexDigits: 2 },
        CONTINUOUS,
        ONCE,
        ONCE_INCOMPLETE,
      ],
    },
    frozen: true,
  },
  {
    service: 0x01,
    id: 0x03,
    name: 'fuelSystemStatus',
    title: 'fuel system status',
    value: {
      kind: 'record',
      fields: [
        { name: 'bank1', title: 'bank 1', kind: 'enumeration', of: 'fuelSystem' },
        { name: 'bank2', title: 'bank 2', kind: 'enumeration', of: 'fuelSystem' },
      ],
    },
    frozen: true,
  },
  { service: 0x01, id: 0x04, name: 'calculatedLoad', title: 'calculated load', value: percent, frozen: true },
  { service: 0x01, id: 0x05, name: 'coolant', title: 'coolant temperature', value: temperature, frozen: true },
  { service: 0x01, id: 0x06, name: 'shortTermTrim1', title: 'short-term fuel trim, bank 1', value: trim, frozen: true },
  { service: 0x01, id: 0x07, name: 'longTermTrim1', title: 'long-term fuel trim, bank 1', value: trim, frozen: true },
  { service: 0x01, id: 0x08, name: 'shortTermTrim2', title: 'short-term fuel trim, bank 2', value: trim, frozen: true },
  { service: 0x01, id: 0x09, name: 'longTermTrim2', title: 'long-term fuel trim, bank 2', value: trim, frozen: true },
  {
    service: 0x01,
    id: 0x0b,
    name: 'intakePressure',
    title: 'intake manifold absolute pressure',
    value: pressure,
    frozen: true,
  },
  {
    service: 0x01,
    id: 0x0c,
    name: 'engineSpeed',
    title: 'engine speed',
    value: { kind: 'number', bits: 16, unit: 'rpm', scale: 0.25 },
    frozen: true,
  },
  {
    service: 0x01,
    id: 0x0d,
    name: 'speed',
    title: 'vehicle speed',
    value: { kind: 'number', bits: 8, unit: 'km/h' },
    frozen: true,
  },
  {
    service: 0x01,
    id: 0x0e,
    name: 'timingAdvance',
    title: 'ignition timing advance, cylinder 1',
    value: { kind: 'number', bits: 8, unit: '°', scale: 0.5, offset: -64 },
    frozen: true,
  },
  { service: 0x01, id: 0x0f, name: 'intakeAir', title: 'intake air temperature', value: temperature, frozen: true },
  {
    service: 0x01,
    id: 0x10,
    name: 'massAirFlow',
    title: 'mass air flow',
    value: { kind: 'number', bits: 16, unit: 'g/s', scale: 0.01 },
    frozen: true,
  },
  { service: 0x01, id: 0x11, name: 'throttle', title: 'absolute throttle position', value: percent, frozen: true },
  {
    service: 0x01,
    id: 0x13,
    name: 'oxygenSensors',
    title: 'oxygen sensors present: sensors 1 and 2 of both banks',
    value: { kind: 'number', bits: 8, hexDigits: 2 },
    constant: 0x33,
  },
  {
    service: 0x01,
    id: 0x15,
    name: 'oxygenSensor12',
    title: 'oxygen sensor 2, bank 1',
    value: {
      kind: 'record',
      fields: [
        { name: 'voltage', kind: 'number', bits: 8, unit: 'V', scale: 0.005 },
        { name: 'trim', title: 'fuel trim', ...trim },
      ],
    },
  },
  {
    service: 0x01,
    id: 0x1c,
    name: 'obdStandard',
    title: 'OBD standard: OBD-II',
    value: { kind: 'number', bits: 8 },
    constant: 0x01,
  },
  {
    service: 0x01,
    id: 0x1f,
    name: 'runTime',
    title: 'time since engine start',
    value: { kind: 'number', bits: 16, unit: 's' },
    frozen: true,
  },
  { service: 0x01, id: 0x21, name: 'distanceWithLamp', title: 'distance with the lamp on', value: distance },
  {
    service: 0x01,
    id: 0x24,
    name: 'oxygenSensor11',
    title: 'oxygen sensor 1, bank 1, wide range',
    value: {
      kind: 'record',
      fields: [
        { name: 'ratio', title: 'equivalence ratio', ...ratio },
        { name: 'voltage', kind: 'number', bits: 16, unit: 'V', scale: 8 / 65_536 },
      ],
    },
  },
  { service: 0x01, id: 0x2e, name: 'purge', title: 'commanded evaporative purge', value: percent },
  { service: 0x01, id: 0x2f, name: 'fuelLevel', title: 'fuel level', value: percent },
  {
    service: 0x01,
    id: 0x30,
    name: 'warmUps',
    title: 'warm-ups since the codes were cleared',
    value: { kind: 'number', bits: 8 },
  },
  {
    service: 0x01,
    id: 0x31,
    name: 'distanceSinceClear',
    title: 'distance since the codes were cleared',
    value: distance,
  },
  { service: 0x01, id: 0x33, name: 'barometric', title: 'barometric pressure', value: pressure },
  {
    service: 0x01,
    id: 0x3c,
    name: 'catalystTemperature',
    title: 'catalyst temperature, bank 1, sensor 1',
    value: { kind: 'number', bits: 16, unit: '°C', scale: 0.1, offset: -40 },
  },
  {
    service: 0x01,
    id: 0x41,
    name: 'monitorStatusThisCycle',
    title: 'monitor status in this driving cycle',
    value: {
      kind: 'record',
      fields: [{ name: 'reserved', kind: 'number', bits: 8, hexDigits: 2 }, CONTINUOUS, ONCE, ONCE_INCOMPLETE],
    },
  },
  {
    service: 0x01,
    id: 0x42,
    name: 'supply',
    title: 'control module voltage',
    value: { kind: 'number', bits: 16, unit: 'mV' },
    frozen: true,
  },
  {
    service: 0x01,
    id: 0x43,
    name: 'absoluteLoad',
    title: 'absolute load',
    value: { kind: 'number', bits: 16, unit: '%', scale: 100 / 255 },
    frozen: true,
  },
  { service: 0x01, id: 0x44, name: 'commandedRatio', title: 'commanded equivalence ratio', value: ratio, frozen: true },
  { service: 0x01, id: 0x45, name: 'relativeThrottle', title: 'relative throttle position', value: percent },
  { service: 0x01, id: 0x46, name: 'ambientAir', title: 'ambient air temperature', value: temperature },
  { service: 0x01, id: 0x47, name: 'throttleB', title: 'absolute throttle position B', value: percent },
  { service: 0x01, id: 0x49, name: 'pedalD', title: 'accelerator pedal position D', value: percent },
  { service: 0x01, id: 0x4a, name: 'pedalE', title: 'accelerator pedal position E', value: percent },
  { service: 0x01, id: 0x4c, name: 'commandedThrottle', title: 'commanded throttle', value: percent },
  { service: 0x01, id: 0x4d, name: 'timeWithLamp', title: 'engine running with the lamp on', value: minutes },
  {
    service: 0x01,
    id: 0x4e,
    name: 'timeSinceClear',
    title: 'engine running since the codes were cleared',
    value: minutes,
  },
  {
    service: 0x01,
    id: 0x51,
    name: 'fuelType',
    title: 'fuel type: gasoline',
    value: { kind: 'number', bits: 8 },
    constant: 0x01,
  },
  { service: 0x01, id: 0x5c, name: 'oil', title: 'engine oil temperature', value: temperature },
  {
    service: 0x01,
    id: 0x5e,
    name: 'fuelRate',
    title: 'engine fuel rate',
    value: { kind: 'number', bits: 16, unit: 'L/h', scale: 0.05 },
  },
  { service: 0x01, id: 0x61, name: 'demandedTorque', title: "driver's demanded torque", value: torque },
  { service: 0x01, id: 0x62, name: 'actualTorque', title: 'actual torque', value: torque },
  {
    service: 0x01,
    id: 0x63,
    name: 'referenceTorque',
    title: 'reference torque',
    value: { kind: 'number', bits: 16, unit: 'Nm' },
    constant: 356,
  },
  {
    service: 0x02,
    id: 0x02,
    name: 'freezeFrameCode',
    title: 'code that stored the freeze frame',
    value: { kind: 'number', bits: 16, hexDigits: 4 },
  },
  { service: 0x09, id: 0x02, name: 'vin', title: 'VIN', value: { kind: 'text', bytes: 17 } },
  {
    service: 0x09,
    id: 0x04,
    name: 'calibration',
    title: 'calibration identification',
    value: { kind: 'text', bytes: 16 },
    constant: 'VSK-ENGINE-1.00',
  },
  {
    service: 0x09,
    id: 0x06,
    name: 'calibrationCheck',
    title: 'calibration verification number',
    value: { kind: 'number', bits: 32, hexDigits: 8 },
    constant: 0x5f3a_1c07,
  },
  {
    service: 0x09,
    id: 0x0a,
    name: 'ecuName',
    title: 'ECU name',
    value: { kind: 'text', bytes: 20 },
    constant: 'ECM\0-EngineControl',
  },
];

const voltage = { scaling: 0x0b, scale: 0.001, unit: 'V' } as const;
const fraction = { scaling: 0x20, scale: 1 / 256, unit: '' } as const;
const count = { scaling: 0x24, scale: 1, unit: 'misfires' } as const;

/** Tests of service 06; those of cylinders 1 to 6 are built from the misfire monitors' numbers A2 to A7. */
export const ENGINE_MONITOR_TESTS: readonly MonitorTestSpec[] = [
  ...[0x02, 0x06].flatMap((monitor, index): MonitorTestSpec[] => [
    {
      ...voltage,
      monitor,
      test: 0x07,
      name: 'oxygenSensorLowest',
      title: `oxygen sensor 2, bank ${index + 1}: lowest voltage`,
      limits: [0, 0.4],
    },
    {
      ...voltage,
      monitor,
      test: 0x08,
      name: 'oxygenSensorHighest',
      title: `oxygen sensor 2, bank ${index + 1}: highest voltage`,
      limits: [0.55, 1.2],
    },
  ]),
  ...[0x21, 0x22].map((monitor, index): MonitorTestSpec => ({
    ...fraction,
    monitor,
    test: 0x83,
    name: index === 0 ? 'catalyst1' : 'catalyst2',
    title: `catalyst, bank ${index + 1}: oxygen storage deterioration`,
    limits: [0, 0.25],
  })),
  ...[1, 2, 3, 4, 5, 6].map((cylinder): MonitorTestSpec => ({
    ...count,
    monitor: 0xa1 + cylinder,
    test: 0x0c,
    name: `misfire${cylinder}`,
    title: `misfires of cylinder ${cylinder} in this driving cycle`,
    limits: [0, 100],
  })),
];
