import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { ASC_END, ascHead, encodeAscLine } from '../../can-bus/trace/asc.ts';
import { encodeCandumpLine } from '../../can-bus/trace/candump.ts';
import type { TimedFrame } from '../../can-bus/trace/frame-record.ts';
import { encodePcapngPacket, pcapngHead } from '../../can-bus/trace/pcapng.ts';
import type { CarEvent } from '../car/car-event.ts';
import type { ServedReport } from '../report/served-event.ts';
import { JsonlWriter } from './jsonl-writer.ts';
import type { TraceFormat } from './trace-format.ts';

/** Takes what happens, as it happens. */
export interface TraceSink {
  /** @param receivedUs when a port received it from outside, in vehicle time, where one has told */
  frame(timeUs: Micros, frame: CanFrame, sender: string, receivedUs?: Micros): void;
  /** Nothing in formats that hold frames only. */
  event(timeUs: Micros, source: string, event: CarEvent['event']): void;
}

/** Writes a trace piece by piece; holds back no more than one piece of it. */
export interface TraceEncoder extends TraceSink {
  /** An event as another JSONL trace has it. */
  report(report: ServedReport): void;
  /** Hands on what is held back. */
  flush(): void;
  /** Hands on all that is missing to a whole file. Nothing may follow. */
  end(): void;
}

export interface TraceEncoderOptions {
  /** The date at time 0, for ASC; UTC as `2019-07-01T08:00:00Z`. */
  readonly calendarStart: string;
}

/** Gets the bytes of a trace one piece after another, each valid only during the call. */
export type ChunkWriter = (chunk: Uint8Array) => void;

/** @throws RangeError for a calendar start that is no date */
export function createTraceEncoder(
  format: TraceFormat,
  write: ChunkWriter,
  { calendarStart }: TraceEncoderOptions,
): TraceEncoder {
  switch (format) {
    case 'candump':
      return new TextFrames(write, '', (record) => `${encodeCandumpLine(record)}\n`, '');
    case 'asc':
      return new TextFrames(write, ascHead(calendarStart), encodeAscLine, ASC_END);
    case 'pcapng':
      return new BinaryFrames(write, pcapngHead(), encodePcapngPacket);
    case 'jsonl':
      return new JsonlWriter(write);
  }
}

const CHUNK_BYTES = 65_536;

/** A format of lines, one a frame. */
class TextFrames implements TraceEncoder {
  readonly #write: ChunkWriter;
  readonly #lineOf: (record: TimedFrame) => string;
  readonly #tail: string;
  readonly #encoder = new TextEncoder();
  #text: string;

  constructor(write: ChunkWriter, head: string, lineOf: (record: TimedFrame) => string, tail: string) {
    this.#write = write;
    this.#text = head;
    this.#lineOf = lineOf;
    this.#tail = tail;
  }

  frame(timeUs: Micros, frame: CanFrame): void {
    this.#text += this.#lineOf({ timeUs, frame });
    if (this.#text.length >= CHUNK_BYTES) this.flush();
  }

  event(): void {
    // The format has frames only.
  }

  report(): void {
    // Likewise.
  }

  flush(): void {
    if (this.#text === '') return;
    this.#write(this.#encoder.encode(this.#text));
    this.#text = '';
  }

  end(): void {
    this.#text += this.#tail;
    this.flush();
  }
}

/** A format of blocks, one a frame. */
class BinaryFrames implements TraceEncoder {
  readonly #write: ChunkWriter;
  readonly #blockOf: (record: TimedFrame) => Uint8Array;
  readonly #bytes = new Uint8Array(CHUNK_BYTES);
  #length = 0;

  constructor(write: ChunkWriter, head: readonly Uint8Array[], blockOf: (record: TimedFrame) => Uint8Array) {
    this.#write = write;
    this.#blockOf = blockOf;
    for (const block of head) this.#append(block);
  }

  frame(timeUs: Micros, frame: CanFrame): void {
    this.#append(this.#blockOf({ timeUs, frame }));
  }

  event(): void {
    // The format has frames only.
  }

  report(): void {
    // Likewise.
  }

  flush(): void {
    if (this.#length === 0) return;
    this.#write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  end(): void {
    this.flush();
  }

  #append(block: Uint8Array): void {
    if (this.#length + block.length > CHUNK_BYTES) this.flush();
    this.#bytes.set(block, this.#length);
    this.#length += block.length;
  }
}
