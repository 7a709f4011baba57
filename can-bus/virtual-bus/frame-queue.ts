import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

const FIRST_CAPACITY = 8;

/** A waiting frame, as plain data. */
interface WaitingFrame {
  readonly frame: CanFrame;
  /** Before this instant it does not contend. */
  readonly readyUs: Micros;
}

/** First in, first out; a ring that doubles. Its owner limits its size. */
export class FrameQueue {
  private frames: (CanFrame | undefined)[] = new Array<CanFrame | undefined>(FIRST_CAPACITY).fill(undefined);
  private readyUs: Float64Array = new Float64Array(FIRST_CAPACITY);
  private first = 0;
  length = 0;

  push(frame: CanFrame, readyUs: Micros): void {
    if (this.length === this.frames.length) this.grow();
    const slot = (this.first + this.length) & (this.frames.length - 1);
    this.frames[slot] = frame;
    this.readyUs[slot] = readyUs;
    this.length++;
  }

  head(): CanFrame | undefined {
    return this.frames[this.first];
  }

  headReadyUs(): Micros {
    return this.readyUs[this.first] ?? 0;
  }

  pop(): void {
    if (this.length === 0) return;
    this.frames[this.first] = undefined;
    this.first = (this.first + 1) & (this.frames.length - 1);
    this.length--;
  }

  clear(): void {
    this.frames.fill(undefined);
    this.first = 0;
    this.length = 0;
  }

  /** The waiting frames, first to go first. */
  toArray(): WaitingFrame[] {
    const waiting: WaitingFrame[] = [];
    for (let i = 0; i < this.length; i++) {
      const slot = (this.first + i) & (this.frames.length - 1);
      const frame = this.frames[slot];
      if (frame !== undefined) waiting.push({ frame, readyUs: this.readyUs[slot] ?? 0 });
    }
    return waiting;
  }

  private grow(): void {
    const waiting = this.toArray();
    const capacity = 2 * this.frames.length;
    this.frames = new Array<CanFrame | undefined>(capacity).fill(undefined);
    this.readyUs = new Float64Array(capacity);
    this.first = 0;
    this.length = 0;
    for (const { frame, readyUs } of waiting) this.push(frame, readyUs);
  }
}
