import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { FrameRecord } from './frame-record.ts';

export const DEFAULT_FRAME_CAPACITY = 1_000_000;
const FIRST_CAPACITY = 1024;

/**
 * The last frames on the bus, by reference: formatting waits until someone asks. Grows by doubling up to its capacity,
 * then forgets the oldest and counts them.
 */
export class FrameLog {
  readonly capacity: number;
  private times: Float64Array = new Float64Array(0);
  private readonly frames: CanFrame[] = [];
  private readonly senders: string[] = [];
  /** Where the next frame goes; below `length` only once the log is full. */
  private next = 0;
  private droppedCount = 0;

  /** @throws RangeError unless the capacity is a whole number from 1 */
  constructor(capacity: number = DEFAULT_FRAME_CAPACITY) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) throw new RangeError(`capacity ${capacity} is not a whole number from 1`);
    this.capacity = capacity;
  }

  get length(): number {
    return this.frames.length;
  }

  /** Frames forgotten because the log was full. */
  get dropped(): number {
    return this.droppedCount;
  }

  append(timeUs: Micros, frame: CanFrame, sender: string): void {
    const slot = this.next;
    if (slot >= this.times.length) this.grow();
    if (this.frames.length === this.capacity) this.droppedCount++;
    this.times[slot] = timeUs;
    this.frames[slot] = frame;
    this.senders[slot] = sender;
    this.next = slot + 1 === this.capacity ? 0 : slot + 1;
  }

  /** The records there are, oldest first. Stops being right if frames are appended meanwhile. */
  *[Symbol.iterator](): Generator<FrameRecord, void, undefined> {
    const length = this.frames.length;
    const first = length === this.capacity ? this.next : 0;
    for (let i = 0; i < length; i++) {
      const slot = (first + i) % length;
      const frame = this.frames[slot];
      const sender = this.senders[slot];
      if (frame === undefined || sender === undefined) return;
      yield { timeUs: this.times[slot] ?? 0, frame, sender };
    }
  }

  clear(): void {
    this.frames.length = 0;
    this.senders.length = 0;
    this.next = 0;
    this.droppedCount = 0;
  }

  private grow(): void {
    const longer = new Float64Array(Math.min(this.capacity, Math.max(FIRST_CAPACITY, 2 * this.times.length)));
    longer.set(this.times);
    this.times = longer;
  }
}
