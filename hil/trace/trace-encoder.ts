import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { ASC_END, ascHead, AscLines } from '../../can-bus/trace/asc.ts';
import { BlfWriter } from '../../can-bus/trace/blf.ts';
import { encodeCandumpLine } from '../../can-bus/trace/candump.ts';
import { OWN_BUS, type TimedFrame } from '../../can-bus/trace/frame-record.ts';
import { PcapngBlocks } from '../../can-bus/trace/pcapng.ts';
import { JsonlWriter } from './jsonl-writer.ts';
import type { TraceFormat } from './trace-format.ts';
import type { ChunkWriter, TraceEncoder } from './trace-sink.ts';

interface TraceEncoderOptions {
  /** The date at time 0, for ASC and BLF, as `2019-07-01T08:00:00Z`. */
  readonly calendarStart: string;
  /** For ASC and BLF: what time 0 is in a log whose times count from 1970; left out where they count from 0. */
  readonly originUs?: Micros;
}

/** @throws RangeError for a calendar start that is no date */
export function createTraceEncoder(
  format: TraceFormat,
  write: ChunkWriter,
  { calendarStart, originUs }: TraceEncoderOptions,
): TraceEncoder {
  switch (format) {
    case 'candump':
      return new TextFrames(write, '', (record, bus) => `${encodeCandumpLine(record, bus)}\n`, '');
    case 'asc': {
      const head = ascHead({ date: calendarStart, ...(originUs === undefined ? {} : { originUs }) });
      const lines = new AscLines();
      return new TextFrames(write, head, (record, bus) => lines.line(record, bus), ASC_END);
    }
    case 'pcapng':
      return new BinaryFrames(write);
    case 'jsonl':
      return new JsonlWriter(write);
    case 'blf':
      return new BlfFrames(
        write,
        new BlfWriter({ date: calendarStart, ...(originUs === undefined ? {} : { originUs }) }),
      );
  }
}

/** A bus's name as one word, because a line of text has no room for more. */
export function busAsWord(name: string): string {
  return name.replaceAll(/[\s\p{Cc}]+/gu, '_');
}

const CHUNK_BYTES = 65_536;

/** A line format, one frame per line. */
class TextFrames implements TraceEncoder {
  readonly #write: ChunkWriter;
  readonly #lineOf: (record: TimedFrame, bus: string) => string;
  readonly #tail: string;
  readonly #encoder = new TextEncoder();
  #text: string;
  #bus = OWN_BUS;
  #word = OWN_BUS;

  constructor(write: ChunkWriter, head: string, lineOf: (record: TimedFrame, bus: string) => string, tail: string) {
    this.#write = write;
    this.#text = head;
    this.#lineOf = lineOf;
    this.#tail = tail;
  }

  frame(timeUs: Micros, frame: CanFrame, _source: string, _receivedUs?: Micros, bus: string = OWN_BUS): void {
    if (bus !== this.#bus) {
      this.#bus = bus;
      this.#word = busAsWord(bus);
    }
    this.#text += this.#lineOf({ timeUs, frame }, this.#word);
    if (this.#text.length >= CHUNK_BYTES) this.flush();
  }

  event(): void {
    // The format has frames only.
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

/** pcapng, block by block. */
class BinaryFrames implements TraceEncoder {
  readonly #write: ChunkWriter;
  readonly #blocks = new PcapngBlocks();
  readonly #bytes = new Uint8Array(CHUNK_BYTES);
  #length = 0;

  constructor(write: ChunkWriter) {
    this.#write = write;
    for (const block of this.#blocks.head()) this.#append(block);
  }

  frame(timeUs: Micros, frame: CanFrame, _source: string, _receivedUs?: Micros, bus: string = OWN_BUS): void {
    this.#append(this.#blocks.frame({ timeUs, frame }, bus));
  }

  event(): void {
    // The format has frames only.
  }

  flush(): void {
    if (this.#length === 0) return;
    this.#write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  end(): void {
    for (const block of this.#blocks.end()) this.#append(block);
    this.flush();
  }

  #append(block: Uint8Array): void {
    if (this.#length + block.length > CHUNK_BYTES) this.flush();
    if (block.length > CHUNK_BYTES) {
      // An interface with a very long name.
      this.#write(block);
      return;
    }
    this.#bytes.set(block, this.#length);
    this.#length += block.length;
  }
}

/** BLF, container by container. */
class BlfFrames implements TraceEncoder {
  readonly #write: ChunkWriter;
  readonly #writer: BlfWriter;

  constructor(write: ChunkWriter, writer: BlfWriter) {
    this.#write = write;
    this.#writer = writer;
    write(writer.head());
  }

  frame(timeUs: Micros, frame: CanFrame, _source: string, _receivedUs?: Micros, bus: string = OWN_BUS): void {
    const container = this.#writer.frame({ timeUs, frame }, bus);
    if (container.length > 0) this.#write(container);
  }

  event(): void {
    // The format has frames only.
  }

  flush(): void {
    const container = this.#writer.flush();
    if (container.length > 0) this.#write(container);
  }

  end(): void {
    this.flush();
  }

  finalStart(): Uint8Array {
    return this.#writer.head();
  }
}
