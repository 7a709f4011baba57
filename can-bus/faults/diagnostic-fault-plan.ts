import type { ByteMask } from '../bytes/byte-mask.ts';
import type { FaultBounds } from '../virtual-bus/fault-allowance.ts';

/** How one side's ISO-TP misbehaves. Consecutive frames and flow controls are counted apart. */
export interface TransportFaultPlan extends FaultBounds {
  /** Probability that a consecutive frame goes out with the next sequence number but one. */
  readonly wrongSequence: number;
  /** Probability that a consecutive frame is lost, though its sender takes it for sent. */
  readonly consecutiveLost: number;
  /** Probability that a flow control is lost likewise. */
  readonly flowLost: number;
  /** Probability that a flow control says "overflow". */
  readonly flowOverflow: number;
  /** How many flow controls "wait" go before the one that was to go. */
  readonly flowWaits: number;
  /** Between two of them, in milliseconds. */
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

/** What becomes of an answer of the ECU on its way to the tool; done in the order of the members. */
export interface AnswerFault extends FaultBounds {
  /** Only answers to such requests; null: to all. */
  readonly request: ByteMask | null;
  /** Only such answers; null: all but 0x78 (response pending), which is no final response. */
  readonly response: ByteMask | null;
  readonly probability: number;
  /** Never reaches the tool. */
  readonly drop: boolean;
  /** Bytes that stand in for the answer. */
  readonly replace: Uint8Array | null;
  /** Turns these bits of one byte; a byte that the answer has not got is nothing to turn. */
  readonly alter: { readonly at: number; readonly bits: number } | null;
  /** Number of its bytes that are kept, at least one; null: all. */
  readonly truncate: number | null;
  /** Number of 0x78 (response pending) before it. */
  readonly pending: number;
  /** From each 0x78 to the next, and from the last to the answer, in milliseconds. */
  readonly pendingEveryMs: number;
  /** Held back, after all 0x78, in milliseconds. */
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

/** The faults of a node's diagnostics: of ISO-TP on either side, and of the answers as messages. */
export interface DiagnosticFaultPlan {
  readonly transport: { readonly ecu: TransportFaultPlan; readonly tool: TransportFaultPlan };
  /** The first that fits an answer has it. */
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
