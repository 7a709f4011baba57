import { smartkey } from '../smartkey.ts';
import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { progress, request, screen, wait, watch } from './tool-commands.ts';
import { runUtility, findWhetherErased, type UtilityRun } from './run-utility.ts';
import { OUTCOMES, PROCEDURE_STATES } from '../../ecu-sim/description/codes.ts';
import { ROUTINES, type RunResults } from '../../ecu-sim/description/smart-key/routines.ts';
import { decodeResults } from '../tester/routines.ts';
import {
  EXTENDED_SESSION,
  failureOf,
  performAtCar,
  exitedAt,
  needKeyCount,
  unexpectedResponse,
  page,
  readData,
  reasonOf,
  requestResults,
  show,
  startStep,
} from './ecu-requests.ts';
import { messageForReason } from './failure-messages.ts';
import { throughStages, type FoundStage } from './stages.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { ResetDone, ToolUtility } from './tool-result.ts';
import { unlock } from './unlock.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { UtilityOptions } from './utility-options.ts';
import { batteryMinText, resetDurationText } from './vehicle-limits-text.ts';

/** The utility "Smart Code Reset": all keys lost (RST). */

const TITLE = ROUTINES.reset.title;
const STEP_1_SCREEN = 'SMRT-18-002';

/** Interval for polling a running reset; shorter than S3, so that it also keeps the session alive. */
const POLL_US: Micros = 2_000 * MICROS_PER_MILLI;
/** A running reset continues without the tool (RST-5): number of polls that may fail before the tool gives up. */
const MAX_SILENT_POLLS = 10;
/** Twice the longest reset, 16,777 s. */
const MAX_POLLS = 20_000;

const DOOR_LOOKS = 8;
const DOOR_LOOK_US: Micros = 250 * MICROS_PER_MILLI;

type Stage = 'prepare' | 'arm' | 'begin' | 'watch';

/** Erases every key: two pass-codes, the driver's door open, and a wait of `resetDuration`. */
export function reset(options: UtilityOptions = {}): ToolUtility {
  return runUtility('reset', options, function* (run) {
    const before = yield* needKeyCount('the keys are counted');
    const running = run.guided && (yield* findRunning(run));
    yield* throughStages<Stage>(run, {
      first: running ? 'watch' : 'prepare',
      carryOut: (stage) => carryOut(run, stage),
      find: (sessionLost) => findStage(run, sessionLost),
    });
    const keys = yield* needKeyCount('the keys are counted after the reset');
    const done: ResetDone = {
      kind: 'done',
      utility: 'reset',
      vin: run.vin,
      keysErased: before.registered - keys.registered,
      keys,
    };
    yield* screen({
      number: null,
      title: TITLE,
      lines: ['The reset is complete. No key is registered now.', 'Register new keys with Smart Code Registration.'],
      agree: null,
      next: 'Exit',
      isLast: true,
    });
    return done;
  });
}

function* carryOut(run: UtilityRun, stage: Stage): Conversation<Stage | null> {
  switch (stage) {
    case 'prepare':
      yield* prepare(run);
      return 'arm';
    case 'arm':
      return (yield* arm(run)) === 'back' ? 'prepare' : 'begin';
    case 'begin':
      yield* begin(run);
      return 'watch';
    case 'watch':
      yield* watchToTheEnd(run);
      return null;
  }
}

/** A reset begun in an earlier run continues without a tool (RST-5), and is detected here. */
function* findRunning(run: UtilityRun): Conversation<boolean> {
  const now = yield* readData('procedure');
  if (now?.state !== PROCEDURE_STATES.running) return false;
  run.erasing = { retiredBefore: yield* readData('retiredKeys') };
  yield* show({
    number: null,
    title: TITLE,
    lines: [
      'A reset is already running in this vehicle; it continues without a tool.',
      `About ${Math.ceil(now.remainingMs / 60_000)} min left. Press "Next" to watch it to its end.`,
    ],
    agree: null,
  });
  return true;
}

/** The stage of a reset: from its state, or from the results of a run that ended meanwhile. */
function* findStage(run: UtilityRun, sessionLost: boolean): Conversation<FoundStage<Stage>> {
  const now = yield* readData('procedure');
  if (now?.state === PROCEDURE_STATES.running) {
    run.underWay = null;
    return { stage: 'watch', lines: ['The reset is running: the vehicle continued it on its own.'] };
  }
  if (now?.state === PROCEDURE_STATES.armed) {
    return { stage: 'begin', lines: ['The reset is armed. Next: the second pass-code, for a new seed.'] };
  }
  run.underWay = null;
  const ended = yield* findEnd();
  const erased = yield* findWhetherErased(run);
  if (ended?.outcome === OUTCOMES.completed && erased === 'yes') {
    return { stage: 'watch', lines: ['The reset has completed in the meantime.'] };
  }
  const aborted = run.erasing !== null && ended?.outcome === OUTCOMES.aborted;
  return {
    stage: 'arm',
    lines: [
      ...(aborted ? [`The vehicle ended the reset: ${messageForReason(reasonOf(ended)).what}.`] : []),
      sessionLost && !aborted ? 'The reset was cancelled.' : 'No reset is under way.',
      erased === 'no' ? 'No key was erased.' : `Check the keys with "${smartkey('tool read')}".`,
      "It starts again with a new seed; the managers' approval is still valid.",
    ],
  };
}

/** The results of the last reset; null where there was none. */
function* findEnd(): Conversation<RunResults<'reset'> | null> {
  const outcome = yield* requestResults('reset');
  return outcome.kind === 'positive' ? decodeResults('reset', outcome.response) : null;
}

function* prepare(run: UtilityRun): Conversation<void> {
  yield* show({
    number: null,
    title: TITLE,
    lines: ['Every registered key will be erased and can never be used again, on this vehicle or any other.'],
    isWarning: true,
    agree: 'I agree',
  });
  if (!run.guided && !(yield* isDriverDoorOpen())) {
    yield* performAtCar({ kind: 'open-driver-door' });
    yield* awaitDoor();
  }
  const choice = yield* page({
    number: null,
    title: TITLE,
    lines: run.guided
      ? ["Open the driver's door, and leave it open until the reset has begun."]
      : ["The driver's door must be open when the reset is prepared."],
    agree: 'I understand',
    back: run.guided,
  });
  if (choice === 'back') yield* prepare(run);
}

/** The technician opens it, and the tool detects that from the ECU's inputs. */
function* doorOpened(): Conversation<void> {
  while (!(yield* isDriverDoorOpen())) {
    const pressed = yield* watch({
      number: null,
      title: TITLE,
      lines: [
        "The vehicle reports its driver's door as closed. Open it; the tool continues when the vehicle reports it open.",
      ],
      status: "driver's door: closed",
      next: null,
      durationUs: DOOR_LOOK_US,
      stimulus: 'open-driver-door',
    });
    if (pressed === 'exit') throw exitedAt(TITLE);
  }
}

function* isDriverDoorOpen(): Conversation<boolean> {
  return (yield* readData('inputs'))?.driverDoorOpen === true;
}

/** The ECU receives the door's state with the body ECU's next frame; it checks it itself when arming. */
function* awaitDoor(): Conversation<void> {
  for (let look = 0; look < DOOR_LOOKS; look += 1) {
    if (yield* isDriverDoorOpen()) return;
    yield* wait(DOOR_LOOK_US);
  }
}

/** Step 1 of 2 (RST-1). */
function* arm(run: UtilityRun): Conversation<'next' | 'back'> {
  const back = run.guided;
  // Also where it begins again after the connection was lost.
  if (back) yield* doorOpened();
  if ((yield* unlock(run, 1, { title: TITLE, getNumber: null, sendNumber: null, back })) === 'back') return 'back';
  yield* show({
    number: STEP_1_SCREEN,
    title: `${TITLE}, step 1 of 2`,
    lines: [
      `The reset takes about ${resetDurationText(run.limits)}, starting after the second pass-code.`,
      'Start the Smart Code Reset?',
    ],
    agree: 'Yes',
  });
  yield* startStep('reset', 'arm', 'the reset is armed');
  run.underWay = 'reset';
  return 'next';
}

/** Step 2 of 2 (RST-2). From here on keys may be erased. */
function* begin(run: UtilityRun): Conversation<void> {
  yield* unlock(run, 2, { title: `${TITLE}, step 2 of 2`, getNumber: null, sendNumber: null });
  // Kept from the first attempt on: keys erased by this run are counted from there.
  run.erasing ??= { retiredBefore: yield* readData('retiredKeys') };
  yield* startStep('reset', 'begin', 'the reset is begun');
  // It can no longer be stopped (RST-5).
  run.underWay = null;
}

/** The technician may exit; the vehicle does not stop for that. */
function* watchToTheEnd(run: UtilityRun): Conversation<void> {
  try {
    yield* watchRunning(run);
  } catch (error) {
    const hasLeft = error instanceof UtilityFailure && error.part === 'person';
    throw hasLeft && error.details.reason !== 'car-restarted' ? lost(run, error) : error;
  }
}

/** Polls until the reset is over; a lost session does not stop it, so the tool opens a new one (RST-5). */
function* watchRunning(run: UtilityRun): Conversation<void> {
  let silentPolls = 0;
  let pauseUs: Micros = 0;
  for (let poll = 0; poll < MAX_POLLS; poll += 1) {
    if (pauseUs > 0 && !run.guided) yield* wait(pauseUs);
    pauseUs = POLL_US;
    const outcome = yield* requestResults('reset');
    if (outcome.kind === 'positive') {
      silentPolls = 0;
      const results = decodeResults('reset', outcome.response);
      if (results === null) throw unexpectedResponse('the reset runs');
      if (results.state !== PROCEDURE_STATES.running) return finish(results);
      pauseUs = Math.min(POLL_US, Math.max(results.remainingMs, 1) * MICROS_PER_MILLI);
      if (run.guided) yield* showRunning(run, results, pauseUs);
      else yield* progress({ ...results, text: 'the reset is running; leave the vehicle as it is' });
    } else if (outcome.kind === 'negative' && outcome.nrc === NRC.serviceNotSupportedInActiveSession) {
      yield* request(EXTENDED_SESSION);
    } else {
      silentPolls += 1;
      if (outcome.kind === 'negative' || run.guided || silentPolls > MAX_SILENT_POLLS)
        throw lost(run, failureOf(outcome, 'the reset runs'));
    }
  }
  throw lost(run, unexpectedResponse('the reset runs'));
}

/** Long enough for a person to see what continues without them. */
function* showRunning(
  { limits }: UtilityRun,
  { elapsedMs, remainingMs }: RunResults<'reset'>,
  durationUs: Micros,
): Conversation<void> {
  const pressed = yield* watch({
    number: null,
    title: TITLE,
    lines: [
      'The reset is running. Leave the vehicle as it is.',
      `Keep the battery at or above ${batteryMinText(limits)}; connect a charger if it is low.`,
      'The vehicle continues on its own, even without the tool.',
    ],
    status: 'erasing the keys',
    progress: { elapsedMs, remainingMs },
    next: null,
    durationUs,
  });
  if (pressed === 'exit') throw exitedAt(TITLE);
}

function finish(results: RunResults<'reset'>): void {
  if (results.outcome === OUTCOMES.completed) return;
  const reason = reasonOf(results);
  const { what, next } = messageForReason(reason);
  throw new UtilityFailure('vehicle', { reason, what: `the vehicle ended the reset: ${what}`, next });
}

/** The vehicle continues on its own; only the tool lost the connection. */
function lost({ limits }: UtilityRun, { part, details }: UtilityFailure): UtilityFailure {
  return new UtilityFailure(part, {
    reason: details.reason,
    what: `${details.what}; the vehicle continues the reset on its own as long as it has 12 V`,
    next: `leave the supply on for ${resetDurationText(limits)}, check the connection, then run "${smartkey('tool read')}" to see the keys`,
  });
}
