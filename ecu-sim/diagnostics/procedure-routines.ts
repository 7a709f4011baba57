import { OUTCOMES, PROCEDURE_STATES, type KeyProcedure } from '../description/codes.ts';
import type { ROUTINES, RunResults, StartAnswer, StopAnswer } from '../description/smart-key/routines.ts';
import type { LastRun } from '../memory/content.ts';
import {
  checkDelete,
  completeDelete,
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
import type { FirmwareStep } from '../smart-key/step.ts';
import type { Routine, RoutineOption } from './routine-control.ts';

/** The implementation of the routines of the three procedures. */

interface ProcedureRoutine<Name extends KeyProcedure> extends Omit<Routine, 'start'> {
  readonly start: {
    readonly [Option in keyof (typeof ROUTINES)[Name]['start']]: RoutineOption<StartAnswer<Name, Option>>;
  };
  readonly stop: (step: FirmwareStep) => StepResult<StopAnswer>;
  readonly results: (step: FirmwareStep) => RunResults<Name> | null;
}

/** The first part of every routine's results. */
type RunHead = RunResults<'reset'>;

export const PROCEDURE_ROUTINES: { readonly [Name in KeyProcedure]: ProcedureRoutine<Name> } = {
  reset: {
    start: {
      arm: { action: 'resetArm', start: armReset },
      begin: { action: 'resetBegin', start: beginReset },
    },
    stop: stopReset,
    results: (step) => runOf(step, 'reset')?.head ?? null,
    logRefusal: logRefusalOf('reset'),
  },
  registration: {
    start: {
      enter: { action: 'registrationEnter', start: enterRegistration },
      check: { action: 'preStartCheck', start: preStartCheck },
      start: { action: 'registrationStart', start: startRegistration },
    },
    stop: stopRegistration,
    results: (step) => {
      const run = runOf(step, 'registration');
      if (run === null) return null;
      const [keysAdded, freeSlots, lastRefusal] = run.detail;
      return { ...run.head, keysAdded, freeSlots, lastRefusal };
    },
    logRefusal: logRefusalOf('registration'),
  },
  erasure: {
    start: {
      declare: { action: 'erasureDeclare', start: declareErasure },
      open: { action: 'erasureOpen', start: openErasureWindow },
      delete: { action: 'erasureWrite', start: acceptDelete, complete: completeDelete },
    },
    stop: stopErasure,
    results: (step) => {
      const run = runOf(step, 'erasure');
      if (run === null) return null;
      const [declared, touched] = run.detail;
      return { ...run.head, declared, touched };
    },
    logRefusal: logRefusalOf('erasure'),
  },
};

/** ERA-4, ERA-7: the delete is accepted here and done when its memory write is complete. */
function acceptDelete(step: FirmwareStep): StepResult<null> {
  const procedure = checkDelete(step);
  if ('refused' in procedure) return procedure;
  suspendWindow(step, procedure);
  return { answer: null };
}

/** Refusals that have a reason code are added to the history (VEH-6). */
function logRefusalOf(procedure: KeyProcedure): Routine['logRefusal'] {
  return (step, { refused }) => {
    if (refused.reason !== null) step.log(procedure, 'refused', refused.reason);
  };
}

interface Run {
  readonly head: RunHead;
  readonly detail: LastRun['detail'];
}

/** The run in progress or, from the memory, the last one. */
function runOf(step: FirmwareStep, name: KeyProcedure): Run | null {
  return presentRun(step, name) ?? lastRun(step, name);
}

function presentRun(step: FirmwareStep, name: KeyProcedure): Run | null {
  const { procedure } = step.state;
  if (procedure.kind !== name) return null;
  const { elapsedMs, remainingMs } = progressOf(procedure, step.nowUs);
  const detail =
    procedure.kind === 'registration'
      ? registrationDetail(step, procedure)
      : procedure.kind === 'erasure'
        ? erasureDetail(procedure)
        : NO_DETAIL;
  const state = PROCEDURE_STATES[procedure.state];
  return { head: { state, outcome: OUTCOMES['under-way'], reason: 0, elapsedMs, remainingMs }, detail };
}

const NO_DETAIL: LastRun['detail'] = [0, 0, 0];
const RUN_INDEX: Readonly<Record<KeyProcedure, 0 | 1 | 2>> = { reset: 0, registration: 1, erasure: 2 };

function lastRun(step: FirmwareStep, name: KeyProcedure): Run | null {
  const run = step.state.content.lastRuns[RUN_INDEX[name]];
  if (run === null) return null;
  const { state, outcome, reason, elapsedMs, detail } = run;
  return { head: { state, outcome, reason, elapsedMs, remainingMs: 0 }, detail };
}
