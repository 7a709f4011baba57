import { NO_DIAGNOSTICS, type EcuDescription } from './ecu-description.ts';
import { ENGINE_MONITOR_TESTS, ENGINE_PARAMETERS } from './engine-parameters.ts';
import { ENGINE_TROUBLE_CODES } from './engine-trouble-codes.ts';

/** Fuel system status (SAE J1979, parameter 03). */
export const FUEL_SYSTEM = { off: 0x00, 'open-loop-cold': 0x01, 'closed-loop': 0x02, 'open-loop-load': 0x04 } as const;

/** The engine ECU, which a generic OBD reader finds. */
export const ENGINE: EcuDescription = {
  ...NO_DIAGNOSTICS,
  node: 'ENGINE',
  title: 'Engine ECU',
  enumerations: {
    fuelSystem: {
      codes: FUEL_SYSTEM,
      words: { 'open-loop-cold': 'open loop while cold', 'open-loop-load': 'open loop at full load' },
    },
  },
  services: {
    currentData: obdService(0x01, 'Current data', 2, 7),
    freezeFrame: obdService(0x02, 'Freeze frame', 3, 7),
    storedCodes: obdService(0x03, 'Stored trouble codes', 1, 1),
    clearCodes: obdService(0x04, 'Clear trouble codes', 1, 1),
    monitorTests: obdService(0x06, 'On-board monitor tests', 2, 7),
    pendingCodes: obdService(0x07, 'Pending trouble codes', 1, 1),
    vehicleInformation: obdService(0x09, 'Vehicle information', 2, 2),
    permanentCodes: obdService(0x0a, 'Permanent trouble codes', 1, 1),
  },
  troubleCodes: ENGINE_TROUBLE_CODES,
  negativeResponses: [
    { code: 0x11, when: 'a service that is not listed here' },
    { code: 0x12, when: 'none of the requested parameters is listed here' },
    { code: 0x13, when: 'a request of the wrong length' },
  ],
  parameters: ENGINE_PARAMETERS,
  monitorTests: ENGINE_MONITOR_TESTS,
  broadcasts: [],
};

function obdService(sid: number, title: string, least: number, most: number): EcuDescription['services'][string] {
  return { sid, title, sessions: ['default'], length: { least, most }, subFunctions: null };
}
