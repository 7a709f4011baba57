import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { SESSIONS } from '../../ecu-sim/description/codes.ts';
import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import { request, retry, watch } from './tool-commands.ts';
import { findWhetherErased, type UtilityRun } from './run-utility.ts';
import { ask, EXTENDED_SESSION, exitedAt, show, readData } from './ecu-requests.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { DataValue } from '../tester/identifier-readings.ts';
import { UtilityFailure } from './utility-failure.ts';
import { attemptsLeftText, type KnownLimits } from './vehicle-limits-text.ts';

/** The stage of a utility as found in the vehicle, with its meaning for a technician. */
export interface FoundStage<Stage> {
  readonly stage: Stage;
  readonly lines: readonly string[];
}

interface Stages<Stage> {
  readonly first: Stage;
  /** @returns the stage that follows; null after the last */
  readonly carryOut: (stage: Stage) => Conversation<Stage | null>;
  /**
   * Determines from the vehicle where to continue after a failure.
   *
   * @param sessionLost the session had ended, and a new one was opened: its authorisation is lost
   */
  readonly find: (sessionLost: boolean) => Conversation<FoundStage<Stage>>;
}

/** Consecutive losses of the connection without progress, after which the cause is explained. */
const MAX_LOSSES = 3;

/**
 * Carries out the stages of a utility, one after the other. With a technician, a failure is explained, and once its
 * cause is removed the utility continues from the state of the vehicle; without one, the first failure ends it.
 */
export function* throughStages<Stage>(run: UtilityRun, { first, carryOut, find }: Stages<Stage>): Conversation<void> {
  const completed = new Set<Stage>();
  let losses = 0;
  let stage: Stage | null = first;
  while (stage !== null) {
    const current: Stage = stage;
    try {
      stage = yield* carryOut(current);
      if (!completed.has(current)) losses = 0;
      completed.add(current);
    } catch (error) {
      if (!run.guided || !(error instanceof UtilityFailure) || error.part === 'person') throw error;
      losses = isLost(error) ? losses + 1 : 0;
      const repeated = losses >= MAX_LOSSES;
      if (repeated) losses = 0;
      stage = yield* recover(run, repeated ? repeatedLoss(run) : error, find);
    }
  }
}

/** Until the cause is removed, or the technician gives up. Another failure meanwhile restarts it. */
function* recover<Stage>(run: UtilityRun, first: UtilityFailure, find: Stages<Stage>['find']): Conversation<Stage> {
  let failure = first;
  for (;;) {
    try {
      const lost = isLost(failure);
      if (failure.part === 'bench') yield* awaitVehicle(run, failure);
      else if (!lost) yield* offerRetry(run, failure);
      const sessionLost = yield* reopenSession();
      const { stage, lines } = yield* find(sessionLost);
      if (lost) yield* showStateFound(run, sessionLost, lines);
      return stage;
    } catch (error) {
      if (!(error instanceof UtilityFailure) || error.part === 'person' || error === failure) throw error;
      failure = error;
    }
  }
}

/** At a rate above 1 every timer of the car is shorter by this factor for a tool and its technician. */
function repeatedLoss({ rate, limits }: UtilityRun): UtilityFailure {
  return new UtilityFailure('vehicle', {
    reason: 'connection-unstable',
    what:
      `the connection or the session was lost ${MAX_LOSSES} times in a row at the same step` +
      (rate > 1 ? `; ${describeRate(rate, limits)}, and this machine is too busy to keep up` : ''),
    next:
      rate > 1
        ? 'start the car at a lower rate, or in virtual time, and try again'
        : 'check the cable, the adapter and the load of this machine, and try again',
  });
}

function describeRate(rate: number, limits: KnownLimits | null): string {
  const timeout = (limits ?? DEFAULT_PROFILE).timing.s3Us / MICROS_PER_SECOND / rate;
  return `the car runs ${rate} times faster than real time, so that its session ends after ${timeout.toFixed(2)} s`;
}

/** The connection or the session was lost; the request itself was valid. */
function isLost({ part, details }: UtilityFailure): boolean {
  return part === 'bench' || details.reason === 'session-ended';
}

const TESTER_PRESENT: Uint8Array = Uint8Array.of(SID.testerPresent, 0x00);

/** @returns whether the session had been lost */
function* reopenSession(): Conversation<boolean> {
  if ((yield* readData('session')) === SESSIONS.extended) return false;
  yield* ask(EXTENDED_SESSION, 'the session is reopened');
  return true;
}

function* awaitVehicle(run: UtilityRun, failure: UtilityFailure): Conversation<void> {
  for (;;) {
    const outcome = yield* request(TESTER_PRESENT);
    if (outcome.kind === 'positive' || outcome.kind === 'negative') return;
    const pressed = yield* watch({
      number: null,
      title: 'Connection lost',
      isWarning: true,
      lines: [
        sentence(failure.details.what),
        'Check the cable and the 12 V supply; leave the vehicle as it is. The tool continues as soon as the vehicle ' +
          'answers.',
        run.erasing === null
          ? 'No key has been erased so far.'
          : 'The tool checks whether keys have been erased as soon as the vehicle answers.',
      ],
      status: 'trying to reach the vehicle',
      next: null,
      durationUs: MICROS_PER_SECOND,
      reconnect: true,
    });
    if (pressed === 'exit') throw failure;
  }
}

function* showStateFound(run: UtilityRun, sessionLost: boolean, lines: readonly string[]): Conversation<void> {
  yield* show({
    number: null,
    title: `${run.title}: connected again`,
    lines: [
      sessionLost
        ? 'The vehicle answers. Its diagnostic session had ended; unused seeds and pass-codes are void.'
        : 'The vehicle answers, and its diagnostic session is still open.',
      ...(sessionLost && run.rate > 1 ? [sentence(describeRate(run.rate, run.limits))] : []),
      ...lines,
    ],
    agree: null,
  });
}

/** TEC-6: what happened, whether keys were erased, what to do next; and how many attempts are left. */
function* offerRetry(run: UtilityRun, failure: UtilityFailure): Conversation<void> {
  const { reason, what, next } = failure.details;
  const attempts = ATTEMPT_REASONS.has(reason) ? yield* readData('passCodeAttempts') : null;
  const erased = yield* findWhetherErased(run);
  const again = yield* retry({
    number: null,
    title: run.title,
    lines: [
      sentence(what),
      ...(attempts === null ? [] : [describeAttempts(run, attempts)]),
      ERASED_WORDS[erased],
      sentence(next),
    ],
  });
  if (!again) throw failure;
  if (attempts !== null && attempts.delayLeftMs > 0) yield* sitOutDelay(run);
}

const ERASED_WORDS = {
  yes: 'Keys have been erased.',
  no: 'No key has been erased.',
  unknown: 'It is not yet known whether keys have been erased.',
} as const;

/** Failures after which the number of wrong pass-codes matters. */
const ATTEMPT_REASONS: ReadonlySet<string> = new Set(['pass-code', 'too-many-attempts', 'locked-out']);

/** The ECU does not report how many it allows. */
function describeAttempts({ limits }: UtilityRun, { wrong, delayLeftMs }: DataValue<'passCodeAttempts'>): string {
  if (delayLeftMs > 0) {
    const seconds = Math.ceil(delayLeftMs / 1000);
    return `Wrong pass-codes: ${wrong}. The ECU accepts no pass-code for another ${seconds} s, then 1 attempt before the next delay.`;
  }
  return `Wrong pass-codes: ${wrong}. ${attemptsLeftText(limits, wrong)}.`;
}

const DELAY_LOOK_US: Micros = 500 * MICROS_PER_MILLI;

function* sitOutDelay(run: UtilityRun): Conversation<void> {
  const title = `${run.title}: locked`;
  for (;;) {
    const attempts = yield* readData('passCodeAttempts');
    if (attempts === null || attempts.delayLeftMs === 0) return;
    const pressed = yield* watch({
      number: null,
      title,
      lines: ['After too many wrong pass-codes, the ECU accepts none for a while.'],
      status: `${Math.ceil(attempts.delayLeftMs / 1000)} s left`,
      next: null,
      durationUs: DELAY_LOOK_US,
    });
    if (pressed === 'exit') throw exitedAt(title);
  }
}

/** A failure message begins in lower case and has no full stop. */
function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
