import type { Writable } from 'node:stream';
import { MAX_LAG_BYTES, MAX_LAG_FRAMES } from './can-port.ts';

export interface OutputLimits {
  readonly frames: number;
  readonly bytes: number;
}

export const DEFAULT_OUTPUT_LIMITS: OutputLimits = { frames: MAX_LAG_FRAMES, bytes: MAX_LAG_BYTES };

/**
 * Data waiting to be written to a stream, up to a limit. Everything added during one turn of the event loop goes out in
 * one write (or during one event), and one write is in progress at a time: its data counts as waiting until the system has accepted it.
 */
export class BoundedOutput {
  readonly #stream: Writable;
  readonly #limits: OutputLimits;
  readonly #later: (action: () => void) => void;
  readonly #onScheduled = (): void => {
    this.#isScheduled = false;
    this.#write();
  };
  #pending = '';
  #pendingFrames = 0;
  #writingBytes = 0;
  #writingFrames = 0;
  #isScheduled = false;
  #isClosed = false;
  #pauseTimer: NodeJS.Timeout | null = null;

  /** @param atOnce one write for what is added during one event */
  constructor(stream: Writable, limits: OutputLimits = DEFAULT_OUTPUT_LIMITS, atOnce = false) {
    this.#stream = stream;
    this.#limits = limits;
    this.#later = atOnce ? (action): void => process.nextTick(action) : (action): unknown => setImmediate(action);
  }

  get waitingFrames(): number {
    return this.#pendingFrames + this.#writingFrames;
  }

  get waitingBytes(): number {
    return this.#pending.length + this.#writingBytes;
  }

  /**
   * @param text characters 0 to 255, one byte each
   * @param frames number of frames in the text
   * @returns false, and accepts nothing, where that would exceed a limit or the output is closed
   */
  put(text: string, frames: number): boolean {
    if (this.#isClosed) return false;
    if (this.waitingFrames + frames > this.#limits.frames) return false;
    if (this.waitingBytes + text.length > this.#limits.bytes) return false;
    this.#pending += text;
    this.#pendingFrames += frames;
    this.#schedule();
    return true;
  }

  /**
   * Passes the waiting data to the stream; data added from here on waits for {@link resume}, at most for the given
   * time. It counts as waiting all the while.
   */
  pause(forMs: number): void {
    if (this.#isClosed) return;
    this.#endPause();
    this.#flush();
    this.#pauseTimer = setTimeout(() => this.resume(), forMs);
  }

  resume(): void {
    if (this.#pauseTimer === null) return;
    this.#endPause();
    this.#schedule();
  }

  /** Drops the data that has not been passed to the stream yet. */
  drop(): void {
    this.#forget();
  }

  /** Passes everything to the stream and accepts nothing more. */
  finish(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#endPause();
    if (this.#pending !== '') this.#stream.write(this.#pending, 'latin1');
    this.#forget();
  }

  /** Drops everything and accepts nothing more. */
  abandon(): void {
    this.#isClosed = true;
    this.#endPause();
    this.#forget();
  }

  #schedule(): void {
    if (this.#isScheduled || this.#writingBytes > 0 || this.#pauseTimer !== null) return;
    this.#isScheduled = true;
    this.#later(this.#onScheduled);
  }

  #endPause(): void {
    if (this.#pauseTimer !== null) clearTimeout(this.#pauseTimer);
    this.#pauseTimer = null;
  }

  #forget(): void {
    this.#pending = '';
    this.#pendingFrames = 0;
  }

  #write(): void {
    if (this.#isClosed || this.#writingBytes > 0 || this.#pauseTimer !== null) return;
    this.#flush();
  }

  #flush(): void {
    const text = this.#pending;
    const frames = this.#pendingFrames;
    if (text === '') return;
    this.#writingBytes += text.length;
    this.#writingFrames += frames;
    this.#forget();
    this.#stream.write(text, 'latin1', () => {
      this.#writingBytes -= text.length;
      this.#writingFrames -= frames;
      this.#write();
    });
  }
}
