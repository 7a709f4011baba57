import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { Conversation } from '../tester/conversation.ts';

/** Known properties of the ECU and of the connection to it. */
export interface ProbeContext {
  /** A request that takes the ECU longer than P2; null where none is known. */
  readonly slowRequest: Uint8Array | null;
  /** Instants are meaningful: not over a port to a car in virtual time. */
  readonly isTimed: boolean;
  /** Whether its time passes by itself is not known: checked where a rule is broken. False where absent. */
  readonly mayBeVirtual?: boolean;
  /** It receives requests to all ECUs. */
  readonly receivesFunctional: boolean;
  /** The bus carries frames: ISO-TP is tested too. Otherwise it carries messages. */
  readonly carriesFrames: boolean;
  /** Measurement error of times: the delay on the way to the ECU. */
  readonly jitterUs: Micros;
  readonly extendedIds: boolean;
  readonly requestId: number;
  readonly responseId: number;
  /** Number of bytes before the control information of each frame. */
  readonly addressLength: 0 | 1;
  /** The ECU uses classical frames of 8 bytes. */
  readonly isClassical: boolean;
}

/** One test. It returns normally where it passes; {@link ProbeEnd} reports anything else. */
export interface Probe {
  /** The rules of `conformance` that it tests. */
  readonly rules: readonly number[];
  /** Resets the ECU, or sends keys that count as attempts. */
  readonly destructive?: boolean;
  /** Judges by the instants of answers. */
  readonly measures?: boolean;
  /** Sends frames of its own, or judges by the frames of an answer. */
  readonly usesFrames?: boolean;
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
