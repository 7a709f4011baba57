import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeSubFunctionResponse, newPositiveResponse, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID, P2_STAR_UNIT_US } from '../../can-bus/uds/service-ids.ts';
import { SESSIONS } from '../description/codes.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';
import { endSession } from './session.ts';

/** 0x10 DiagnosticSessionControl (conformance 19, 29 to 32). */
export function sessionControl(step: FirmwareStep, { payload }: ServiceRequest): ServiceOutcome {
  const session = subFunctionOf(payload);
  endSession(step, session === SESSIONS.extended ? 'extended' : 'default');
  const { timing, actionDurationsUs } = step.context.profile;
  const response = newPositiveResponse(SID.diagnosticSessionControl, 5);
  const p2Ms = timing.p2Us / 1000;
  const p2Star = timing.p2StarUs / P2_STAR_UNIT_US;
  response[1] = session;
  response[2] = p2Ms >>> 8;
  response[3] = p2Ms;
  response[4] = p2Star >>> 8;
  response[5] = p2Star;
  return positive(response, actionDurationsUs.sessionControl);
}

/**
 * 0x11 ECUReset, all types alike: answers first, then resets (conformance 34); refused while a reset procedure runs
 * (RST-5).
 */
export function ecuReset(step: FirmwareStep, { payload }: ServiceRequest): ServiceOutcome {
  const { procedure } = step.state;
  if (procedure.kind === 'reset' && procedure.state === 'running') return negative(NRC.conditionsNotCorrect);
  const response = encodeSubFunctionResponse(SID.ecuReset, subFunctionOf(payload));
  return { ...positive(response, step.context.profile.actionDurationsUs.ecuReset), resetAfter: true };
}

/** 0x3E TesterPresent (conformance 51). Restarting S3 is common to all requests. */
export function testerPresent(step: FirmwareStep, { payload }: ServiceRequest): ServiceOutcome {
  const response = encodeSubFunctionResponse(SID.testerPresent, subFunctionOf(payload));
  return positive(response, step.context.profile.actionDurationsUs.testerPresent);
}
