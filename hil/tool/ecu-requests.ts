import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import {
  OUTCOMES,
  PROCEDURES,
  PROCEDURE_STATES,
  reasonName,
  type KeyProcedure,
  type ReasonName,
} from '../../ecu-sim/description/codes.ts';
import { DATA_IDENTIFIERS, type DataIdentifierName } from '../../ecu-sim/description/smart-key/data-identifiers.ts';
import type { DataIdentifierSpec } from '../../ecu-sim/description/ecu-description.ts';
import type { RunResults, StartAnswer } from '../../ecu-sim/description/smart-key/routines.ts';
import { decodeData, readRequest, type DataValue } from '../tester/identifier-readings.ts';
import {
  decodeResults,
  decodeStartAnswer,
  resultsRequest,
  startRequest,
  stopRequest,
  type StartOption,
} from '../tester/routines.ts';
import { perform, request, screen } from './tool-commands.ts';
import {
  messageForEnd,
  messageForNegativeResponse,
  messageForUnexpectedResponse,
  messageForReason,
  messageForSilence,
  messageForUnderWay,
} from './failure-messages.ts';
import type { Stimulus, StimulusAnswer, ScreenCommand } from '../tester/command.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { KeyCount } from './tool-result.ts';
import { UtilityFailure, type FailureMessage } from './utility-failure.ts';

/** The utilities' requests to the Smart Key ECU; each function fails by throwing a UtilityFailure. */

export const DEFAULT_SESSION: Uint8Array = Uint8Array.of(SID.diagnosticSessionControl, 0x01);
export const EXTENDED_SESSION: Uint8Array = Uint8Array.of(SID.diagnosticSessionControl, 0x03);

/** The failure for an outcome without a positive response. */
export function failureOf(outcome: Exclude<UdsOutcome, { readonly kind: 'positive' }>, doing: string): UtilityFailure {
  if (outcome.kind === 'negative') {
    return new UtilityFailure('vehicle', messageForNegativeResponse(outcome.nrc, doing));
  }
  return new UtilityFailure('bench', messageForSilence(outcome, doing));
}

export function unexpectedResponse(doing: string): UtilityFailure {
  return new UtilityFailure('vehicle', messageForUnexpectedResponse(doing));
}

/** The positive response to a request. `doing` describes its purpose, to complete "while …". */
export function* ask(payload: Uint8Array, doing: string): Conversation<Uint8Array> {
  const outcome = yield* request(payload);
  if (outcome.kind !== 'positive') throw failureOf(outcome, doing);
  return outcome.response;
}

/** The bytes of a data identifier; null where the ECU does not report it. */
export function* readValue(spec: Pick<DataIdentifierSpec, 'id'>): Conversation<Uint8Array | null> {
  const outcome = yield* request(readRequest(spec));
  if (outcome.kind !== 'positive') return null;
  const { response } = outcome;
  return response[1] === spec.id >> 8 && response[2] === (spec.id & 0xff) ? response.subarray(3) : null;
}

/** A data identifier of the Smart Key ECU; null where it is not reported, or not of the declared form. */
export function* readData<Name extends DataIdentifierName>(name: Name): Conversation<DataValue<Name> | null> {
  const value = yield* readValue(DATA_IDENTIFIERS[name]);
  return value === null ? null : decodeData(name, value);
}

export function* readKeyCount(): Conversation<KeyCount | null> {
  const registered = yield* readData('registeredKeys');
  if (registered === null) return null;
  const freeSlots = yield* readData('freeSlots');
  return freeSlots === null ? null : { registered, freeSlots };
}

/** {@link readKeyCount}, for a utility that cannot continue without it. */
export function* needKeyCount(doing: string): Conversation<KeyCount> {
  const count = yield* readKeyCount();
  if (count === null) throw unexpectedResponse(doing);
  return count;
}

/**
 * One step of a procedure: starts its routine with an option. Returns the data after the echo; null where they are not
 * of the declared form.
 */
export function* startStep<Name extends KeyProcedure, Option extends StartOption<Name>>(
  procedure: Name,
  option: Option,
  doing: string,
  ...parameter: readonly number[]
): Conversation<StartAnswer<Name, Option> | null> {
  const outcome = yield* request(startRequest(procedure, option, ...parameter));
  if (outcome.kind === 'positive') return decodeStartAnswer(procedure, option, outcome.response);
  if (outcome.kind === 'negative') {
    const details = yield* refusalMessage(procedure, outcome.nrc);
    if (details !== null) throw new UtilityFailure('vehicle', details);
  }
  throw failureOf(outcome, doing);
}

/** Stops a procedure (0x31 02). */
export function* stopProcedure(procedure: KeyProcedure): Conversation<UdsOutcome> {
  return yield* request(stopRequest(procedure));
}

export function* requestResults(procedure: KeyProcedure): Conversation<UdsOutcome> {
  return yield* request(resultsRequest(procedure));
}

/** The results of the present or last run of a procedure. */
export function* readResults<Name extends KeyProcedure>(
  procedure: Name,
  doing: string,
): Conversation<RunResults<Name>> {
  const outcome = yield* requestResults(procedure);
  if (outcome.kind !== 'positive') throw failureOf(outcome, doing);
  const results = decodeResults(procedure, outcome.response);
  if (results === null) throw unexpectedResponse(doing);
  return results;
}

/** Two response codes have many reasons; the ECU reports the actual one elsewhere. Null where it does not. */
function* refusalMessage(procedure: KeyProcedure, nrc: number): Conversation<FailureMessage | null> {
  if (nrc === NRC.conditionsNotCorrect) return yield* newestRefusal(procedure);
  if (nrc === NRC.requestSequenceError) return yield* endOfRun(procedure);
  return null;
}

/** The newest entry of the history (VEH-6). */
function* newestRefusal(procedure: KeyProcedure): Conversation<FailureMessage | null> {
  const [newest] = (yield* readData('history')) ?? [];
  if (newest?.procedure !== PROCEDURES[procedure] || newest.outcome !== OUTCOMES.refused) return null;
  const name = reasonName(newest.reason);
  return name === undefined ? null : messageForReason(name);
}

/**
 * Sequence number of the newest history entry, which each refused touch increments (VEH-6, REG-6); 0 where there is
 * none.
 */
export function* countRefusals(): Conversation<number> {
  const [newest] = (yield* readData('history')) ?? [];
  return newest?.counter ?? 0;
}

/** Why a run ended; none where the tool does not know the ECU's reason. */
export function reasonOf({ reason }: { readonly reason: number }): ReasonName {
  return reasonName(reason) ?? 'none';
}

/** A step out of order: the procedure has ended meanwhile, or has been begun before. */
function* endOfRun(procedure: KeyProcedure): Conversation<FailureMessage | null> {
  const outcome = yield* requestResults(procedure);
  const results = outcome.kind === 'positive' ? decodeResults(procedure, outcome.response) : null;
  if (results === null) return null;
  if (results.state !== PROCEDURE_STATES.idle) return messageForUnderWay(results.state, results.remainingMs);
  const ended = results.outcome === OUTCOMES.aborted || results.outcome === OUTCOMES['timed-out'];
  return ended ? messageForEnd(results.outcome, reasonOf(results)) : null;
}

/** Shows a screen; the technician may exit there. */
export function* show(shown: Omit<ScreenCommand, 'kind' | 'back'>): Conversation<void> {
  yield* page({ ...shown, back: false });
}

/** Shows a screen that may offer the way back; the technician may exit there. */
export function* page(shown: Omit<ScreenCommand, 'kind'>): Conversation<'next' | 'back'> {
  const choice = yield* screen(shown);
  if (choice === 'exit') throw exitedAt(shown.title);
  return choice;
}

/** The technician exited. */
export function exitedAt(title: string): UtilityFailure {
  return new UtilityFailure('person', {
    reason: 'exit',
    what: `the utility was exited at the screen "${title}"`,
    next: 'start it again at any time; new pass-codes are needed',
  });
}

/** Has the operator perform an action at the car. */
export function* performAtCar(stimulus: Stimulus): Conversation<Extract<StimulusAnswer, { readonly done: true }>> {
  const answer = yield* perform(stimulus);
  if (answer.done) return answer;
  throw new UtilityFailure('bench', { reason: 'stimulus-failed', what: answer.message, next: answer.hint });
}

/** Ids in the slots (DID 1003); empty where the ECU does not report them. */
export function* readSlots(): Conversation<readonly number[]> {
  return ((yield* readData('slots')) ?? []).filter((id) => id !== null);
}
