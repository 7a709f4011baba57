import { BODY_BROADCASTS } from './broadcasts.ts';
import { ENUMERATIONS } from './codes.ts';
import { NO_DIAGNOSTICS, type DataIdentifierSpec, type EcuDescription, type OutputSpec } from './ecu-description.ts';
import { SERVICES } from './smart-key/services.ts';

/** Codes of the door lock output: the lock requests that move something. */
const LOCK_ACTUATION = { lock: 1, 'unlock-driver': 2, 'unlock-all': 3 } as const;

/** Data identifiers of 0x22, in the order in which a tool shows them. */
const DATA_IDENTIFIERS: Readonly<Record<'vin' | 'ecuSerial' | 'session' | 'doors' | 'locks', DataIdentifierSpec>> = {
  vin: { id: 0xf190, title: 'VIN', value: { kind: 'text', bytes: 'rest' } },
  ecuSerial: {
    id: 0xf18c,
    title: 'ECU serial number',
    value: { kind: 'number', bits: 32, hexDigits: 7 },
    constant: 0x0b0_d401,
  },
  session: { id: 0xf186, title: 'Session', value: { kind: 'enumeration', of: 'session' }, rule: 'conformance 29' },
  doors: {
    id: 0x1101,
    title: 'Doors',
    value: {
      kind: 'record',
      fields: [
        {
          kind: 'flags',
          flags: [
            { name: 'driverDoorOpen', title: "driver's door open" },
            { name: 'passengerDoorOpen', title: 'front passenger door open' },
            { name: 'rearLeftDoorOpen' },
            { name: 'rearRightDoorOpen' },
            { name: 'trunkOpen' },
          ],
        },
      ],
    },
    rule: 'VEH-1',
  },
  locks: {
    id: 0x1102,
    title: 'Door locks',
    value: {
      kind: 'record',
      fields: [
        {
          kind: 'flags',
          flags: [
            { name: 'driverDoorLocked', title: "driver's door locked" },
            { name: 'otherDoorsLocked' },
            { name: 'lockedByKeyfob', title: 'locked by a key' },
          ],
        },
      ],
    },
    rule: 'KEY-5',
  },
};

/** Outputs of 0x2F. */
const OUTPUTS: Readonly<Record<'doorLocks', OutputSpec>> = {
  doorLocks: {
    id: 0x2101,
    title: 'door locks',
    state: { kind: 'enumeration', of: 'lockActuation' },
    ends: 'at once: the motors move and stay',
    rule: 'KEY-5',
  },
};

/** The body ECU. */
export const BODY: EcuDescription = {
  ...NO_DIAGNOSTICS,
  node: 'BODY',
  title: 'Body ECU',
  enumerations: {
    session: ENUMERATIONS.session,
    powerMode: ENUMERATIONS.powerMode,
    lockStatus: ENUMERATIONS.lockStatus,
    lockActuation: { codes: LOCK_ACTUATION },
  },
  services: {
    sessionControl: SERVICES.sessionControl,
    readData: SERVICES.readData,
    inputOutputControl: SERVICES.inputOutputControl,
    testerPresent: SERVICES.testerPresent,
  },
  dataIdentifiers: DATA_IDENTIFIERS,
  outputs: OUTPUTS,
  negativeResponses: [
    { code: 0x11, when: 'a service that is not listed here' },
    { code: 0x12, when: 'a sub-function that is not listed here' },
    { code: 0x13, when: 'a request of the wrong length' },
    { code: 0x14, when: 'the requested data do not fit into 4095 bytes' },
    { code: 0x31, when: 'an identifier, control option or state that is not listed here' },
    { code: 0x7f, when: 'the service requires the extended session' },
  ],
  broadcasts: Object.values(BODY_BROADCASTS),
};
