import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { encodePositiveResponse } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { EcuDescription, OutputSpec } from '../description/ecu-description.ts';
import type { OUTPUTS } from '../description/smart-key/faults-and-outputs.ts';
import { fixedSize } from '../description/value-codec.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type Serve } from './request.ts';

const RETURN_CONTROL = 0x00;
const SHORT_TERM_ADJUSTMENT = 0x03;

/** The state of an output; the possible states are declared. */
export interface OutputControl {
  readonly adjust: (step: FirmwareStep, state: number) => void;
  readonly release: (step: FirmwareStep) => void;
}

export const OUTPUT_CONTROLS: Readonly<Record<keyof typeof OUTPUTS, OutputControl>> = {
  exteriorBuzzer: { adjust: (step, beeps) => step.beep('exterior', beeps), release: () => undefined },
  securityIndicator: {
    adjust: (step, indicator) => {
      step.draft.indicatorOverride = indicator === 0 ? 0 : indicator === 1 ? 1 : 2;
    },
    release: (step) => {
      step.draft.indicatorOverride = null;
    },
  },
};

interface Output extends OutputControl {
  readonly isValid: (state: number) => boolean;
}

function compileOutput(
  name: string,
  { state }: OutputSpec,
  { enumerations }: EcuDescription,
  controls: Readonly<Record<string, OutputControl>>,
): Output {
  const control = controls[name];
  if (control === undefined || fixedSize(state) !== 1) throw new Error(`the output ${name} cannot be controlled`);
  if (state.kind === 'enumeration') {
    const codes = new Set(Object.values(enumerations[state.of]?.codes ?? {}));
    return { ...control, isValid: (code) => codes.has(code) };
  }
  const [lowest, highest] = (state.kind === 'number' ? state.range : undefined) ?? [0, 0xff];
  return { ...control, isValid: (value) => value >= lowest && value <= highest };
}

/** 0x2F InputOutputControlByIdentifier. */
export function inputOutputControlService(
  description: EcuDescription,
  controls: Readonly<Record<string, OutputControl>>,
): Serve {
  const outputs = new Map(
    Object.entries(description.outputs).map(([name, spec]) => [
      spec.id,
      compileOutput(name, spec, description, controls),
    ]),
  );
  return (step, { payload }) => {
    const [, high = 0, low = 0, parameter = 0, state = 0] = payload;
    const output = outputs.get((high << 8) | low);
    if (output === undefined) return negative(NRC.requestOutOfRange);
    if (parameter !== RETURN_CONTROL && parameter !== SHORT_TERM_ADJUSTMENT) return negative(NRC.requestOutOfRange);
    const adjusts = parameter === SHORT_TERM_ADJUSTMENT;
    if (payload.length !== (adjusts ? 5 : 4)) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
    if (adjusts && !output.isValid(state)) return negative(NRC.requestOutOfRange);
    if (adjusts) output.adjust(step, state);
    else output.release(step);
    const answer = encodePositiveResponse(SID.inputOutputControlByIdentifier, payload.subarray(1));
    return positive(answer, step.context.profile.actionDurationsUs.inputOutputControl);
  };
}
