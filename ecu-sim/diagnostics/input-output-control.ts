import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

const RETURN_CONTROL = 0x00;
const SHORT_TERM_ADJUSTMENT = 0x03;

interface Output {
  readonly isValid: (state: number) => boolean;
  readonly adjust: (step: FirmwareStep, state: number) => void;
  readonly release: (step: FirmwareStep) => void;
}

const OUTPUTS: ReadonlyMap<number, Output> = new Map<number, Output>([
  [
    // Exterior buzzer: so many beeps, which count like any (VEH-3). They are over by themselves.
    0x2001,
    {
      isValid: (beeps) => beeps >= 1 && beeps <= 5,
      adjust: (step, beeps) => step.beep('exterior', beeps),
      release: () => undefined,
    },
  ],
  [
    // Security indicator: 0 off, 1 steady, 2 flashing, until control is returned or the session ends.
    0x2002,
    {
      isValid: (indicator) => indicator <= 2,
      adjust: (step, indicator) => step.change({ indicatorOverride: indicator === 0 ? 0 : indicator === 1 ? 1 : 2 }),
      release: (step) => step.change({ indicatorOverride: null }),
    },
  ],
]);

/** 0x2F InputOutputControlByIdentifier: buzzer and indicator. */
export function inputOutputControl(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  if (payload.length < 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const [, high = 0, low = 0, parameter = 0, state = 0] = payload;
  const output = OUTPUTS.get((high << 8) | low);
  if (output === undefined) return negative(NRC.requestOutOfRange);
  if (parameter !== RETURN_CONTROL && parameter !== SHORT_TERM_ADJUSTMENT) return negative(NRC.requestOutOfRange);
  const adjusts = parameter === SHORT_TERM_ADJUSTMENT;
  if (payload.length !== (adjusts ? 5 : 4)) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  if (adjusts && !output.isValid(state)) return negative(NRC.requestOutOfRange);
  if (adjusts) output.adjust(step, state);
  else output.release(step);
  const answer = Uint8Array.of(SID.inputOutputControlByIdentifier + POSITIVE_RESPONSE_OFFSET, ...payload.subarray(1));
  return positive(answer, step.context.profile.actionDurationsUs.inputOutputControl);
}
