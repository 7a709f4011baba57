import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import type { ByteReader } from '../../can-bus/bytes/byte-reader.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import {
  OUTCOMES,
  PROCEDURES,
  PROCEDURE_STATES,
  reasonName,
  type KeyProcedure,
  type ReasonName,
} from '../../ecu-sim/smart-key/codes.ts';
import { perform, request, screen } from './tool-commands.ts';
import {
  wordsForEnd,
  wordsForNegativeResponse,
  wordsForUnexpectedResponse,
  wordsForReason,
  wordsForSilence,
  wordsForUnderWay,
} from './failure-messages.ts';
import type { Stimulus, StimulusAnswer, ScreenCommand } from '../tester/command.ts';
import type { Conversation } from '../tester/conversation.ts';
import type { KeyCount } from './tool-result.ts';
import { UtilityFailure, type FailureWords } from './utility-failure.ts';

/** What utilities say to the Smart Key ECU, piece by piece; each piece fails by throwing a UtilityFailure. */

export const DEFAULT_SESSION: Uint8Array = Uint8Array.of(SID.diagnosticSessionControl, 0x01);
export const EXTENDED_SESSION: Uint8Array = Uint8Array.of(SID.diagnosticSessionControl, 0x03);

export const DID = {
  session: 0xf186,
  vin: 0xf190,
  registeredKeys: 0x1001,
  freeSlots: 0x1002,
  slots: 0x1003,
  inputs: 0x1004,
  procedure: 0x1006,
  retiredKeys: 0x1008,
  attempts: 0x1009,
  history: 0x1010,
} as const;

/** The routine of each procedure. */
export const ROUTINE = { reset: 0x0201, registration: 0x0202, erasure: 0x0203 } as const;

/** The failure an outcome without a positive response stands for. */
export function failureOf(outcome: Exclude<UdsOutcome, { readonly kind: 'positive' }>, doing: string): UtilityFailure {
  if (outcome.kind === 'negative') {
    return new UtilityFailure('vehicle', wordsForNegativeResponse(outcome.nrc, doing));
  }
  return new UtilityFailure('bench', wordsForSilence(outcome, doing));
}

export function unexpectedResponse(doing: string): UtilityFailure {
  return new UtilityFailure('vehicle', wordsForUnexpectedResponse(doing));
}

/** The positive response to a request. `doing` says what for, to complete "while …". */
export function* ask(payload: Uint8Array, doing: string): Conversation<Uint8Array> {
  const outcome = yield* request(payload);
  if (outcome.kind !== 'positive') throw failureOf(outcome, doing);
  return outcome.response;
}

/** The value of a data identifier; null where the ECU does not give it. */
export function* readValue(identifier: number): Conversation<Uint8Array | null> {
  const outcome = yield* request(Uint8Array.of(SID.readDataByIdentifier, identifier >> 8, identifier & 0xff));
  if (outcome.kind !== 'positive') return null;
  const { response } = outcome;
  return response[1] === identifier >> 8 && response[2] === (identifier & 0xff) ? response.subarray(3) : null;
}

/** A whole number read from a data identifier; null where the ECU does not give it, or not in so many bytes. */
export function* readNumber(identifier: number, bytes: 1 | 2): Conversation<number | null> {
  const value = yield* readValue(identifier);
  return value === null ? null : decodeExactly(value, (reader) => (bytes === 1 ? reader.u8() : reader.u16()));
}

export function* readKeyCount(): Conversation<KeyCount | null> {
  const registered = yield* readNumber(DID.registeredKeys, 1);
  if (registered === null) return null;
  const freeSlots = yield* readNumber(DID.freeSlots, 1);
  return freeSlots === null ? null : { registered, freeSlots };
}

/** {@link readKeyCount}, where a utility cannot go on without. */
export function* needKeyCount(doing: string): Conversation<KeyCount> {
  const count = yield* readKeyCount();
  if (count === null) throw unexpectedResponse(doing);
  return count;
}

/** One step of a procedure: starts its routine with an option. Gives what follows the echo. */
export function* startStep(
  procedure: KeyProcedure,
  option: readonly number[],
  doing: string,
): Conversation<Uint8Array> {
  const outcome = yield* request(routineRequest(0x01, procedure, option));
  if (outcome.kind === 'positive') return outcome.response.subarray(4);
  if (outcome.kind === 'negative') {
    const words = yield* refusalWords(procedure, outcome.nrc);
    if (words !== null) throw new UtilityFailure('vehicle', words);
  }
  throw failureOf(outcome, doing);
}

/** Stops a procedure (0x31 02). */
export function* stopProcedure(procedure: KeyProcedure): Conversation<UdsOutcome> {
  return yield* request(routineRequest(0x02, procedure));
}

/** Head of a routine's results; `detail` is what follows for 0202 and 0203. */
export interface RunResults {
  readonly state: number;
  readonly outcome: number;
  readonly reason: ReasonName;
  readonly elapsedMs: number;
  readonly remainingMs: number;
  readonly detail: Uint8Array;
}

export function* requestResults(procedure: KeyProcedure): Conversation<UdsOutcome> {
  return yield* request(routineRequest(0x03, procedure));
}

/** Reads a positive response to 0x31 03; null where it is too short. */
export function decodeResults(response: Uint8Array): RunResults | null {
  return decodeExactly(response.subarray(4), (reader: ByteReader) => ({
    state: reader.u8(),
    outcome: reader.u8(),
    reason: reasonName(reader.u8()) ?? 'none',
    elapsedMs: reader.u24(),
    remainingMs: reader.u24(),
    detail: reader.bytes(reader.remaining),
  }));
}

/** The results of the present or last run of a procedure. */
export function* readResults(procedure: KeyProcedure, doing: string): Conversation<RunResults> {
  const outcome = yield* requestResults(procedure);
  if (outcome.kind !== 'positive') throw failureOf(outcome, doing);
  const results = decodeResults(outcome.response);
  if (results === null) throw unexpectedResponse(doing);
  return results;
}

function routineRequest(subFunction: number, procedure: KeyProcedure, option: readonly number[] = []): Uint8Array {
  const routine = ROUTINE[procedure];
  return Uint8Array.of(SID.routineControl, subFunction, routine >> 8, routine & 0xff, ...option);
}

/** Two answers have many reasons; the ECU tells elsewhere which it was. Null where it does not. */
function* refusalWords(procedure: KeyProcedure, nrc: number): Conversation<FailureWords | null> {
  if (nrc === NRC.conditionsNotCorrect) return yield* newestRefusal(procedure);
  if (nrc === NRC.requestSequenceError) return yield* endOfRun(procedure);
  return null;
}

/** The newest entry of the history (VEH-6). */
function* newestRefusal(procedure: KeyProcedure): Conversation<FailureWords | null> {
  const history = yield* readValue(DID.history);
  const [count = 0, newest = 0, outcome = 0, reason = 0] = history ?? [];
  if (count === 0 || newest !== PROCEDURES[procedure] || outcome !== OUTCOMES.refused) return null;
  const name = reasonName(reason);
  return name === undefined ? null : wordsForReason(name);
}

/** Running number of the newest history entry, which each refused touch adds to (VEH-6, REG-6); 0 where there is none. */
export function* countRefusals(): Conversation<number> {
  const [count = 0, , , , counter = 0] = (yield* readValue(DID.history)) ?? [];
  return count === 0 ? 0 : counter;
}

/** A step out of order: because the procedure has ended meanwhile, or because somebody has begun it before. */
function* endOfRun(procedure: KeyProcedure): Conversation<FailureWords | null> {
  const outcome = yield* requestResults(procedure);
  const results = outcome.kind === 'positive' ? decodeResults(outcome.response) : null;
  if (results === null) return null;
  if (results.state !== PROCEDURE_STATES.idle) return wordsForUnderWay(results.state, results.remainingMs);
  const ended = results.outcome === OUTCOMES.aborted || results.outcome === OUTCOMES['timed-out'];
  return ended ? wordsForEnd(results.outcome, results.reason) : null;
}

/** Shows a screen; the technician may leave there. */
export function* show(shown: Omit<ScreenCommand, 'kind' | 'back'>): Conversation<void> {
  yield* page({ ...shown, back: false });
}

/** Shows a screen that may offer the way back; the technician may leave there. */
export function* page(shown: Omit<ScreenCommand, 'kind'>): Conversation<'next' | 'back'> {
  const choice = yield* screen(shown);
  if (choice === 'exit') throw exitedAt(shown.title);
  return choice;
}

/** The technician left. */
export function exitedAt(title: string): UtilityFailure {
  return new UtilityFailure('person', {
    reason: 'exit',
    what: `the utility was left at the screen "${title}"`,
    next: 'start it again whenever you like; new pass-codes will be needed',
  });
}

/** Has the operator do something at the car. */
export function* performAtCar(stimulus: Stimulus): Conversation<Extract<StimulusAnswer, { readonly done: true }>> {
  const answer = yield* perform(stimulus);
  if (answer.done) return answer;
  throw new UtilityFailure('bench', { reason: 'no-hand', what: answer.message, next: answer.hint });
}

/** What the ECU says of the procedure under way (DID 1006). */
interface ProcedureNow {
  readonly procedure: number;
  readonly state: number;
  readonly remainingMs: number;
}

/** Null where the ECU does not give it. */
export function* readProcedure(): Conversation<ProcedureNow | null> {
  const value = yield* readValue(DID.procedure);
  return value === null ? null : decodeExactly(value, procedureNow);
}

function procedureNow(reader: ByteReader): ProcedureNow {
  const [procedure, state] = [reader.u8(), reader.u8()];
  reader.u24();
  return { procedure, state, remainingMs: reader.u24() };
}

/** Ids in the slots (DID 1003); none where the ECU does not give them. */
export function* readSlots(): Conversation<readonly number[]> {
  const value = (yield* readValue(DID.slots)) ?? new Uint8Array();
  const ids: number[] = [];
  for (let offset = 0; offset + 5 <= value.length; offset += 5) {
    const [state = 0, ...id] = value.subarray(offset, offset + 5);
    if (state === 1) ids.push(id.reduce((sum, byte) => sum * 0x100 + byte, 0));
  }
  return ids;
}
