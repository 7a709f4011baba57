import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { perform, request, retry, vehicle, watch } from './tool-commands.ts';
import { failureOf, exitedAt, show, readData } from './ecu-requests.ts';
import { messageForOtherVin, messageForUnknownVin } from './failure-messages.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { Conversation } from '../tester/conversation.ts';
import { POWER_MODES } from '../../ecu-sim/description/codes.ts';
import { describeVehicle } from './vehicle-models.ts';

/** First contact with the vehicle: waking its ECU, and identifying the vehicle (TEC-5, bulletin step 6). */

/** How often the door is moved for an ECU that may be asleep. */
const WAKING_ATTEMPTS = 2;
/** Interval for polling the ECU: shorter than the 1.5 s within which the door must move (VEH-7). */
const LOOK_US: Micros = 500 * MICROS_PER_MILLI;
const TITLE = 'Vehicle';

/**
 * Sends a first request until the ECU answers. A car with its power off and its bus asleep answers only while a
 * courtesy switch moves: then the operator moves the driver's door (TEC-5).
 */
export function* wakeByDoor(payload: Uint8Array): Conversation<void> {
  const doing = 'it is looked for';
  for (let attempt = 0; ; attempt += 1) {
    const outcome = yield* request(payload);
    if (outcome.kind === 'positive') return;
    const failure = failureOf(outcome, doing);
    if (outcome.kind === 'negative' || attempt === WAKING_ATTEMPTS) throw failure;
    const answer = yield* perform({ kind: 'toggle-driver-door' });
    if (!answer.done) throw failure;
  }
}

/** The same with a technician: polls until the ECU answers, or the technician exits. */
export function* wakeByTechnician(payload: Uint8Array): Conversation<void> {
  for (;;) {
    const outcome = yield* request(payload);
    if (outcome.kind === 'positive') return;
    if (outcome.kind === 'negative') throw failureOf(outcome, 'it is looked for');
    const pressed = yield* watch({
      number: null,
      title: TITLE,
      isWarning: true,
      lines: [
        'The Smart Key ECU does not answer.',
        'Check the cable between tool and vehicle, and switch on the ignition.',
        "If it cannot be switched on, open and close the driver's door at least every 1.5 seconds until the ECU answers, " +
          'and continue while the power is off.',
      ],
      status: 'no response yet',
      next: null,
      durationUs: LOOK_US,
      stimulus: 'toggle-driver-door',
      reconnect: true,
    });
    if (pressed === 'exit') throw failureOf(outcome, 'it is looked for');
  }
}

/**
 * The vehicle's identity: as reported, or as the technician selects it where no VIN is reported or the power is off
 * (TEC-5).
 */
export function* chooseVehicle(read: string | null): Conversation<string> {
  const isOff = yield* isPowerOff();
  if (read !== null && !isOff) return read;
  const reason = read === null ? 'The vehicle does not report a valid VIN.' : 'Ignition is off: verify these details.';
  for (;;) {
    const chosen = yield* vehicle({
      number: null,
      title: TITLE,
      lines: [reason, "Choose model and year, and enter the VIN from the vehicle's plate."],
      vin: read,
    });
    if (chosen === null) throw exitedAt(TITLE);
    if (!isOther(read, chosen)) return chosen;
    const again = yield* retry({
      number: null,
      title: TITLE,
      lines: [
        `The vehicle reports the VIN ${read}, not ${chosen}.`,
        "A pass-code is valid only for the vehicle's own VIN. Check the plate, and which vehicle the tool is connected to.",
      ],
    });
    if (!again) throw exitedAt(TITLE);
  }
}

/**
 * The same for a script: the VIN that it gives, otherwise the one reported. A script that gives another VIN than the
 * one reported is on the wrong vehicle, whatever the power.
 */
export function confirmVehicle(read: string | null, given: string | undefined): string {
  const vin = given ?? read;
  if (vin === null) throw new UtilityFailure('vehicle', messageForUnknownVin());
  if (isOther(read, vin)) throw new UtilityFailure('vehicle', messageForOtherVin(read, vin));
  return vin;
}

/** A vehicle that reports no VIN may be any. */
function isOther(read: string | null, chosen: string): read is string {
  return read !== null && read !== chosen;
}

/** A 12 V battery below it is low of charge. */
const LOW_BATTERY_MV = 12_000;

/** Model, year and VIN, before anything begins, and whether the supply will do. */
export function* showVehicle(vin: string): Conversation<void> {
  const { model, year } = describeVehicle(vin);
  const batteryMv = yield* readData('batteryMv');
  const supply = batteryMv === null ? null : `${(batteryMv / 1000).toFixed(1)} V`;
  yield* show({
    number: null,
    title: TITLE,
    lines: [`Model  ${model}`, `Year   ${year}`, `VIN    ${vin}`, ...(supply === null ? [] : [`12 V   ${supply}`])],
    alerts:
      batteryMv !== null && batteryMv < LOW_BATTERY_MV
        ? [`The 12 V supply is at ${supply ?? 'an unknown voltage'}: connect a battery charger before you continue.`]
        : [],
    notes: ['If the battery is low, connect a battery charger: the voltage must hold until the procedure has ended.'],
    agree: null,
  });
}

/** Assumed not off where the ECU does not report it. */
function* isPowerOff(): Conversation<boolean> {
  const inputs = yield* readData('inputs');
  return inputs?.powerMode === POWER_MODES.indexOf('off');
}
