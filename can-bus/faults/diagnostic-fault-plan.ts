import type { ByteMask } from '../bytes/byte-mask.ts';
import type { FaultBounds } from '../virtual-bus/fault-allowance.ts';

/** How the ISO-TP of one side misbehaves. Consecutive frames and flow controls are counted separately. */
export interface TransportFaultPlan extends FaultBounds {
  /** Probability that a consecutive frame is sent with a sequence number that is one too high. */
  readonly wrongSequence: number;
  /** Probability that a consecutive frame is lost although its sender regards it as sent. */
  readonly consecutiveLost: number;
  /** Probability that a flow control is lost in the same way. */
  readonly flowLost: number;
  /** Probability that a flow control says "overflow". */
  readonly flowOverflow: number;
  /** How many flow controls "wait" are sent before the real one. */
  readonly flowWaits: number;
  /** Time between two of them, in milliseconds. */
  readonly flowWaitMs: number;
}

export const NO_TRANSPORT_FAULTS: TransportFaultPlan = Object.freeze({
  wrongSequence: 0,
  consecutiveLost: 0,
  flowLost: 0,
  flowOverflow: 0,
  flowWaits: 0,
  flowWaitMs: 50,
  skip: 0,
  count: null,
});

/** What happens to an answer of the ECU on its way to the tool; applied in the order of the members. */
export interface AnswerFault extends FaultBounds {
  /** Only answers to these requests; null: to all. */
  readonly request: ByteMask | null;
  /** Only these answers; null: all except 0x78 (response pending), which is not a final response. */
  readonly response: ByteMask | null;
  readonly probability: number;
  /** The answer never reaches the tool. */
  readonly drop: boolean;
  /** Bytes that replace the answer. */
  readonly replace: Uint8Array | null;
  /** Inverts these bits of one byte; has no effect where the answer has no such byte. */
  readonly alter: { readonly at: number; readonly bits: number } | null;
  /** Number of bytes that are kept, at least one; null: all. */
  readonly truncate: number | null;
  /** Number of 0x78 (response pending) sent before the answer. */
  readonly pending: number;
  /** From each 0x78 to the next, and from the last one to the answer, in milliseconds. */
  readonly pendingEveryMs: number;
  /** Delay after all 0x78, in milliseconds. */
  readonly delayMs: number;
}

export const NO_ANSWER_FAULT: AnswerFault = Object.freeze({
  request: null,
  response: null,
  probability: 1,
  drop: false,
  replace: null,
  alter: null,
  truncate: null,
  pending: 0,
  pendingEveryMs: 1000,
  delayMs: 0,
  skip: 0,
  count: null,
});

/** The diagnostic faults of a node: ISO-TP faults on either side, and faults of whole answers. */
export interface DiagnosticFaultPlan {
  readonly transport: { readonly ecu: TransportFaultPlan; readonly tool: TransportFaultPlan };
  /** The first one that matches an answer is applied. */
  readonly answers: readonly AnswerFault[];
}

export const NO_DIAGNOSTIC_FAULTS: DiagnosticFaultPlan = Object.freeze({
  transport: { ecu: NO_TRANSPORT_FAULTS, tool: NO_TRANSPORT_FAULTS },
  answers: [],
});

export function hasTransportFaults(plan: TransportFaultPlan): boolean {
  const { wrongSequence, consecutiveLost, flowLost, flowOverflow, flowWaits } = plan;
  return wrongSequence > 0 || consecutiveLost > 0 || flowLost > 0 || flowOverflow > 0 || flowWaits > 0;
}

export function hasDiagnosticFaults({ transport, answers }: DiagnosticFaultPlan): boolean {
  return answers.length > 0 || hasTransportFaults(transport.ecu) || hasTransportFaults(transport.tool);
}
