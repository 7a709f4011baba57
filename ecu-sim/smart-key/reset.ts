import { NEVER_US } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { OUTCOMES, PROCEDURE_STATES, REASONS, type OutcomeName, type ReasonName } from '../description/codes.ts';
import type { StartAnswer, StopAnswer } from '../description/smart-key/routines.ts';
import { progressOf } from './progress.ts';
import { firstFailure, outOfOrder, refuse, type StepResult } from './refusal.ts';
import { registeredKeys, type FirmwareStep } from './step.ts';

/** Smart Code Reset: all keys lost (RST). */

/** Step 1 (RST-1): needs the driver's door open at this moment. */
export function armReset(step: FirmwareStep): StepResult<StartAnswer<'reset', 'arm'>> {
  if (step.state.procedure.kind === 'reset') return outOfOrder();
  const failure = firstFailure(step, 'reset', ['memory', 'other-procedure', 'battery', 'door']);
  if (failure !== null) return failure;
  step.enter({ kind: 'reset', state: 'armed', sinceUs: step.nowUs, deadlineUs: NEVER_US });
  step.storeUnderWay('reset');
  return { answer: { state: PROCEDURE_STATES.armed } };
}

/** Step 2 (RST-2): from here the reset takes `resetDuration`; the door is not checked again. */
export function beginReset(step: FirmwareStep): StepResult<StartAnswer<'reset', 'begin'>> {
  const { procedure } = step.state;
  if (procedure.kind !== 'reset' || procedure.state !== 'armed') return outOfOrder();
  const failure = firstFailure(step, 'reset', ['memory', 'battery']);
  if (failure !== null) return failure;
  const deadlineUs = step.nowUs + step.context.profile.resetDurationUs;
  step.enter({ kind: 'reset', state: 'running', sinceUs: step.nowUs, deadlineUs });
  step.storeUnderWay('reset');
  if (step.context.profile.resetCommit === 'at-start') {
    retireAll(step);
    step.store({ resetIncomplete: true });
  }
  return { answer: { state: PROCEDURE_STATES.running } };
}

/** RST-5, RST-7: an armed reset can be stopped, a running one cannot. */
export function stopReset(step: FirmwareStep): StepResult<StopAnswer> {
  const { procedure } = step.state;
  if (procedure.kind !== 'reset') return outOfOrder();
  if (procedure.state === 'running') return refuse(NRC.conditionsNotCorrect);
  endReset(step, 'stopped', 'none');
  return { answer: { state: PROCEDURE_STATES.idle } };
}

/** RST-3, RST-4: exactly at the deadline every slot is emptied, in one write. */
export function completeReset(step: FirmwareStep): void {
  retireAll(step);
  step.store({ resetIncomplete: false });
  endReset(step, 'completed', 'none');
}

/** RST-6, RST-7: the memory stays as it is; the history records the reason. */
export function abortReset(step: FirmwareStep, reason: ReasonName): void {
  endReset(step, 'aborted', reason);
}

/** RST-6: the supply dropped during the reset. */
export function checkResetSupply(step: FirmwareStep): void {
  const { procedure, supplyMv } = step.state;
  if (procedure.kind !== 'reset' || procedure.state !== 'running') return;
  if (supplyMv < step.context.profile.batteryMinMv) abortReset(step, 'battery');
}

function retireAll(step: FirmwareStep): void {
  const { content } = step.state;
  step.store({
    retired: [...content.retired, ...registeredKeys(content)],
    slots: content.slots.map(() => null),
  });
}

function endReset(step: FirmwareStep, outcome: OutcomeName, reason: ReasonName): void {
  const { elapsedMs } = progressOf(step.state.procedure, step.nowUs);
  step.storeRun(
    { state: 0, outcome: OUTCOMES[outcome], reason: REASONS[reason], elapsedMs, detail: [0, 0, 0] },
    'reset',
  );
  step.log('reset', outcome, reason);
  step.enter({ kind: 'none' });
}
