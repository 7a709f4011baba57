import type { ReceiveFault, SendFault } from '../isotp/types.ts';
import type { Micros } from '../time/micros.ts';

/** The addressee of a request: one ECU, or all that listen to the functional id. */
export type UdsTarget = 'physical' | 'functional';

/** What the connection knows about a request without an answer: the reason, and what to do. */
export interface ConnectionProblem {
  readonly reason: string;
  readonly hint: string;
}

/** How a request ended. `response` holds all bytes of the last response. */
export type UdsOutcome =
  | { readonly kind: 'positive'; readonly response: Uint8Array }
  | { readonly kind: 'negative'; readonly response: Uint8Array; readonly nrc: number }
  /** Silence, where the request suppressed the positive response. */
  | { readonly kind: 'no-response' }
  /** Silence, where an answer was due; or one 0x78 too many. */
  | {
      readonly kind: 'timeout';
      readonly waitedFor: 'p2' | 'p2-star' | 'pending-limit';
      readonly connection?: ConnectionProblem;
    }
  | { readonly kind: 'send-failed'; readonly fault: SendFault; readonly connection?: ConnectionProblem }
  | { readonly kind: 'receive-failed'; readonly fault: ReceiveFault; readonly connection?: ConnectionProblem };

/** A request and its result. */
export interface UdsExchange {
  readonly kind: 'uds-exchange';
  readonly target: UdsTarget;
  readonly request: Uint8Array;
  /** The final response, positive or negative; null where there was none. */
  readonly response: Uint8Array | null;
  readonly outcome: UdsOutcome;
  /** How many times the server answered 0x78 (response pending). */
  readonly pendingCount: number;
  /** How many times the request was sent again after 0x21 (busy). */
  readonly repeatCount: number;
  /** When the request was made. */
  readonly startedUs: Micros;
  /** When its last frame was on the wire, the last time it was sent; null where it was never sent. */
  readonly sentUs: Micros | null;
  readonly finishedUs: Micros;
}
