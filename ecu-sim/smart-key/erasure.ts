import { NEVER_US } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import type { StartAnswer, StopAnswer } from '../description/smart-key/routines.ts';
import type { NvmContent } from '../memory/content.ts';
import { OUTCOMES, PROCEDURE_STATES, REASONS, type OutcomeName, type ReasonName } from '../description/codes.ts';
import type { TouchReaction } from './events.ts';
import { progressOf } from './progress.ts';
import { firstFailure, outOfOrder, refuse, type Refusal, type StepResult } from './refusal.ts';
import type { ErasureProcedure, KeyReading } from './state.ts';
import { isRegistered, registeredKeys, type FirmwareStep } from './step.ts';

/** Undesignated Key Permanent Erasure: lost or stolen keys (ERA). */

/** ERA-1: at least one key present and fewer than registered, so that never all keys are erased. */
export function declareErasure(step: FirmwareStep, count: number): StepResult<StartAnswer<'erasure', 'declare'>> {
  const { procedure, content } = step.state;
  const registered = registeredKeys(content).length;
  // The option's range is checked before the memory and the order of steps (conformance 50). Where the keys cannot be read,
  // it is not known how many there are, and the memory is the reason (VEH-5).
  const isKnown = registered > 0 || !step.state.memoryDamaged;
  if (count < 1 || (isKnown && count >= registered)) return refuse(NRC.requestOutOfRange);
  // A new declare before the window opens replaces the old one (AUT-6).
  if (procedure.kind === 'erasure' && procedure.state !== 'declared') return outOfOrder();
  const failure = firstFailure(step, 'erasure', ['memory', 'other-procedure']);
  if (failure !== null) return failure;
  step.enter({
    kind: 'erasure',
    state: 'declared',
    sinceUs: step.nowUs,
    deadlineUs: NEVER_US,
    declared: count,
    touched: [],
    stoppedAtUs: null,
  });
  step.storeUnderWay('erasure', [count, 0, 0]);
  return { answer: { state: PROCEDURE_STATES.declared, kept: count, toBeErased: registered - count } };
}

/** ERA-2. */
export function openErasureWindow(step: FirmwareStep): StepResult<StartAnswer<'erasure', 'open'>> {
  const { procedure } = step.state;
  if (procedure.kind !== 'erasure' || procedure.state !== 'declared') return outOfOrder();
  const failure = firstFailure(step, 'erasure', ['memory']);
  if (failure !== null) return failure;
  const deadlineUs = step.nowUs + step.context.profile.eraseWindowUs;
  step.enter({ ...procedure, state: 'window-open', sinceUs: step.nowUs, deadlineUs });
  step.storeUnderWay('erasure', erasureDetail(procedure));
  return { answer: { state: PROCEDURE_STATES['window-open'] } };
}

/** ERA-3: a key is kept with its first touch; every other touch is ignored. */
export function touchInErasure(step: FirmwareStep, procedure: ErasureProcedure, key: KeyReading): TouchReaction {
  if (procedure.state !== 'window-open') return { reaction: 'none', reason: 'window-not-open' };
  if (procedure.stoppedAtUs !== null) return { reaction: 'none', reason: 'delete-under-way' };
  if (!isRegistered(step.state.content, key.id)) return { reaction: 'none', reason: 'not-registered' };
  if (procedure.touched.includes(key.id)) return { reaction: 'none', reason: 'already-touched' };
  const current = { ...procedure, touched: [...procedure.touched, key.id] };
  step.draft.procedure = current;
  step.storeUnderWay('erasure', erasureDetail(current));
  step.beep('exterior', 1);
  return { reaction: 'kept', reason: null };
}

/**
 * ERA-4: whether a delete may be carried out now; a refused one erases nothing and the window continues.
 *
 * @returns the procedure to carry out, or the refusal
 */
export function checkDelete(step: FirmwareStep): ErasureProcedure | { readonly refused: Refusal } {
  const { procedure } = step.state;
  if (procedure.kind !== 'erasure' || procedure.state !== 'window-open') return outOfOrder();
  const failure = firstFailure(step, 'erasure', ['memory']);
  if (failure !== null) return failure;
  if (procedure.touched.length !== procedure.declared) return refuse(NRC.conditionsNotCorrect, 'count-differs');
  return procedure;
}

/** ERA-7: the window's clock stops; the touches so far determine what is written. */
export function suspendWindow(step: FirmwareStep, procedure: ErasureProcedure): void {
  step.draft.procedure = { ...procedure, stoppedAtUs: step.nowUs };
}

/** ERA-5: every registered key that was not touched is retired; a touched key stays in its slot. */
export function contentAfterDelete(content: NvmContent, procedure: ErasureProcedure): NvmContent {
  const erased = registeredKeys(content).filter((id) => !procedure.touched.includes(id));
  return {
    ...content,
    slots: content.slots.map((id) => (id !== null && erased.includes(id) ? null : id)),
    retired: [...content.retired, ...erased],
  };
}

/** ERA-5: the write's last byte is stored; returns how many keys were erased. */
export function completeDelete(step: FirmwareStep): StartAnswer<'erasure', 'delete'> {
  const { procedure, content } = step.state;
  if (procedure.kind !== 'erasure') throw new Error('a delete completes only within an erasure');
  const written = contentAfterDelete(content, procedure);
  const erased = registeredKeys(content).length - registeredKeys(written).length;
  step.store(written);
  endErasure(step, procedure, 'completed', 'none');
  return { state: PROCEDURE_STATES.idle, erased };
}

/** ERA-6. */
export function stopErasure(step: FirmwareStep): StepResult<StopAnswer> {
  const { procedure } = step.state;
  if (procedure.kind !== 'erasure') return outOfOrder();
  endErasure(step, procedure, 'stopped', 'none');
  return { answer: { state: PROCEDURE_STATES.idle } };
}

/** ERA-6: nothing is erased. */
export function timeOutErasure(step: FirmwareStep, procedure: ErasureProcedure): void {
  endErasure(step, procedure, 'timed-out', 'none');
}

export function abortErasure(step: FirmwareStep, procedure: ErasureProcedure, reason: ReasonName): void {
  endErasure(step, procedure, 'aborted', reason);
}

/** Declared and touched keys, for the routine's results. */
export function erasureDetail(procedure: ErasureProcedure): readonly [number, number, number] {
  return [procedure.declared, procedure.touched.length, 0];
}

function endErasure(step: FirmwareStep, procedure: ErasureProcedure, outcome: OutcomeName, reason: ReasonName): void {
  const { elapsedMs } = progressOf(procedure, step.nowUs);
  const detail = erasureDetail(procedure);
  step.storeRun({ state: 0, outcome: OUTCOMES[outcome], reason: REASONS[reason], elapsedMs, detail }, 'erasure');
  step.log('erasure', outcome, reason);
  step.enter({ kind: 'none' });
}
