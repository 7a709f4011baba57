import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { OUTCOMES, PROCEDURE_STATES } from '../../ecu-sim/smart-key/codes.ts';
import { progress, request, wait } from './ask.ts';
import { conduct, type UtilityRun } from './conduct.ts';
import {
  decodeResults,
  DID,
  EXTENDED_SESSION,
  failureOf,
  haveDone,
  needKeyCount,
  oddAnswer,
  readNumber,
  readValue,
  requestResults,
  show,
  startStep,
  type RunResults,
} from './dialogue.ts';
import { wordsForReason } from './failure-words.ts';
import type { ToolPart, ToolUtility } from './tool-command.ts';
import type { ResetDone } from './tool-result.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { UtilityOptions } from './utility-options.ts';

/** The utility "Smart Code Reset": all keys lost (RST). */

const TITLE = 'Smart Code Reset';
const STEP_1_SCREEN = 'SMRT-18-002';

/** Between two looks at a running reset; shorter than S3, so that it keeps the session alive too. */
const POLL_US: Micros = 2_000 * MICROS_PER_MILLI;
/** A running reset goes on without the tool (RST-5): as many looks may fail in a row before the tool gives up. */
const MAX_SILENT_POLLS = 10;
/** The longest reset there is, 16,777 s, twice over. */
const MAX_POLLS = 20_000;

/** Bit of DID 1004's first byte. */
const DRIVER_DOOR = 0x01;
const DOOR_LOOKS = 8;
const DOOR_LOOK_US: Micros = 250 * MICROS_PER_MILLI;

/** Erases every key: two pass-codes, the driver's door open, and `resetDuration` of patience. */
export function reset(options: UtilityOptions = {}): ToolUtility {
  return conduct('reset', options, function* (run) {
    const before = yield* needKeyCount('the keys are counted');
    yield* prepare();
    yield* arm(run);
    yield* begin(run);
    yield* watchToTheEnd();
    const keys = yield* needKeyCount('the keys are counted after the reset');
    const done: ResetDone = {
      kind: 'done',
      utility: 'reset',
      vin: run.vin,
      keysErased: before.registered - keys.registered,
      keys,
    };
    yield* show({
      number: null,
      title: TITLE,
      lines: [
        'The reset is complete; no key is registered now.',
        'New keys can be registered: Smart Code Registration.',
      ],
      agree: null,
    });
    return done;
  });
}

function* prepare(): ToolPart<void> {
  yield* show({
    number: null,
    title: TITLE,
    lines: ['Every registered key will be erased and can never be used again, on this vehicle or any other.'],
    agree: 'I agree',
  });
  if (!(yield* isDriverDoorOpen())) {
    yield* haveDone({ kind: 'open-driver-door' });
    yield* awaitDoor();
  }
  yield* show({
    number: null,
    title: TITLE,
    lines: ["The driver's door must be open when the reset is prepared."],
    agree: 'I understand',
  });
}

function* isDriverDoorOpen(): ToolPart<boolean> {
  const [inputs = 0] = (yield* readValue(DID.inputs)) ?? [];
  return (inputs & DRIVER_DOOR) !== 0;
}

/** The ECU learns of the door by the body ECU's next frame; whether it did, it judges itself when arming. */
function* awaitDoor(): ToolPart<void> {
  for (let look = 0; look < DOOR_LOOKS; look += 1) {
    if (yield* isDriverDoorOpen()) return;
    yield* wait(DOOR_LOOK_US);
  }
}

/** Step 1 of 2 (RST-1). */
function* arm(run: UtilityRun): ToolPart<void> {
  yield* unlock(run, 1, { title: TITLE, getNumber: null, sendNumber: null });
  yield* show({
    number: STEP_1_SCREEN,
    title: `${TITLE}, step 1 of 2`,
    lines: ['The reset takes about 16 minutes. They begin after a second pass-code.', 'Start the Smart Code Reset?'],
    agree: 'Yes',
  });
  yield* startStep('reset', [0x01], 'the reset is armed');
  run.underWay = 'reset';
}

/** Step 2 of 2 (RST-2). From here on keys may be erased. */
function* begin(run: UtilityRun): ToolPart<void> {
  yield* unlock(run, 2, { title: `${TITLE}, step 2 of 2`, getNumber: null, sendNumber: null });
  const retiredBefore = yield* readNumber(DID.retiredKeys, 2);
  run.erasing = { retiredBefore };
  yield* startStep('reset', [0x02], 'the reset is begun');
  // It can no longer be stopped (RST-5).
  run.underWay = null;
}

/** The technician may go; the vehicle does not stop for that. */
function* watchToTheEnd(): ToolPart<void> {
  try {
    yield* watch();
  } catch (error) {
    throw error instanceof UtilityFailure && error.part === 'person' ? lost(error) : error;
  }
}

/** Looks until the reset is over; a lost session does not stop it, so the tool opens a new one (RST-5). */
function* watch(): ToolPart<void> {
  let silentPolls = 0;
  let pauseUs: Micros = 0;
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    if (pauseUs > 0) yield* wait(pauseUs);
    pauseUs = POLL_US;
    const outcome = yield* requestResults('reset');
    if (outcome.kind === 'positive') {
      silentPolls = 0;
      const results = decodeResults(outcome.response);
      if (results === null) throw oddAnswer('the reset runs');
      if (results.state !== PROCEDURE_STATES.running) return finish(results);
      yield* progress({ ...results, text: 'the reset runs; leave the vehicle as it is' });
      pauseUs = Math.min(POLL_US, Math.max(results.remainingMs, 1) * MICROS_PER_MILLI);
    } else if (outcome.kind === 'negative' && outcome.nrc === NRC.serviceNotSupportedInActiveSession) {
      yield* request(EXTENDED_SESSION);
    } else {
      silentPolls += 1;
      if (outcome.kind === 'negative' || silentPolls > MAX_SILENT_POLLS)
        throw lost(failureOf(outcome, 'the reset runs'));
    }
  }
  throw lost(oddAnswer('the reset runs'));
}

function finish({ outcome, reason }: RunResults): void {
  if (outcome === OUTCOMES.completed) return;
  const { what, next } = wordsForReason(reason);
  throw new UtilityFailure('vehicle', { reason, what: `the vehicle ended the reset: ${what}`, next });
}

/** The vehicle goes on by itself; only the tool has lost sight of it. */
function lost({ part, words }: UtilityFailure): UtilityFailure {
  return new UtilityFailure(part, {
    reason: words.reason,
    what: `${words.what}; the vehicle goes on with the reset by itself as long as it has 12 V`,
    next: 'leave the supply on for 16 minutes, see to the connection, then run "smartkey tool read" to see the keys',
  });
}
