import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { RepeatedFrames } from './repeated-frames.ts';

/** Anything a node reports besides frames: a beep, a state change, an answered request. */
export interface NodeEvent {
  readonly kind: string;
}

/** Where a node puts its actions. The caller processes them after each call; nothing happens before. */
export interface Outbox<Event extends NodeEvent> {
  send(frame: CanFrame): void;
  emit(event: Event): void;
}

/**
 * A timed machine with a CAN controller: an ECU, a scan tool, a client behind a port.
 *
 * It has no clock. Its owner calls `onDeadline` at `deadlineUs()`, before anything else with the same time stamp, and
 * reads the deadline again after each call of any kind.
 */
export interface BusNode<Event extends NodeEvent = NodeEvent> {
  readonly name: string;
  /** The 11- or 29-bit ids it listens to, or all of them. Read once, when the node is attached. */
  readonly listensTo: 'all' | readonly number[];
  /** The ids of its own frames for which it wants a confirmation; absent: all. Read once, when the node is attached. */
  readonly confirms?: readonly number[];
  /** What it sends at fixed intervals; the network may do so for it. Read once, when the node is attached. */
  readonly repeats?: RepeatedFrames;
  /** The next instant at which `onDeadline` must be called; `NEVER_US` where nothing is scheduled. */
  deadlineUs(): Micros;
  onDeadline(nowUs: Micros, outbox: Outbox<Event>): void;
  /** A frame of another node is complete on the wire at `nowUs`. */
  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<Event>): void;
  /**
   * Of a frame that another node repeats: where nothing follows from it but when it came, takes it. Absent: something may
   * always follow.
   *
   * @returns false where `onFrame` has to be called instead; then nothing has changed
   */
  hearsAgain?(frame: CanFrame, nowUs: Micros): boolean;
  /** A frame of its own is complete on the wire at `nowUs` (L_Data.con of ISO 15765-2). */
  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<Event>): void;
  /**
   * True while it will act without waiting for a tool: a frame due after STmin, a request in processing, a boot.
   * Waiting for a flow control, a consecutive frame or the end of a session is not pending work.
   */
  hasPendingWork(): boolean;
}
