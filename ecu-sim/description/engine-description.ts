import { NO_DIAGNOSTICS, type EcuDescription } from './ecu-description.ts';

/** Parameters of OBD services 01 and 09 (SAE J1979), without the maps of supported parameters. */
export const ENGINE_PARAMETERS = [
  {
    service: 0x01,
    id: 0x01,
    name: 'monitorStatus',
    title: 'monitor status: no codes, lamp off; the continuous monitors of a spark-ignition engine are complete',
    value: { kind: 'number', bits: 32 },
    constant: 0x00_07_00_00,
  },
  {
    service: 0x01,
    id: 0x0c,
    name: 'engineSpeed',
    title: 'engine speed',
    value: { kind: 'number', bits: 16, unit: 'rpm', scale: 0.25 },
  },
  { service: 0x01, id: 0x0d, name: 'speed', title: 'vehicle speed', value: { kind: 'number', bits: 8, unit: 'km/h' } },
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
    id: 0x42,
    name: 'supply',
    title: 'control module voltage',
    value: { kind: 'number', bits: 16, unit: 'mV' },
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
    id: 0x0a,
    name: 'ecuName',
    title: 'ECU name',
    value: { kind: 'text', bytes: 20 },
    constant: 'ECM\0-EngineControl',
  },
] as const;

/** The engine ECU, which a generic OBD reader finds. */
export const ENGINE: EcuDescription = {
  ...NO_DIAGNOSTICS,
  node: 'ENGINE',
  title: 'Engine ECU',
  services: {
    currentData: obdService(0x01, 'Current data', 2, 7),
    storedCodes: obdService(0x03, 'Stored trouble codes', 1, 1),
    clearCodes: obdService(0x04, 'Clear trouble codes', 1, 1),
    pendingCodes: obdService(0x07, 'Pending trouble codes', 1, 1),
    vehicleInformation: obdService(0x09, 'Vehicle information', 2, 2),
  },
  negativeResponses: [
    { code: 0x11, when: 'a service that is not listed here' },
    { code: 0x12, when: 'none of the requested parameters is listed here' },
    { code: 0x13, when: 'a request of the wrong length' },
  ],
  parameters: ENGINE_PARAMETERS,
  broadcasts: [],
};

function obdService(sid: number, title: string, least: number, most: number): EcuDescription['services'][string] {
  return { sid, title, sessions: ['default'], length: { least, most }, subFunctions: null };
}
