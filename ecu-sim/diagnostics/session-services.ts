import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';
import { endSession } from './session.ts';

const DEFAULT_SESSION = 0x01;
const EXTENDED_SESSION = 0x03;
/** P2* is told in units of 10 ms (conformance 19). */
const P2_STAR_UNIT_US = 10_000;

/** 0x10 DiagnosticSessionControl (conformance 19, 29 to 32). */
export function sessionControl(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const session = (request.payload[1] ?? 0) & 0x7f;
  if (session !== DEFAULT_SESSION && session !== EXTENDED_SESSION) return negative(NRC.subFunctionNotSupported);
  if (request.payload.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  endSession(step, session === EXTENDED_SESSION ? 'extended' : 'default');
  const { timing, actionDurationsUs } = step.context.profile;
  const response = new Uint8Array(6);
  const view = new DataView(response.buffer);
  view.setUint8(0, SID.diagnosticSessionControl + POSITIVE_RESPONSE_OFFSET);
  view.setUint8(1, session);
  view.setUint16(2, timing.p2Us / 1000);
  view.setUint16(4, timing.p2StarUs / P2_STAR_UNIT_US);
  return positive(response, actionDurationsUs.sessionControl);
}

/** Hard, key off-on and soft reset: one and the same for this ECU. */
const RESET_TYPES = [0x01, 0x02, 0x03];

/** 0x11 ECUReset: answers first, then resets (conformance 34); refused while a reset runs (RST-5). */
export function ecuReset(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const type = (request.payload[1] ?? 0) & 0x7f;
  if (!RESET_TYPES.includes(type)) return negative(NRC.subFunctionNotSupported);
  if (request.payload.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const { procedure } = step.state;
  if (procedure.kind === 'reset' && procedure.state === 'running') return negative(NRC.conditionsNotCorrect);
  const response = Uint8Array.of(SID.ecuReset + POSITIVE_RESPONSE_OFFSET, type);
  return { ...positive(response, step.context.profile.actionDurationsUs.ecuReset), resetAfter: true };
}

/** 0x3E TesterPresent (conformance 51). That it restarts S3 is common to all requests. */
export function testerPresent(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  if (((request.payload[1] ?? 0) & 0x7f) !== 0) return negative(NRC.subFunctionNotSupported);
  if (request.payload.length !== 2) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const response = Uint8Array.of(SID.testerPresent + POSITIVE_RESPONSE_OFFSET, 0x00);
  return positive(response, step.context.profile.actionDurationsUs.testerPresent);
}
