import { toHex } from '../../can-bus/bytes/hex.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';

/** Keeps what a node that is called without a bus sends and reports. */
export class RecordedOutbox<Event extends NodeEvent> implements Outbox<Event> {
  frames: CanFrame[] = [];
  events: Event[] = [];

  send(frame: CanFrame): void {
    this.frames.push(frame);
  }

  emit(event: Event): void {
    this.events.push(event);
  }

  /** The frames since the last call, each as ID#DATA. */
  take(): readonly string[] {
    const lines = this.frames.map(({ id, data }) => `${id.toString(16).toUpperCase()}#${toHex(data)}`);
    this.frames = [];
    return lines;
  }
}
