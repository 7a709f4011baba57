import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { TracedEvent } from './trace-record.ts';

/** Takes records as they come about. Frames come in their parts: a run has millions of them. */
export interface TraceSink {
  /**
   * @param receivedUs when a port received it from outside, in vehicle time, where one has reported it
   * @param bus the bus it was on; the car's own where left out
   */
  frame(timeUs: Micros, frame: CanFrame, source: string, receivedUs?: Micros, bus?: string): void;
  /** Nothing in formats that hold frames only. */
  event(event: TracedEvent): void;
}

/** Writes a trace piece by piece; holds back no more than one piece of it. */
export interface TraceEncoder extends TraceSink {
  /** Hands on what is held back. */
  flush(): void;
  /** Hands on all that is missing to a whole file. Nothing may follow. */
  end(): void;
}

/** Gets the bytes of a trace one piece after another, each valid only during the call. */
export type ChunkWriter = (chunk: Uint8Array) => void;
