import { MICROS_PER_MILLI, NEVER_US } from '../../can-bus/time/micros.ts';
import { PROCEDURES, PROCEDURE_STATES, SESSIONS } from '../description/codes.ts';
import type { DATA_IDENTIFIERS, DataIdentifierName } from '../description/smart-key/data-identifiers.ts';
import type { Coded, CodedValue } from '../description/value-spec.ts';
import { immobilizerSet } from '../smart-key/immobilizer.ts';
import { progressOf } from '../smart-key/progress.ts';
import { procedureStateOf } from '../smart-key/state.ts';
import { freeSlots, registeredKeys, type FirmwareStep } from '../smart-key/step.ts';

/**
 * The sources of the data identifiers' values, and the destinations of written ones. Their layout in bytes is declared.
 */

export type DataReader = (step: FirmwareStep) => CodedValue;

export interface DataWriter {
  readonly isValid: (value: Uint8Array) => boolean;
  readonly write: (step: FirmwareStep, value: Uint8Array) => void;
}

type Declared = typeof DATA_IDENTIFIERS;
type Constant = {
  [Name in DataIdentifierName]: Declared[Name] extends { readonly constant: unknown } ? Name : never;
}[DataIdentifierName];

/** A reader for each identifier that is not constant. */
export const DATA_READERS: {
  readonly [Name in Exclude<DataIdentifierName, Constant>]: (step: FirmwareStep) => Coded<Declared[Name]['value']>;
} = {
  session: ({ state }) => SESSIONS[state.session],
  ecuSerial: ({ context }) => context.profile.ecuSerial,
  vin: ({ context }) => context.profile.vin,
  testerSerial: ({ state }) => state.content.testerSerial,
  programmingDate: ({ state }) => state.content.programmingDate,
  registeredKeys: ({ state }) => registeredKeys(state.content).length,
  freeSlots: ({ state }) => freeSlots(state.content),
  slots: ({ state }) => state.content.slots,
  inputs: ({ signals }) => ({
    driverDoorOpen: signals.doorDriver,
    passengerDoorOpen: signals.doorPassenger,
    rearLeftDoorOpen: signals.doorRearLeft,
    rearRightDoorOpen: signals.doorRearRight,
    trunkOpen: signals.trunk,
    doorUnknown: !signals.doorKnown,
    brake: signals.brake,
    shiftP: signals.shiftP,
    powerMode: signals.powerMode,
  }),
  batteryMv: ({ state }) => state.supplyMv,
  procedure: ({ state, nowUs }) => {
    const { procedure } = state;
    const { elapsedMs, remainingMs } = progressOf(procedure, nowUs);
    return {
      procedure: PROCEDURES[procedure.kind],
      state: PROCEDURE_STATES[procedureStateOf(procedure)],
      elapsedMs,
      remainingMs,
    };
  },
  beeps: ({ state }) => ({ total: state.buzzers.exterior, last: state.buzzers.last }),
  retiredKeys: ({ state }) => Math.min(state.content.retired.length, 0xffff),
  passCodeAttempts: ({ state, nowUs }) => {
    const leftUs = state.lockoutDeadlineUs === NEVER_US ? 0 : state.lockoutDeadlineUs - nowUs;
    return { wrong: state.content.attempts, delayLeftMs: Math.ceil(leftUs / MICROS_PER_MILLI) };
  },
  keyLowBatterySeen: ({ state }) => state.keyLowBatterySeen,
  immobilizerSet: ({ state }) => immobilizerSet(state),
  history: ({ state }) => state.content.history,
};

export const DATA_WRITERS: {
  readonly [
    Name in DataIdentifierName as Declared[Name] extends { readonly writable: true } ? Name : never
  ]: DataWriter;
} = {
  testerSerial: { isValid: () => true, write: (step, value) => step.store({ testerSerial: value }) },
  programmingDate: { isValid: isBcdDate, write: (step, value) => step.store({ programmingDate: value }) },
};

/** YYMMDD in BCD, in the years 2000 to 2099; dates that do not exist are rejected. */
function isBcdDate(value: Uint8Array): boolean {
  const digits = [...value].map((byte) => ({ tens: byte >>> 4, ones: byte & 0x0f }));
  if (digits.some(({ tens, ones }) => tens > 9 || ones > 9)) return false;
  const [year = 0, month = 0, day = 0] = digits.map(({ tens, ones }) => tens * 10 + ones);
  const leap = year % 4 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}
