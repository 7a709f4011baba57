import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { createTraceEncoder } from './trace-encoder.ts';
import { TraceFileError, traceFileError } from './trace-file-error.ts';
import { ENDINGS_TEXT, formatOfPath, type TraceFormat } from './trace-format.ts';
import type { TracedEvent } from './trace-record.ts';
import type { TraceEncoder, TraceSink } from './trace-sink.ts';

interface TraceFileOptions {
  /** Found from the extension of the name where absent. */
  readonly format?: TraceFormat;
  /** The date at time 0, for ASC and BLF; UTC as `2019-07-01T08:00:00Z`. */
  readonly calendarStart: string;
  /** Called once, when the file cannot be continued; the run goes on without. */
  readonly onTrouble?: (trouble: TraceFileError) => void;
}

/**
 * A trace that is written to a file while it is generated. Memory is bounded by one buffer of at most 256 KiB: the
 * writer waits for the file system, which is the only back-pressure for a run in virtual time.
 *
 * A full disk ends the trace but not the run: what was written so far stays, and `trouble` has the reason.
 */
export class TraceFile implements TraceSink {
  readonly path: string;
  readonly format: TraceFormat;
  readonly #encoder: TraceEncoder;
  readonly #onTrouble: (trouble: TraceFileError) => void;
  #descriptor: number | null;
  #trouble: TraceFileError | null = null;
  #bytes = 0;

  private constructor(path: string, format: TraceFormat, descriptor: number, options: TraceFileOptions) {
    this.path = path;
    this.format = format;
    this.#descriptor = descriptor;
    this.#onTrouble = options.onTrouble ?? ((): void => undefined);
    this.#encoder = createTraceEncoder(format, (chunk) => this.#write(chunk), options);
  }

  /**
   * Opens it, replacing an existing file.
   *
   * @throws TraceFileError: `usage` for a name without a known extension, for a folder, or where its folder does not
   * exist; `bench` where the file system refuses
   */
  static open(path: string, options: TraceFileOptions): TraceFile {
    const format = options.format ?? formatOfPath(path);
    if (format === null) {
      throw new TraceFileError('usage', path, 'no known file name extension', `use one of: ${ENDINGS_TEXT}`);
    }
    try {
      return new TraceFile(path, format, openSync(path, 'w'), options);
    } catch (error) {
      throw traceFileError(path, 'opened', error);
    }
  }

  /** Why the file ends before the run; null where it is complete. */
  get trouble(): TraceFileError | null {
    return this.#trouble;
  }

  /** Bytes in the file. */
  get bytes(): number {
    return this.#bytes;
  }

  frame(timeUs: Micros, frame: CanFrame, source: string, receivedUs?: Micros): void {
    if (this.#descriptor !== null) this.#encoder.frame(timeUs, frame, source, receivedUs);
  }

  event(event: TracedEvent): void {
    if (this.#descriptor !== null) this.#encoder.event(event);
  }

  /** Writes buffered data to the file, for a reader that follows it. */
  flush(): void {
    if (this.#descriptor !== null) this.#encoder.flush();
  }

  /** Writes the rest and closes; may be called again. @returns `trouble` */
  close(): TraceFileError | null {
    if (this.#descriptor !== null) this.#encoder.end();
    this.#replaceStart(this.#encoder.finalStart?.());
    this.#release();
    return this.#trouble;
  }

  #write(chunk: Uint8Array): void {
    try {
      // A pipe or a nearly full disk may take less than it is given.
      for (let done = 0; done < chunk.length && this.#descriptor !== null;) {
        const count = writeSync(this.#descriptor, chunk, done);
        done += count;
        this.#bytes += count;
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Not in a pipe, where nothing can be replaced. */
  #replaceStart(bytes: Uint8Array | undefined): void {
    if (this.#descriptor === null || bytes === undefined) return;
    try {
      if (fstatSync(this.#descriptor).isFile()) writeSync(this.#descriptor, bytes, 0, bytes.length, 0);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    const trouble = traceFileError(this.path, 'written', error);
    this.#trouble = trouble;
    this.#release();
    this.#onTrouble(trouble);
  }

  #release(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = null;
    if (descriptor === null) return;
    try {
      closeSync(descriptor);
    } catch (error) {
      // Some file systems report a full disk only here.
      this.#trouble ??= traceFileError(this.path, 'written', error);
    }
  }
}
