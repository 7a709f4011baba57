import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { Micros } from '../../can-bus/time/micros.ts';

/**
 * What a probe asks of whoever drives it. A probe does nothing itself: it is a generator that yields a command, gets
 * the reply of the same kind, and returns what it found. It is driven in virtual time against a car in this process,
 * or over a port against whatever ECU sits on the bus.
 */

/** Send a message and gather all that is answered, until a final response or the end of P2 (P2* after a 0x78). */
export interface RequestCommand {
  readonly kind: 'request';
  readonly payload: Uint8Array;
  readonly functional: boolean;
}

/** Send frames as they are, one behind the other, and gather what the ECU sends until `listenUs` after the last. */
export interface FramesCommand {
  readonly kind: 'frames';
  /** What stands behind the id and, where there is one, the address byte. */
  readonly frames: readonly Uint8Array[];
  readonly functional: boolean;
  readonly listenUs: Micros;
}

/** Let time pass, without a sign of life. */
export interface WaitCommand {
  readonly kind: 'wait';
  readonly durationUs: Micros;
}

export type ProbeCommand = RequestCommand | FramesCommand | WaitCommand;

/** A message of the ECU's. */
export interface HeardMessage {
  readonly payload: Uint8Array;
  /** When its first frame was complete on the wire. */
  readonly startUs: Micros;
}

/** A frame of the ECU's: what stands behind id and address byte. */
export interface HeardFrame {
  readonly data: Uint8Array;
  readonly timeUs: Micros;
}

/** The reply to a command has the command's kind. */
export type ProbeReply =
  | {
      readonly kind: 'request';
      /** When its last frame was on the wire; null where it never was. */
      readonly sentUs: Micros | null;
      readonly messages: readonly HeardMessage[];
    }
  | { readonly kind: 'frames'; readonly sentUs: Micros | null; readonly frames: readonly HeardFrame[] }
  | { readonly kind: 'wait' };

/** A piece of a probe that gives a value. */
export type ProbePart<Value> = Generator<ProbeCommand, Value, ProbeReply>;

/** What is known of the ECU and of the way to it. */
export interface ProbeSurroundings {
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
  readonly run: (surroundings: ProbeSurroundings) => ProbePart<void>;
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

/** Carries out commands, one at a time. */
export interface ProbeDriver {
  readonly surroundings: ProbeSurroundings;
  carryOut(command: ProbeCommand): Promise<ProbeReply>;
  end(): void;
}
