import type { Writable } from 'node:stream';
import { MAX_LAG_BYTES, MAX_LAG_FRAMES } from './can-port.ts';

export interface OutputLimits {
  readonly frames: number;
  readonly bytes: number;
}

/** Characters 0 to 255 are one byte each. */
export type OutputData = string | Uint8Array;

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
  /** What is waiting: text, or else runs of bytes. */
  #text = '';
  #runs: Uint8Array[] = [];
  #pendingBytes = 0;
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
    return this.#pendingBytes + this.#writingBytes;
  }

  /**
   * @param data kept as it is: bytes must not be written to afterwards
   * @param frames number of frames in the data
   * @returns false, and accepts nothing, where that would exceed a limit or the output is closed
   */
  put(data: OutputData, frames: number): boolean {
    if (this.#isClosed) return false;
    if (this.waitingFrames + frames > this.#limits.frames) return false;
    if (this.waitingBytes + data.length > this.#limits.bytes) return false;
    this.#append(data);
    this.#pendingBytes += data.length;
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
    if (this.#pendingBytes > 0) this.#stream.write(this.#takeAll(), 'latin1');
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

  #append(data: OutputData): void {
    if (typeof data === 'string' && this.#runs.length === 0) {
      this.#text += data;
      return;
    }
    if (this.#text !== '') this.#runs.push(Buffer.from(this.#text, 'latin1'));
    this.#text = '';
    this.#runs.push(typeof data === 'string' ? Buffer.from(data, 'latin1') : data);
  }

  #takeAll(): OutputData {
    const [first, second] = this.#runs;
    if (first === undefined) return this.#text;
    return second === undefined ? first : Buffer.concat(this.#runs, this.#pendingBytes);
  }

  #forget(): void {
    this.#text = '';
    this.#runs = [];
    this.#pendingBytes = 0;
    this.#pendingFrames = 0;
  }

  #write(): void {
    if (this.#isClosed || this.#writingBytes > 0 || this.#pauseTimer !== null) return;
    this.#flush();
  }

  #flush(): void {
    const bytes = this.#pendingBytes;
    const frames = this.#pendingFrames;
    if (bytes === 0) return;
    const data = this.#takeAll();
    this.#writingBytes += bytes;
    this.#writingFrames += frames;
    this.#forget();
    this.#stream.write(data, 'latin1', () => {
      this.#writingBytes -= bytes;
      this.#writingFrames -= frames;
      this.#write();
    });
  }
}
