import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { newPositiveResponse, subFunctionOf } from '../../can-bus/uds/messages.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { EcuDescription, RoutineOptionSpec, RoutineSpec } from '../description/ecu-description.ts';
import { fieldsCodec, fixedFieldsSize, type Codec } from '../description/value-codec.ts';
import type { CodedRecord } from '../description/value-spec.ts';
import type { ActionDurations } from '../profile.ts';
import type { StepResult } from '../smart-key/refusal.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import { negative, positive, type Serve, type ServiceOutcome } from './request.ts';

/** 0x31 RoutineControl (conformance 50): the order of its checks, and the bytes around a routine's data. */

const START = 0x01;
const STOP = 0x02;
const RESULTS = 0x03;

/** Service, sub-function and routine, which every answer repeats; the option is not repeated. */
const ECHO_LENGTH = 4;

/** The implementation of one option of a routine's start. */
export interface RoutineOption<Answer = CodedRecord> {
  readonly action: keyof ActionDurations;
  /** @param parameter the byte after the option; 0 where none is declared */
  readonly start: (step: FirmwareStep, parameter: number) => StepResult<Answer | null>;
  /** Where the answer waits for a memory write (ERA-7): builds it when the write is complete; `start` returns null. */
  readonly complete?: (step: FirmwareStep) => Answer;
}

/** The implementation of a routine; its bytes are declared. */
export interface Routine {
  /** By the names of the declared options. */
  readonly start: Readonly<Record<string, RoutineOption>>;
  readonly stop: (step: FirmwareStep) => StepResult<CodedRecord>;
  /** Results of the run in progress or of the last one; null where there has been none. */
  readonly results: (step: FirmwareStep) => CodedRecord | null;
  /** Logs a refusal that has a reason (VEH-6). */
  readonly logRefusal: (step: FirmwareStep, refused: Extract<StepResult<never>, { readonly refused: unknown }>) => void;
}

interface CompiledOption extends RoutineOption {
  /** The level that authorises it and is used up by it (AUT-5); null requires none. */
  readonly level: number | null;
  readonly parameterBytes: number;
  readonly answer: Codec<CodedRecord>;
}

interface CompiledRoutine {
  readonly routine: Routine;
  readonly options: ReadonlyMap<number, CompiledOption>;
  readonly stopped: Codec<CodedRecord>;
  readonly results: Codec<CodedRecord>;
}

function compileOption(name: string, spec: RoutineOptionSpec, routine: Routine): CompiledOption {
  const option = routine.start[name];
  const parameterBytes = fixedFieldsSize(spec.parameters);
  if (option === undefined || parameterBytes === null)
    throw new Error(`the option ${name} is declared but not implemented`);
  return { ...option, level: spec.level ?? null, parameterBytes, answer: fieldsCodec(spec.answer) };
}

function compileRoutine(name: string, spec: RoutineSpec, routines: Readonly<Record<string, Routine>>): CompiledRoutine {
  const routine = routines[name];
  if (routine === undefined) throw new Error(`the routine ${name} is declared but not implemented`);
  return {
    routine,
    options: new Map(
      Object.entries(spec.start).map(([option, declared]) => [declared.code, compileOption(option, declared, routine)]),
    ),
    stopped: fieldsCodec(spec.stop),
    results: fieldsCodec(spec.results),
  };
}

/** The service, and the answer to a start whose memory write is complete. */
interface RoutineService {
  readonly serve: Serve;
  readonly complete: (step: FirmwareStep, payload: Uint8Array) => Uint8Array;
}

export function routineControlService(
  description: EcuDescription,
  routines: Readonly<Record<string, Routine>>,
): RoutineService {
  const byId = new Map(
    Object.entries(description.routines).map(([name, spec]) => [spec.id, compileRoutine(name, spec, routines)]),
  );
  return {
    serve: (step, { payload }) => {
      const compiled = byId.get(routineIdOf(payload));
      if (compiled === undefined) return negative(NRC.requestOutOfRange);
      switch (subFunctionOf(payload)) {
        case START:
          return startRoutine(step, compiled, payload);
        case STOP:
          return stopRoutine(step, compiled, payload);
        case RESULTS:
          return routineResults(step, compiled, payload);
        default:
          return negative(NRC.subFunctionNotSupported);
      }
    },
    complete: (step, payload) => {
      const option = byId.get(routineIdOf(payload))?.options.get(payload[ECHO_LENGTH] ?? 0);
      if (option?.complete === undefined) throw new Error('no write of this routine is in progress');
      return answerOf(payload, option.answer, option.complete(step));
    },
  };
}

function routineIdOf(payload: Uint8Array): number {
  return ((payload[2] ?? 0) << 8) | (payload[3] ?? 0);
}

function answerOf(payload: Uint8Array, codec: Codec<CodedRecord>, value: CodedRecord): Uint8Array {
  const answer = newPositiveResponse(SID.routineControl, ECHO_LENGTH - 1 + codec.size(value));
  answer[1] = subFunctionOf(payload);
  answer[2] = payload[2] ?? 0;
  answer[3] = payload[3] ?? 0;
  codec.encode(value, answer, ECHO_LENGTH);
  return answer;
}

function startRoutine(step: FirmwareStep, { routine, options }: CompiledRoutine, payload: Uint8Array): ServiceOutcome {
  const code = payload[ECHO_LENGTH];
  if (code === undefined) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const chosen = options.get(code);
  if (chosen === undefined) return negative(NRC.requestOutOfRange);
  if (chosen.level !== null && step.state.unlockedLevel !== chosen.level) return negative(NRC.securityAccessDenied);
  if (payload.length !== ECHO_LENGTH + 1 + chosen.parameterBytes) {
    return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  }
  const result = chosen.start(step, payload[ECHO_LENGTH + 1] ?? 0);
  if ('refused' in result) return refuse(step, routine, result);
  if (chosen.level !== null) spendLevel(step);
  const durationUs = step.context.profile.actionDurationsUs[chosen.action];
  const { answer } = result;
  return positive(answer === null ? null : answerOf(payload, chosen.answer, answer), durationUs);
}

/** AUT-5: after one positive start the level is locked again. */
function spendLevel(step: FirmwareStep): void {
  step.draft.unlockedLevel = 0;
  step.emit({ kind: 'security', unlockedLevel: 0 });
}

function refuse(
  step: FirmwareStep,
  routine: Routine,
  result: Extract<StepResult<never>, { readonly refused: unknown }>,
): ServiceOutcome {
  routine.logRefusal(step, result);
  return negative(result.refused.nrc);
}

function stopRoutine(step: FirmwareStep, { routine, stopped }: CompiledRoutine, payload: Uint8Array): ServiceOutcome {
  if (payload.length !== ECHO_LENGTH) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const result = routine.stop(step);
  if ('refused' in result) return refuse(step, routine, result);
  return positive(answerOf(payload, stopped, result.answer), step.context.profile.actionDurationsUs.routineStop);
}

/** The results of the run in progress or of the last one (RST-5, REG-8). */
function routineResults(
  step: FirmwareStep,
  { routine, results }: CompiledRoutine,
  payload: Uint8Array,
): ServiceOutcome {
  if (payload.length !== ECHO_LENGTH) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const values = routine.results(step);
  if (values === null) return negative(NRC.requestSequenceError);
  return positive(answerOf(payload, results, values), step.context.profile.actionDurationsUs.routineResults);
}
