import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodeSubFunctionResponse, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { Communication } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

/** By sub-function: which broadcast frames continue. */
const CONTROLS: ReadonlyMap<number, Communication> = new Map([
  [0x00, { receive: true, transmit: true }],
  [0x01, { receive: true, transmit: false }],
  [0x02, { receive: false, transmit: true }],
  [0x03, { receive: false, transmit: false }],
]);

/** CommunicationType: normal communication messages, of this subnet. */
const NORMAL_MESSAGES = 0x01;

/** 0x28 CommunicationControl: affects the broadcast frames, never diagnostics. */
export function communicationControl(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  const control = subFunctionOf(payload);
  const communication = CONTROLS.get(control);
  if (communication === undefined) return negative(NRC.subFunctionNotSupported);
  if (payload[2] !== NORMAL_MESSAGES) return negative(NRC.requestOutOfRange);
  step.draft.communication = communication;
  const answer = encodeSubFunctionResponse(SID.communicationControl, control);
  return positive(answer, step.context.profile.actionDurationsUs.communicationControl);
}
