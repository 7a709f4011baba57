import type { CanFrame } from '../frame/can-frame.ts';
import type { NodeEvent, Outbox } from './bus-node.ts';

/** The outbox of the node being called. Frames, the hot path, are counted in an array that never shrinks. */
export class NodeOutbox<Event extends NodeEvent> implements Outbox<Event> {
  readonly frames: CanFrame[] = [];
  frameCount = 0;
  events: Event[] = [];

  send(frame: CanFrame): void {
    this.frames[this.frameCount++] = frame;
  }

  emit(event: Event): void {
    this.events.push(event);
  }

  takeFrames(): readonly CanFrame[] {
    const frames = this.frames.slice(0, this.frameCount);
    this.frameCount = 0;
    return frames;
  }

  takeEvents(): readonly Event[] {
    const events = this.events;
    this.events = [];
    return events;
  }

  /** Drops what a failed call left over. */
  clear(): void {
    this.frameCount = 0;
    if (this.events.length > 0) this.events = [];
  }
}
