import type { Micros } from '../../can-bus/time/micros.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import type { DiagnosticPair } from './diagnostic-pair.ts';
import type { BrokenPlace } from './rule-ledger.ts';
import type { BrokenMessage } from './transport-watch.ts';
import type { Unjudged } from './unjudged.ts';

/** A request and how it ended. */
export interface ExplainedExchange {
  readonly kind: 'exchange';
  readonly timeUs: Micros;
  /** End of the response; of the request where there is none. */
  readonly endUs: Micros;
  readonly bus: string;
  /** Names of the ends, as `750/B5`. */
  readonly from: string;
  readonly to: string;
  readonly functional: boolean;
  readonly request: Uint8Array;
  readonly outcome: UdsOutcome;
  /**
   * From the end of the request to the beginning of the final response; null where there is none, or where the times of
   * the log go backwards between them.
   */
  readonly waitedUs: Micros | null;
  /** Number of 0x78 before it. */
  readonly pending: number;
  /** How much of the response came, where it broke off. */
  readonly brokenOff: BrokenMessage | null;
  /** Why nothing follows from a missing response; null where it is judged, and where a response came. */
  readonly unjudged: Unjudged | null;
  /** The ends; null where nobody has answered a request to all. */
  readonly pair: DiagnosticPair | null;
  readonly broken: readonly BrokenPlace[];
}

/** Something that belongs to no exchange. */
interface ExplainedNote {
  readonly kind: 'note';
  readonly timeUs: Micros;
  readonly bus: string;
  readonly text: string;
  readonly broken: readonly BrokenPlace[];
}

export type Explained = ExplainedExchange | ExplainedNote;
export type ExplainedSink = (item: Explained) => void;
