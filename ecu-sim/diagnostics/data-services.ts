import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { readIdentifier, writableIdentifier } from './data-identifiers.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

/** The longest message ISO-TP carries with a 12-bit length. */
const LONGEST_ANSWER = 4095;

/** 0x22 ReadDataByIdentifier (conformance 48). */
export function readData(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  if (payload.length < 3 || payload.length % 2 === 0) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const durationUs = step.context.profile.actionDurationsUs.readData;
  const answer: number[] = [SID.readDataByIdentifier + POSITIVE_RESPONSE_OFFSET];
  for (let offset = 1; offset < payload.length; offset += 2) {
    const high = payload[offset] ?? 0;
    const low = payload[offset + 1] ?? 0;
    const value = readIdentifier(step, (high << 8) | low);
    if (value === null) continue;
    answer.push(high, low, ...value);
  }
  // Whether there is anything to give is known only when all has been looked for.
  if (answer.length === 1) return negative(NRC.requestOutOfRange, durationUs);
  if (answer.length > LONGEST_ANSWER) return negative(NRC.responseTooLong, durationUs);
  return positive(Uint8Array.from(answer), durationUs);
}

/** 0x2E WriteDataByIdentifier (conformance 49). */
export function writeData(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  if (payload.length < 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const high = payload[1] ?? 0;
  const low = payload[2] ?? 0;
  const identifier = writableIdentifier((high << 8) | low);
  if (identifier === undefined) return negative(NRC.requestOutOfRange);
  const value = payload.slice(3);
  if (value.length !== identifier.length) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  if (!identifier.isValid(value)) return negative(NRC.requestOutOfRange);
  if (step.state.memoryDamaged) return negative(NRC.generalProgrammingFailure);
  identifier.write(step, value);
  const answer = Uint8Array.of(SID.writeDataByIdentifier + POSITIVE_RESPONSE_OFFSET, high, low);
  return positive(answer, step.context.profile.actionDurationsUs.writeData);
}
