import assert from 'node:assert/strict';
import type { UtilityRun } from './run-utility.ts';
import { failureOf, unexpectedResponse, startStep, stopProcedure, reasonOf } from './ecu-requests.ts';
import { messageForEnd } from './failure-messages.ts';
import type { ShownText } from '../tester/command.ts';
import type { Conversation } from '../tester/conversation.ts';
import { OUTCOMES, REGISTRATION_MODES } from '../../ecu-sim/description/codes.ts';
import { ROUTINES, type RunResults, type StartAnswer } from '../../ecu-sim/description/smart-key/routines.ts';
import type { KeyCount, RegisterDone } from './tool-result.ts';
import { UtilityFailure, type FailureMessage } from './utility-failure.ts';

/** The screens and requests of a registration, for a technician or a script (REG). */

export const REGISTRATION_TITLE: string = ROUTINES.registration.title;

type Mode = RegisterDone['mode'];

/** REG-2. */
export function modeFor({ registered }: KeyCount): Mode {
  return registered > 0 ? 'additional' : 'initial';
}

function screenOf(...lines: readonly string[]): ShownText {
  return { number: null, title: REGISTRATION_TITLE, lines };
}

export function instructions(mode: Mode): ShownText {
  return mode === 'initial'
    ? screenOf('No key is registered: several new keys can be registered, one after the other.')
    : screenOf('You need a registered key and the new key. Each run registers one new key.');
}

/** Bulletin steps 10 to 12. */
export function room({ registered, freeSlots }: KeyCount): ShownText {
  return screenOf(`Keys registered: ${registered}`, `Room for further keys: ${freeSlots}`);
}

/** Bulletin steps 13 to 15. */
export function placement(mode: Mode): ShownText {
  return mode === 'initial'
    ? screenOf('Take the new keys out of the vehicle.')
    : screenOf('Take all keys out of the vehicle, then bring in only the registered one.');
}

/** Bulletin step 2: what a technician checks before it begins. */
export function instructionChecks(mode: Mode): readonly string[] {
  const supply = 'The battery is charged, or a battery charger is connected.';
  return mode === 'initial'
    ? ['Every new key is here, and was never registered on any vehicle.', supply]
    : ['A registered key is here.', 'The new key is here, and was never registered on any vehicle.', supply];
}

/** Bulletin steps 13 and 14: the same of the keys' places. */
export function placementChecks(mode: Mode): readonly string[] {
  return mode === 'initial'
    ? ['Every new key is outside the vehicle.']
    : [
        'The new key is outside the vehicle, and so is every other key but one.',
        'One registered key is in the vehicle.',
      ];
}

/** Bulletin step 20. */
export const FUNCTION_CHECK: ShownText = screenOf(
  'Check each key: lock, unlock, panic and trunk buttons, and that the vehicle starts with it.',
);

/** Enters registration mode: the vehicle's step timeout starts (REG-7). */
export function* enterMode(run: UtilityRun, mode: Mode): Conversation<void> {
  const doing = 'registration mode is entered';
  const answer = yield* startStep('registration', 'enter', doing);
  run.underWay = 'registration';
  if (answer?.mode !== REGISTRATION_MODES[mode]) throw unexpectedResponse(doing);
}

type Check = Exclude<keyof StartAnswer<'registration', 'check'>, 'state'>;

const CHECKS: readonly (readonly [Check, string])[] = [
  ['doorKnown', 'door signal known'],
  ['battery', '12 V supply sufficient'],
  ['freeSlot', 'free slot'],
  ['keyPresent', 'registered key in the cabin or touched'],
  ['noFault', 'no prohibiting fault'],
];

/** The finding that an initial registration does not need: no key is registered that could be present. */
const REGISTERED_KEY_CHECK: Check = 'keyPresent';

/**
 * Bulletin steps 17 and 18: the vehicle's findings, as a screen. They are informative and do not block the start
 * (REG-3).
 */
export function* runPreStartCheck(mode: Mode): Conversation<ShownText> {
  const doing = 'the Pre-Start Check is run';
  const findings = yield* startStep('registration', 'check', doing);
  if (findings === null) throw unexpectedResponse(doing);
  return {
    number: null,
    title: `${REGISTRATION_TITLE}, Pre-Start Check`,
    lines: CHECKS.map(([name, check]) => {
      if (findings[name]) return `yes  ${check}`;
      return mode === 'initial' && name === REGISTERED_KEY_CHECK ? `n/a  ${check}: not needed` : `no   ${check}`;
    }),
  };
}

export function* startRegistration(): Conversation<void> {
  yield* startStep('registration', 'start', 'the registration is started');
}

/** Stops it: this is how an initial registration ends (REG-5). */
export function* finishRegistration(run: UtilityRun): Conversation<void> {
  assert(run.underWay === 'registration');
  const outcome = yield* stopProcedure('registration');
  if (outcome.kind !== 'positive') throw failureOf(outcome, 'the registration is finished');
  run.underWay = null;
}

/** The message for a procedure that ended by itself takes precedence over that for a single touch. */
export function endedOr(results: RunResults<'registration'>, details: FailureMessage): UtilityFailure {
  const ended = results.outcome === OUTCOMES.aborted || results.outcome === OUTCOMES['timed-out'];
  return new UtilityFailure('vehicle', ended ? messageForEnd(results.outcome, reasonOf(results)) : details);
}
