import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { POSITIVE_RESPONSE_OFFSET, SID } from '../../can-bus/uds/service-ids.ts';
import { OUTCOMES, PROCEDURE_STATES, type KeyProcedure } from '../description/codes.ts';
import {
  checkDelete,
  declareErasure,
  erasureDetail,
  openErasureWindow,
  stopErasure,
  suspendWindow,
} from '../smart-key/erasure.ts';
import { progressOf } from '../smart-key/progress.ts';
import type { StepResult } from '../smart-key/refusal.ts';
import {
  enterRegistration,
  preStartCheck,
  registrationDetail,
  startRegistration,
  stopRegistration,
} from '../smart-key/registration.ts';
import { armReset, beginReset, stopReset } from '../smart-key/reset.ts';
import type { SecurityLevel } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';
import type { ActionDurations } from '../profile.ts';
import { negative, positive, type ServiceOutcome, type ServiceRequest } from './request.ts';

/** 0x31 RoutineControl: the three procedures (conformance 50). */

const START = 0x01;
const STOP = 0x02;
const RESULTS = 0x03;

/** One option of a routine's start. */
interface StartOption {
  /** The level that authorises it and is spent by it (AUT-5); none needs none. */
  readonly level: SecurityLevel | null;
  /** Bytes that follow the option. */
  readonly parameters: number;
  readonly action: keyof ActionDurations;
  readonly start: (step: FirmwareStep, parameter: number) => StepResult;
  /** The answer waits for the memory write (ERA-7). */
  readonly writes?: boolean;
}

interface Routine {
  readonly procedure: KeyProcedure;
  readonly options: ReadonlyMap<number, StartOption>;
  readonly stop: (step: FirmwareStep) => StepResult;
  /** Bytes of the detail in the results. */
  readonly detailLength: number;
}

function option(
  action: keyof ActionDurations,
  level: SecurityLevel | null,
  start: (step: FirmwareStep, parameter: number) => StepResult,
  parameters = 0,
): StartOption {
  return { level, parameters, action, start };
}

const ROUTINES: ReadonlyMap<number, Routine> = new Map([
  [
    0x0201,
    {
      procedure: 'reset',
      options: new Map([
        [0x01, option('resetArm', 1, armReset)],
        [0x02, option('resetBegin', 2, beginReset)],
      ]),
      stop: stopReset,
      detailLength: 0,
    },
  ],
  [
    0x0202,
    {
      procedure: 'registration',
      options: new Map([
        [0x01, option('registrationEnter', 3, enterRegistration)],
        [0x02, option('preStartCheck', null, preStartCheck)],
        [0x03, option('registrationStart', null, startRegistration)],
      ]),
      stop: stopRegistration,
      detailLength: 3,
    },
  ],
  [
    0x0203,
    {
      procedure: 'erasure',
      options: new Map([
        [0x01, option('erasureDeclare', null, declareErasure, 1)],
        [0x02, option('erasureOpen', 4, openErasureWindow)],
        [0x03, { ...option('erasureWrite', null, deleteUndesignated), writes: true }],
      ]),
      stop: stopErasure,
      detailLength: 2,
    },
  ],
]);

/** ERA-4, ERA-7: the delete is accepted here and done when its memory write is. */
function deleteUndesignated(step: FirmwareStep): StepResult {
  const procedure = checkDelete(step);
  if ('refused' in procedure) return procedure;
  suspendWindow(step, procedure);
  return { answer: [] };
}

export function routineControl(step: FirmwareStep, request: ServiceRequest): ServiceOutcome {
  const { payload } = request;
  if (payload.length < 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const subFunction = (payload[1] ?? 0) & 0x7f;
  const routine = ROUTINES.get(routineIdOf(payload));
  if (routine === undefined) return negative(NRC.requestOutOfRange);
  switch (subFunction) {
    case START:
      return startRoutine(step, routine, payload);
    case STOP:
      return stopRoutine(step, routine, payload);
    case RESULTS:
      return routineResults(step, routine, payload);
    default:
      return negative(NRC.subFunctionNotSupported);
  }
}

function routineIdOf(payload: Uint8Array): number {
  return ((payload[2] ?? 0) << 8) | (payload[3] ?? 0);
}

/** Echo of sub-function and routine; the option is not echoed. */
export function routineAnswer(payload: Uint8Array, bytes: readonly number[]): Uint8Array {
  const subFunction = (payload[1] ?? 0) & 0x7f;
  const sid = SID.routineControl + POSITIVE_RESPONSE_OFFSET;
  return Uint8Array.of(sid, subFunction, payload[2] ?? 0, payload[3] ?? 0, ...bytes);
}

function startRoutine(step: FirmwareStep, routine: Routine, payload: Uint8Array): ServiceOutcome {
  const code = payload[4];
  if (code === undefined) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const chosen = routine.options.get(code);
  if (chosen === undefined) return negative(NRC.requestOutOfRange);
  if (chosen.level !== null && step.state.unlockedLevel !== chosen.level) return negative(NRC.securityAccessDenied);
  if (payload.length !== 5 + chosen.parameters) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const result = chosen.start(step, payload[5] ?? 0);
  if ('refused' in result) return refused(step, routine, result);
  if (chosen.level !== null) spendLevel(step);
  const durationUs = step.context.profile.actionDurationsUs[chosen.action];
  return { ...positive(routineAnswer(payload, result.answer), durationUs), write: chosen.writes ?? false };
}

/** AUT-5: one positive start, and the level is locked again. */
function spendLevel(step: FirmwareStep): void {
  step.change({ unlockedLevel: 0 });
  step.emit({ kind: 'security', unlockedLevel: 0 });
}

function refused(
  step: FirmwareStep,
  routine: Routine,
  result: Extract<StepResult, { readonly refused: unknown }>,
): ServiceOutcome {
  // Refusals that have a reason code go into the history (VEH-6).
  if (result.refused.reason !== null) step.log(routine.procedure, 'refused', result.refused.reason);
  return negative(result.refused.nrc);
}

function stopRoutine(step: FirmwareStep, routine: Routine, payload: Uint8Array): ServiceOutcome {
  if (payload.length !== 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const result = routine.stop(step);
  if ('refused' in result) return refused(step, routine, result);
  return positive(routineAnswer(payload, result.answer), step.context.profile.actionDurationsUs.routineStop);
}

/** The results of the run under way or of the last one (RST-5, REG-8). */
function routineResults(step: FirmwareStep, routine: Routine, payload: Uint8Array): ServiceOutcome {
  if (payload.length !== 4) return negative(NRC.incorrectMessageLengthOrInvalidFormat);
  const results = presentRun(step, routine) ?? lastRun(step, routine);
  if (results === null) return negative(NRC.requestSequenceError);
  return positive(routineAnswer(payload, results), step.context.profile.actionDurationsUs.routineResults);
}

function presentRun(step: FirmwareStep, routine: Routine): readonly number[] | null {
  const { procedure } = step.state;
  if (procedure.kind === 'none' || procedure.kind !== routine.procedure) return null;
  const { elapsedMs, remainingMs } = progressOf(procedure, step.nowUs);
  const detail =
    procedure.kind === 'registration'
      ? registrationDetail(step, procedure)
      : procedure.kind === 'erasure'
        ? erasureDetail(procedure)
        : [];
  const state = PROCEDURE_STATES[procedure.state];
  const head = [state, OUTCOMES['under-way'], 0, ...u24(elapsedMs), ...u24(remainingMs)];
  return [...head, ...detail.slice(0, routine.detailLength)];
}

const RUN_INDEX: Readonly<Record<KeyProcedure, 0 | 1 | 2>> = { reset: 0, registration: 1, erasure: 2 };

function lastRun(step: FirmwareStep, routine: Routine): readonly number[] | null {
  const run = step.state.content.lastRuns[RUN_INDEX[routine.procedure]];
  if (run === null) return null;
  const head = [run.state, run.outcome, run.reason, ...u24(run.elapsedMs), ...u24(0)];
  return [...head, ...run.detail.slice(0, routine.detailLength)];
}

function u24(value: number): readonly number[] {
  return [(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}
