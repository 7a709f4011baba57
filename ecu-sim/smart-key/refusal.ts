import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import type { KeyProcedure, ReasonName } from '../description/codes.ts';
import { freeSlots, type FirmwareStep } from './step.ts';
import { SPEED_LIMIT_CKMH } from './limits.ts';

/** Why a step of a procedure is refused: the answer on the bus and, where there is one, the reason for the history. */
export interface Refusal {
  readonly nrc: number;
  readonly reason: ReasonName | null;
}

/** The result of a routine step: refused, or the data after the echo in the answer. */
export type StepResult<Answer> = { readonly refused: Refusal } | { readonly answer: Answer };

export function refuse(nrc: number, reason: ReasonName | null = null): { readonly refused: Refusal } {
  return { refused: { nrc, reason } };
}

/** Wrong order; not logged, because it has no reason code. */
export function outOfOrder(): { readonly refused: Refusal } {
  return refuse(NRC.requestSequenceError);
}

/** A condition that a procedure's step may have. */
export type Condition =
  'memory' | 'other-procedure' | 'no-prohibiting-fault' | 'battery' | 'speed' | 'door' | 'free-slot';

/** Always checked in this order, independent of the step (conformance 50). */
const ORDER: readonly Condition[] = [
  'memory',
  'other-procedure',
  'no-prohibiting-fault',
  'battery',
  'speed',
  'door',
  'free-slot',
];

function failureOf(condition: Condition, procedure: KeyProcedure, step: FirmwareStep): Refusal | null {
  const { state, signals, context } = step;
  switch (condition) {
    case 'memory':
      return state.memoryDamaged ? { nrc: NRC.conditionsNotCorrect, reason: 'memory' } : null;
    case 'other-procedure': {
      const other = state.procedure.kind !== 'none' && state.procedure.kind !== procedure;
      return other ? { nrc: NRC.conditionsNotCorrect, reason: 'other-procedure' } : null;
    }
    case 'no-prohibiting-fault': {
      const prohibited = state.faults.includes('B278D') || state.content.resetIncomplete;
      return prohibited ? { nrc: NRC.conditionsNotCorrect, reason: 'prohibited-by-fault' } : null;
    }
    case 'battery': {
      const low = state.supplyMv < context.profile.batteryMinMv;
      return low ? { nrc: NRC.voltageTooLow, reason: 'battery' } : null;
    }
    case 'speed':
      return signals.speedCkmh >= SPEED_LIMIT_CKMH ? { nrc: NRC.vehicleSpeedTooHigh, reason: 'speed' } : null;
    case 'door': {
      const open = signals.doorKnown && signals.doorDriver;
      return open ? null : { nrc: NRC.conditionsNotCorrect, reason: 'door' };
    }
    case 'free-slot':
      return freeSlots(state.content) === 0 ? { nrc: NRC.conditionsNotCorrect, reason: 'full' } : null;
  }
}

/** The first condition that is not met, in the order of conformance 50; null where all are. */
export function firstFailure(
  step: FirmwareStep,
  procedure: KeyProcedure,
  conditions: readonly Condition[],
): { readonly refused: Refusal } | null {
  for (const condition of ORDER) {
    if (!conditions.includes(condition)) continue;
    const failure = failureOf(condition, procedure, step);
    if (failure !== null) return { refused: failure };
  }
  return null;
}
