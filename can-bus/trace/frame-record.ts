import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

/** A frame and when it was complete on the wire. */
export interface TimedFrame {
  readonly timeUs: Micros;
  readonly frame: CanFrame;
}

export interface FrameRecord extends TimedFrame {
  /** Name of the node that sent it. */
  readonly sender: string;
  /** When a port received it from outside, in vehicle time; absent where no port has told. */
  readonly receivedUs?: Micros;
}

/** A trace file that cannot be read: which line, why, and what it should look like. */
export class TraceFormatError extends Error {
  override readonly name = 'TraceFormatError';
  readonly code = 'TRACE_FORMAT';
  /** From 1. */
  readonly line: number;
  readonly hint: string;

  constructor(line: number, message: string, hint: string) {
    super(`line ${line}: ${message}`);
    this.line = line;
    this.hint = hint;
  }
}
