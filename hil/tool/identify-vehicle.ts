import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { perform, request, retry, vehicle, watch } from './tool-commands.ts';
import { failureOf, exitedAt, show, readData } from './ecu-requests.ts';
import type { Conversation } from '../tester/conversation.ts';
import { POWER_MODES } from '../../ecu-sim/description/codes.ts';
import { describeVehicle } from './vehicle-models.ts';

/** First contact with the vehicle: waking its ECU, and which vehicle it is (TEC-5, bulletin step 6). */

/** How often the door is moved for an ECU that may be asleep. */
const WAKING_ATTEMPTS = 2;
/** Between two looks whether the ECU answers: shorter than the 1.5 s within which the door has to move (VEH-7). */
const LOOK_US: Micros = 500 * MICROS_PER_MILLI;
const TITLE = 'Vehicle';

/**
 * Sends a first request until the ECU answers. A car with its power off and its bus asleep answers only while a
 * courtesy switch moves: then the driver's door is moved by whoever is there (TEC-5).
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

/** The same where a technician is there: looks until the ECU answers, or the technician leaves. */
export function* wakeByTechnician(payload: Uint8Array): Conversation<void> {
  for (;;) {
    const outcome = yield* request(payload);
    if (outcome.kind === 'positive') return;
    if (outcome.kind === 'negative') throw failureOf(outcome, 'it is looked for');
    const pressed = yield* watch({
      number: null,
      title: TITLE,
      lines: [
        'The Smart Key ECU does not answer.',
        'Check the cable between tool and vehicle, and switch the ignition on.',
        "If it cannot be switched on: open and close the driver's door again and again, with no more than 1.5 seconds " +
          'between, until the ECU answers; and go on with it as long as the power is off.',
      ],
      status: 'no answer yet',
      next: null,
      durationUs: LOOK_US,
      stimulus: 'toggle-driver-door',
      reconnect: true,
    });
    if (pressed === 'exit') throw failureOf(outcome, 'it is looked for');
  }
}

/** Which vehicle it is: as it says itself, or chosen by the technician where it gives no VIN or its power is off (TEC-5). */
export function* chooseVehicle(read: string | null): Conversation<string> {
  const isOff = yield* isPowerOff();
  if (read !== null && !isOff) return read;
  const reason =
    read === null
      ? 'The vehicle does not give a valid VIN.'
      : 'The power is off: check what the vehicle says of itself.';
  for (;;) {
    const chosen = yield* vehicle({
      number: null,
      title: TITLE,
      lines: [reason, 'Choose model and year, and type the VIN as on the plate of the vehicle.'],
      vin: read,
    });
    if (chosen === null) throw exitedAt(TITLE);
    if (read === null || chosen === read) return chosen;
    const again = yield* retry({
      number: null,
      title: TITLE,
      lines: [
        `The vehicle itself says its VIN is ${read}, not ${chosen}.`,
        'A pass-code fits the VIN that the vehicle has. Compare the plate, and what the tool is plugged into.',
      ],
    });
    if (!again) throw exitedAt(TITLE);
  }
}

/** Model, year and VIN, before anything begins. */
export function* showVehicle(vin: string): Conversation<void> {
  const { model, year } = describeVehicle(vin);
  yield* show({
    number: null,
    title: TITLE,
    lines: [`Model  ${model}`, `Year   ${year}`, `VIN    ${vin}`],
    agree: null,
  });
}

/** Not off where the ECU does not say so. */
function* isPowerOff(): Conversation<boolean> {
  const inputs = yield* readData('inputs');
  return inputs?.powerMode === POWER_MODES.indexOf('off');
}
