import { MAX_BASE_ID, type CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import { encodeRecord } from './record-json.ts';
import type { TracedEvent } from './trace-record.ts';
import type { TraceEncoder } from './trace-sink.ts';

const DIGITS = '0123456789ABCDEF';
const ENCODER = new TextEncoder();
const HEX: Uint8Array = ENCODER.encode(
  Array.from({ length: 256 }, (_, byte) => DIGITS.charAt(byte >> 4) + DIGITS.charAt(byte & 0x0f)).join(''),
);

const BEFORE_TIME: Uint8Array = ENCODER.encode('{"timeUs":');
const BEFORE_DATA: Uint8Array = ENCODER.encode('","data":"');
const AFTER_DATA: Uint8Array = ENCODER.encode('"}\n');
const ZERO = 0x30;
/** All numbers of three digits, one after another. */
const GROUP = 3;
const THOUSAND: Uint8Array = ENCODER.encode(
  Array.from({ length: 1000 }, (_, number) => String(number).padStart(GROUP, '0')).join(''),
);
/** Below this the faster division of 32-bit integers does. */
const SMALL = 1_000_000_000;

const CHUNK_BYTES = 262_144;
/** A line of a classical frame without its source: all but the source has a fixed greatest length. */
const LONGEST_FRAME_LINE = 160;
/** Sources named in a trace: nodes of a car. */
const MAX_SOURCES = 1000;

/** A frame's line; only its time has to be put in, as long as it has this number of digits. */
interface Line {
  readonly bytes: Uint8Array;
  readonly digits: number;
}

/** What is between the time and the id of a frame, and how long the line can get. */
interface Source {
  readonly name: string;
  readonly text: Uint8Array;
  /** The last frame of each base id, and its line once it was repeated: it is copied from then on. */
  readonly lastFrames: (CanFrame | undefined)[];
  readonly lastLines: (Line | null)[];
}

/**
 * The JSONL trace of {@link encodeRecord}, written while a car runs: byte for byte the same, some ten times as fast, for
 * the lines of frames are put together from their parts in one buffer.
 */
export class JsonlWriter implements TraceEncoder {
  readonly #write: (chunk: Uint8Array) => void;
  readonly #bytes = new Uint8Array(CHUNK_BYTES);
  readonly #sources = new Map<string, Source>();
  /** Most frames come from the node that sent the one before. */
  #lastSource: Source | null = null;
  #length = 0;

  /** @param write gets the bytes in chunks, each valid only during the call */
  constructor(write: (chunk: Uint8Array) => void) {
    this.#write = write;
  }

  frame(timeUs: Micros, frame: CanFrame, source: string, receivedUs?: Micros, bus: string = OWN_BUS): void {
    if (bus !== OWN_BUS || receivedUs !== undefined || frame.kind !== 'data' || frame.fd || timeUs < 0) {
      const stamped = receivedUs === undefined ? {} : { receivedUs };
      this.#text(`${encodeRecord({ kind: 'frame', timeUs, source, frame, bus, ...stamped })}\n`);
      return;
    }
    const from = this.#lastSource?.name === source ? this.#lastSource : this.#sourceOf(source);
    if (this.#length + LONGEST_FRAME_LINE + from.text.length > CHUNK_BYTES) this.flush();
    const digits = digitsOf(timeUs);
    const isRepeated = !frame.extended && from.lastFrames[frame.id] === frame;
    const known = isRepeated ? from.lastLines[frame.id] : null;
    if (known?.digits !== digits) this.#line(timeUs, digits, frame, from, isRepeated);
    else {
      const start = this.#length;
      this.#copy(known.bytes);
      this.#decimal(timeUs, digits, start + BEFORE_TIME.length);
    }
  }

  event(event: TracedEvent): void {
    this.#text(`${encodeRecord(event)}\n`);
  }

  flush(): void {
    if (this.#length === 0) return;
    this.#write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  end(): void {
    this.flush();
  }

  #sourceOf(name: string): Source {
    let source = this.#sources.get(name);
    if (source === undefined) {
      const text = ENCODER.encode(`,"kind":"frame","source":${JSON.stringify(name)},"id":"`);
      source = { name, text, lastFrames: perBaseId(undefined), lastLines: perBaseId(null) };
      if (this.#sources.size >= MAX_SOURCES) this.#sources.clear();
      this.#sources.set(name, source);
    }
    this.#lastSource = source;
    return source;
  }

  #text(line: string): void {
    const bytes = ENCODER.encode(line);
    if (this.#length + bytes.length > CHUNK_BYTES) this.flush();
    if (bytes.length > CHUNK_BYTES) this.#write(bytes);
    else this.#copy(bytes);
  }

  /** Put together from its parts. A sender's frames that are never the same are not worth keeping. */
  #line(timeUs: Micros, digits: number, frame: CanFrame, source: Source, isRepeated: boolean): void {
    const start = this.#length;
    this.#copy(BEFORE_TIME);
    this.#decimal(timeUs, digits, this.#length);
    this.#length += digits;
    this.#copy(source.text);
    this.#id(frame);
    this.#copy(BEFORE_DATA);
    this.#hex(frame.data);
    this.#copy(AFTER_DATA);
    if (frame.extended) return;
    source.lastFrames[frame.id] = frame;
    source.lastLines[frame.id] = isRepeated ? { bytes: this.#bytes.slice(start, this.#length), digits } : null;
  }

  #copy(part: Uint8Array): void {
    this.#bytes.set(part, this.#length);
    this.#length += part.length;
  }

  #decimal(value: number, digits: number, from: number): void {
    const bytes = this.#bytes;
    let at = from + digits;
    let rest = value;
    while (rest >= SMALL) {
      const tenth = Math.floor(rest / 10);
      bytes[--at] = ZERO + (rest - tenth * 10);
      rest = tenth;
    }
    let small = rest | 0;
    for (; at - from >= GROUP; at -= GROUP) {
      const others = (small / 1000) | 0;
      const group = GROUP * (small - others * 1000);
      bytes[at - 3] = THOUSAND[group] ?? 0;
      bytes[at - 2] = THOUSAND[group + 1] ?? 0;
      bytes[at - 1] = THOUSAND[group + 2] ?? 0;
      small = others;
    }
    for (; at > from; small = (small / 10) | 0) bytes[--at] = ZERO + (small % 10);
  }

  #id({ id, extended }: CanFrame): void {
    for (let shift = extended ? 28 : 8; shift >= 0; shift -= 4) {
      this.#bytes[this.#length++] = DIGITS.charCodeAt((id >>> shift) & 0x0f);
    }
  }

  #hex(data: Uint8Array): void {
    let at = this.#length;
    for (const byte of data) {
      const digit = byte << 1;
      this.#bytes[at++] = HEX[digit] ?? 0;
      this.#bytes[at++] = HEX[digit + 1] ?? 0;
    }
    this.#length = at;
  }
}

function digitsOf(value: number): number {
  let digits = 1;
  for (let limit = 10; limit <= value; limit *= 10) digits++;
  return digits;
}

/** Dense from the start: an array that is filled at high ids first becomes a slow dictionary. */
function perBaseId<Value>(value: Value): Value[] {
  return new Array<Value>(MAX_BASE_ID + 1).fill(value);
}
