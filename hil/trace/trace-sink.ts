import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { TracedEvent } from './trace-record.ts';

/** Receives records as they occur. Frames are passed in parts, because a run has millions of them. */
export interface TraceSink {
  /**
   * @param receivedUs when a port received it from outside, in vehicle time, where one has reported it
   * @param bus the bus it was on; the car's own where absent
   */
  frame(timeUs: Micros, frame: CanFrame, source: string, receivedUs?: Micros, bus?: string): void;
  /** Has no effect in formats that only hold frames. */
  event(event: TracedEvent): void;
}

/** Writes a trace piece by piece; holds back at most one piece of it. */
export interface TraceEncoder extends TraceSink {
  /** Passes on what is held back. */
  flush(): void;
  /** Passes on everything that a complete file needs. Nothing may follow. */
  end(): void;
  /** After {@link end}: what replaces as many bytes at the start of the output, where it is a file. */
  finalStart?(): Uint8Array;
}

/** Receives the bytes of a trace piece by piece, each valid only during the call. */
export type ChunkWriter = (chunk: Uint8Array) => void;
