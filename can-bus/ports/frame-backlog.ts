import type { CanFrame } from '../frame/can-frame.ts';

/** A frame that was received, and how long ago the other side had received it, in real microseconds. */
interface Received {
  readonly frame: CanFrame;
  readonly agoUs: number | null;
  readonly atUs: number;
}

/** Frames of a bus that cannot be paused: while they are held back they are kept, up to a limit. */
export class FrameBacklog {
  readonly #limit: number;
  #frames: Received[] = [];
  #isHeldBack = false;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get isEmpty(): boolean {
    return this.#frames.length === 0;
  }

  /** Frames are passed on at once: none is kept, and none needs to be. */
  get isOpen(): boolean {
    return !this.#isHeldBack && this.isEmpty;
  }

  holdBack(on: boolean): void {
    this.#isHeldBack = on;
  }

  /** @returns false where the limit is reached: the frame is lost */
  keep(frame: CanFrame, agoUs: number | null, nowUs: number): boolean {
    if (this.#frames.length >= this.#limit) return false;
    this.#frames.push({ frame, agoUs, atUs: nowUs });
    return true;
  }

  /** Passes on the frames kept, in order, until they are held back again. */
  flow(nowUs: number, deliver: (frame: CanFrame, agoUs: number | null) => void): void {
    let count = 0;
    for (const { frame, agoUs, atUs } of this.#frames) {
      if (this.#isHeldBack) break;
      count++;
      deliver(frame, agoUs === null ? null : agoUs + (nowUs - atUs));
    }
    this.#frames.splice(0, count);
  }

  clear(): void {
    this.#frames = [];
  }
}
