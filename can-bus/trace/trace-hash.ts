import { createHash } from 'node:crypto';
import { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { wireBits } from '../virtual-bus/bit-timing.ts';

/** The size of one chunk. */
const CHUNK_BYTES = 65_536;
/** Up to this length a loop copies faster than a built-in call. */
const SHORT = 64;
const LAST_ASCII = 0x7f;
/** Tag, instant, two numbers, two bytes and the length of a blob. */
const RECORD_BYTES = 1 + 8 + 4 + 4 + 1 + 1 + 4;

/** First byte of each record and of each value within an event. */
const TAG = {
  frame: 1,
  event: 2,
  name: 3,
  null: 16,
  false: 17,
  true: 18,
  number: 19,
  string: 20,
  bytes: 21,
  list: 22,
  object: 23,
} as const;

const FLAG_EXTENDED = 1;
const FLAG_REMOTE = 2;
const FLAG_FD = 4;
const FLAG_BIT_RATE_SWITCH = 8;

/** Deepest nesting of an event. */
const MAX_DEPTH = 16;

/**
 * SHA-256 over the events of a run, in packed binary records: equal runs have equal digests on every platform.
 *
 * A frame record is its tag, time (f64), sender (u32, a name defined earlier by a name record), id (u32), flags, length
 * and data. An event record is its tag, time, node and the event's values, each with a tag, object keys in order of
 * their UTF-16 codes, so that the order in which an object was built does not matter; `undefined` members are left out.
 */
export class TraceHash {
  private readonly hash = createHash('sha256');
  private readonly writer = new PackedWriter((chunk) => {
    this.hash.update(chunk);
  });
  private readonly names = new Map<string, number>();
  private lastSender: string | null = null;
  private lastIndex = 0;

  frame(endUs: Micros, frame: CanFrame, sender: string): void {
    // Most frames come from the node that sent the one before.
    if (sender !== this.lastSender) {
      this.lastIndex = this.nameIndex(sender);
      this.lastSender = sender;
    }
    const format = (frame.extended ? FLAG_EXTENDED : 0) | (frame.kind === 'remote' ? FLAG_REMOTE : 0);
    const flags = format | (frame.fd ? FLAG_FD : 0) | (frame.bitRateSwitch ? FLAG_BIT_RATE_SWITCH : 0);
    this.writer.record(TAG.frame, endUs, this.lastIndex, frame.id, flags, frame.length, frame.data);
  }

  /** @throws TypeError for an event with a member that cannot be compared: a function, a symbol, a cycle */
  event(timeUs: Micros, node: string, event: object): void {
    const index = this.nameIndex(node);
    this.writer.u8(TAG.event);
    this.writer.f64(timeUs);
    this.writer.u32(index);
    this.value(event, 0);
  }

  /** The hash of everything so far, as 64 lower-case hex digits; more can be added afterwards. */
  digest(): string {
    this.writer.flush();
    return this.hash.copy().digest('hex');
  }

  private nameIndex(name: string): number {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const index = this.names.size;
    this.names.set(name, index);
    this.writer.u8(TAG.name);
    this.writer.string(name);
    return index;
  }

  private value(value: unknown, depth: number): void {
    const { writer } = this;
    if (value === null) writer.u8(TAG.null);
    else if (typeof value === 'boolean') writer.u8(value ? TAG.true : TAG.false);
    else if (typeof value === 'number') {
      writer.u8(TAG.number);
      // Adding 0 makes -0 the 0 it equals.
      writer.f64(value + 0);
    } else if (typeof value === 'string') {
      writer.u8(TAG.string);
      writer.string(value);
    } else if (value instanceof Uint8Array) {
      writer.u8(TAG.bytes);
      writer.blob(value);
    } else if (typeof value === 'object') this.composite(value, depth);
    else throw new TypeError(`an event holds a ${typeof value}, which a trace cannot hold`);
  }

  private composite(value: object, depth: number): void {
    if (depth >= MAX_DEPTH) throw new TypeError(`an event is nested deeper than ${MAX_DEPTH}, or contains itself`);
    const { writer } = this;
    if (Array.isArray(value)) {
      writer.u8(TAG.list);
      writer.u32(value.length);
      for (const item of value) this.value(item ?? null, depth + 1);
      return;
    }
    // Counted on the first request: whether it was requested is not part of the run.
    if (value instanceof CanFrame) wireBits(value);
    const members: Readonly<Record<string, unknown>> = { ...value };
    const keys = Object.keys(members).filter((key) => members[key] !== undefined);
    keys.sort();
    writer.u8(TAG.object);
    writer.u32(keys.length);
    for (const key of keys) {
      writer.string(key);
      this.value(members[key], depth + 1);
    }
  }
}

/**
 * Collects little-endian binary data and passes it on in chunks. A chunk is only valid during the call: the buffer is
 * reused.
 */
export class PackedWriter {
  private readonly bytes = new Uint8Array(CHUNK_BYTES);
  private readonly view = new DataView(this.bytes.buffer);
  private readonly flushTo: (chunk: Uint8Array) => void;
  private readonly text = new TextEncoder();
  private length = 0;

  constructor(flushTo: (chunk: Uint8Array) => void) {
    this.flushTo = flushTo;
  }

  u8(value: number): void {
    this.reserve(1);
    this.bytes[this.length++] = value;
  }

  u32(value: number): void {
    this.reserve(4);
    this.view.setUint32(this.length, value, true);
    this.length += 4;
  }

  f64(value: number): void {
    this.reserve(8);
    this.view.setFloat64(this.length, value, true);
    this.length += 8;
  }

  /** A tag, an instant, two u32, two u8 and a short blob in one call: there are a thousand frames a second. */
  record(tag: number, timeUs: number, a: number, b: number, c: number, d: number, bytes: Uint8Array): void {
    const count = bytes.length;
    if (count > SHORT) throw new RangeError(`${count} bytes in a record, the maximum is ${SHORT}`);
    this.reserve(RECORD_BYTES + count);
    const { bytes: into, view } = this;
    let at = this.length;
    into[at] = tag;
    view.setFloat64(at + 1, timeUs, true);
    view.setUint32(at + 9, a, true);
    view.setUint32(at + 13, b, true);
    into[at + 17] = c;
    into[at + 18] = d;
    view.setUint32(at + 19, count, true);
    at += RECORD_BYTES;
    for (let i = 0; i < count; i++) into[at + i] = bytes[i] ?? 0;
    this.length = at + count;
  }

  /** A length (u32) and the bytes. */
  blob(bytes: Uint8Array): void {
    this.u32(bytes.length);
    if (bytes.length > CHUNK_BYTES) {
      this.flush();
      this.flushTo(bytes);
      return;
    }
    this.reserve(bytes.length);
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
  }

  /** A length in bytes (u32) and UTF-8. */
  string(text: string): void {
    if (text.length > SHORT || !this.shortAscii(text)) this.blob(this.text.encode(text));
  }

  flush(): void {
    if (this.length === 0) return;
    this.flushTo(this.bytes.subarray(0, this.length));
    this.length = 0;
  }

  /** Names and words, nearly always. @returns false, with nothing written, where there is another character */
  private shortAscii(text: string): boolean {
    const count = text.length;
    this.reserve(4 + count);
    const from = this.length + 4;
    for (let i = 0; i < count; i++) {
      const code = text.charCodeAt(i);
      if (code > LAST_ASCII) return false;
      this.bytes[from + i] = code;
    }
    this.u32(count);
    this.length += count;
    return true;
  }

  private reserve(bytes: number): void {
    if (this.length + bytes > CHUNK_BYTES) this.flush();
  }
}
