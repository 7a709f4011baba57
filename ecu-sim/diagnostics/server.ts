import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeNegativeResponse, isResponseId, suppressesPositiveResponse } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { EndpointName, Processing } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { isSilentToFunctional, refusalOf } from './common-checks.ts';
import { negative, type ServiceOutcome } from './request.ts';
import { endSession, restartS3, suspendS3 } from './session.ts';
import type { DiagnosticServices } from './services.ts';

/**
 * The UDS server: the answer to each request, its time, and whether it is sent (ISO 14229-1 and -2, conformance 1 to
 * 28).
 */

/** "Response pending" is sent when half of P2, and then of P2*, has elapsed: early enough, and not too often. */
const PENDING_SHARE = 0.5;
/**
 * A request is complete. Its instant is the end of its last frame.
 *
 * @param answering another endpoint is still being answered, so that this request must be repeated later
 */
export function answerRequest(
  step: FirmwareStep,
  services: DiagnosticServices,
  endpoint: EndpointName,
  payload: Uint8Array,
  answering: boolean,
): void {
  const sid = payload[0];
  if (sid === undefined || isResponseId(sid)) return;
  step.emit({ kind: 'uds', endpoint, direction: 'request', payload });
  if (answering || step.state.processing !== null || step.state.resetAfterResponse) {
    answerWhileBusy(step, endpoint, payload);
    return;
  }
  suspendS3(step);
  answer(step, services, endpoint, payload);
}

/** Conformance 1 to 4: the common checks in their order, then the service's own. */
function serve(
  step: FirmwareStep,
  services: DiagnosticServices,
  endpoint: EndpointName,
  payload: Uint8Array,
): ServiceOutcome {
  const service = services.bySid.get(payload[0] ?? 0);
  const nrc = refusalOf(service, step.state.session, payload);
  if (service === undefined || nrc !== null) return negative(nrc ?? NRC.serviceNotSupported);
  return service.serve(step, { endpoint, payload });
}

/**
 * Conformance 28: tester present without answer is accepted (S3 is stopped anyway), everything else must be repeated
 * later.
 */
function answerWhileBusy(step: FirmwareStep, endpoint: EndpointName, payload: Uint8Array): void {
  const isKeepAlive = payload.length === 2 && payload[0] === SID.testerPresent && payload[1] === 0x80;
  if (!isKeepAlive) send(step, endpoint, encodeNegativeResponse(payload[0] ?? 0, NRC.busyRepeatRequest));
}

/** A result on its way to the bus: at once, or when the action is complete. */
interface Answer {
  /** Null where it is built only when a memory write is complete. */
  readonly response: Uint8Array | null;
  /** Suppressed, unless 0x78 has been sent before. */
  readonly suppressed: boolean;
  readonly durationUs: Micros;
}

function answer(step: FirmwareStep, services: DiagnosticServices, endpoint: EndpointName, payload: Uint8Array): void {
  const outcome = serve(step, services, endpoint, payload);
  if (outcome.kind === 'positive' && (outcome.resetAfter ?? false)) step.draft.resetAfterResponse = true;
  const { response, suppressed, durationUs } = answerOf(endpoint, payload, outcome);
  if (durationUs > 0 || response === null) {
    const processing = beginProcessing(step, endpoint, payload, { response, suppressed, durationUs });
    step.draft.processing = processing;
    finishProcessing(step, services, processing);
  } else if (suppressed) responseSent(step);
  else send(step, endpoint, response);
}

function answerOf(endpoint: EndpointName, payload: Uint8Array, outcome: ServiceOutcome): Answer {
  const { durationUs } = outcome;
  if (outcome.kind === 'negative') {
    const suppressed = endpoint === 'functional' && isSilentToFunctional(outcome.nrc);
    return { response: encodeNegativeResponse(payload[0] ?? 0, outcome.nrc), suppressed, durationUs };
  }
  return { response: outcome.response, suppressed: suppressesPositiveResponse(payload), durationUs };
}

function beginProcessing(
  step: FirmwareStep,
  endpoint: EndpointName,
  request: Uint8Array,
  { response, suppressed, durationUs }: Answer,
): Processing {
  const { p2Us } = step.context.profile.timing;
  return {
    endpoint,
    request,
    finishUs: step.nowUs + durationUs,
    nextPendingUs: durationUs >= p2Us ? step.nowUs + p2Us * PENDING_SHARE : NEVER_US,
    pendingSent: false,
    response,
    suppressed,
    write: response === null ? { startUs: step.nowUs } : null,
  };
}

/** The part of the current request that is due: "response pending", or the final answer. */
export function finishProcessing(step: FirmwareStep, services: DiagnosticServices, processing: Processing): void {
  if (processing.finishUs <= step.nowUs) {
    step.draft.processing = null;
    const response = processing.response ?? services.completeWrite(step, processing.request);
    // Conformance 11, 13: once "pending" has been sent, the final answer is always sent, even if it would otherwise be
    // suppressed.
    if (processing.suppressed && !processing.pendingSent) responseSent(step);
    else send(step, processing.endpoint, response);
  } else if (processing.nextPendingUs <= step.nowUs) {
    sendPending(step, processing);
  }
}

function sendPending(step: FirmwareStep, processing: Processing): void {
  send(
    step,
    processing.endpoint,
    encodeNegativeResponse(processing.request[0] ?? 0, NRC.requestCorrectlyReceivedResponsePending),
  );
  step.draft.processing = { ...processing, pendingSent: true, nextPendingUs: nextPendingUs(step, processing) };
}

/** Conformance 21, 22: again before P2* expires, and only where the answer is not ready by then. */
function nextPendingUs(step: FirmwareStep, processing: Processing): Micros {
  const { p2StarUs } = step.context.profile.timing;
  const again = step.nowUs + p2StarUs * PENDING_SHARE;
  return processing.finishUs >= step.nowUs + p2StarUs ? again : NEVER_US;
}

/**
 * The answer has been sent, or there was none: S3 restarts, and a reset that waited for it is performed (conformance
 * 27, 34).
 */
export function responseSent(step: FirmwareStep): void {
  if (step.state.processing !== null) return;
  if (step.state.resetAfterResponse) {
    // Procedures in progress end with the session (AUT-6), and the history distinguishes this from a power loss.
    endSession(step, 'default');
    step.resetEcu();
  }
  restartS3(step);
}

function send(step: FirmwareStep, endpoint: EndpointName, payload: Uint8Array): void {
  step.emit({ kind: 'uds', endpoint, direction: 'response', payload });
  step.respond(endpoint, payload);
}
