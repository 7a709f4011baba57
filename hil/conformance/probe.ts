import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { Conversation } from '../tester/conversation.ts';

/** What is known of the ECU and of the connection to it. */
export interface ProbeContext {
  /** A request that takes the ECU longer than P2; null where none is known. */
  readonly slowRequest: Uint8Array | null;
  /** Instants mean something: not over a port to a car in virtual time. */
  readonly isTimed: boolean;
  /** By so much a measured time may be off: what the way to the ECU adds. */
  readonly jitterUs: Micros;
  readonly extendedIds: boolean;
  readonly requestId: number;
  readonly responseId: number;
  /** Bytes that lead each frame before the control information. */
  readonly addressLength: 0 | 1;
  /** The ECU takes classical frames of 8 bytes. */
  readonly isClassical: boolean;
}

/** One thing looked at. It ends by itself where all is well; {@link ProbeEnd} says anything else. */
export interface Probe {
  /** The rules of `conformance` it shows. */
  readonly rules: readonly number[];
  /** Resets the ECU, or sends keys that count as attempts. */
  readonly destructive?: boolean;
  /** Judges by the instants of answers. */
  readonly measures?: boolean;
  readonly run: (context: ProbeContext) => Conversation<void>;
}

export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'not probed';

/** Why a probe ended before its end. */
export class ProbeEnd extends OperationError {
  override readonly name = 'ProbeEnd';
  readonly verdict: Exclude<Verdict, 'pass'>;

  constructor(verdict: Exclude<Verdict, 'pass'>, reason: string) {
    super('probe-end', reason, { context: { verdict } });
    this.verdict = verdict;
  }
}
