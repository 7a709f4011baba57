import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { FrameDetail, TraceRemark } from '../../can-bus/trace/trace-decoder.ts';
import type { CarEvent } from '../car/car-event.ts';

/**
 * `frame`: complete on the wire. `uds`: a request or a response as a whole. `effect`: beeps, locks, flashers, alarm,
 * a key bound. `state`: procedure, history, session, security, faults, the ECU itself. `stimulus`: what is done to the
 * car. `bus`: errors and lost frames. `memory`: writes, and what could not be read. `dealer`: what was asked of the
 * dealer.
 */
export const RECORD_KINDS = ['frame', 'uds', 'effect', 'state', 'stimulus', 'bus', 'memory', 'dealer'] as const;
export type RecordKind = (typeof RECORD_KINDS)[number];
export type EventKind = Exclude<RecordKind, 'frame'>;
export type EventName = CarEvent['event']['kind'];

/** A frame, complete on the wire. */
export interface TracedFrame {
  readonly kind: 'frame';
  readonly timeUs: Micros;
  /** The node that sent it where it is known; otherwise the bus. */
  readonly source: string;
  readonly frame: CanFrame;
  readonly bus: string;
  /** Vehicle time at which a port received it from outside; only where the port has reported it. */
  readonly receivedUs?: Micros;
  /** Properties that the log of another program has in addition. */
  readonly details?: readonly FrameDetail[];
}

/**
 * Anything except a frame: `event` says what happened, further fields give details as JSON values. Key ids and bytes
 * are upper-case hex.
 */
export interface TracedEvent {
  readonly kind: EventKind;
  readonly timeUs: Micros;
  /** The node, `stimulus`, `dealer` or `bus`. */
  readonly source: string;
  readonly event: EventName;
  readonly [detail: string]: unknown;
}

/** One event or frame, in vehicle time: the element of traces, event streams, bundles, recordings and comparisons. */
export type TraceRecord = TracedFrame | TracedEvent;

/** The result of reading a trace: its records, and remarks on anything else. */
export type TraceEntry = TraceRecord | TraceRemark;

export function isRecord(entry: TraceEntry): entry is TraceRecord {
  return 'timeUs' in entry;
}

export function isEvent(entry: TraceEntry): entry is TracedEvent {
  return 'event' in entry;
}
