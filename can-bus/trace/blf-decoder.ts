import { counted } from '../text/counted.ts';
import { constants, inflateSync } from 'node:zlib';
import { ByteQueue } from '../bytes/byte-queue.ts';
import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';
import type { AscDecoderOptions } from './asc-decoder.ts';
import { blfTime, decodeBlfObject } from './blf-object.ts';
import {
  CONTAINER_HEAD_BYTES,
  CONTAINER_METHOD_AT,
  CONTAINER_UNPACKED_AT,
  FILE_HEAD_SIZE_AT,
  FILE_SIGNATURE,
  HEAD_SIZE_AT,
  LEAST_FILE_HEAD_BYTES,
  LOG_CONTAINER,
  METHOD_DEFLATE,
  METHOD_NONE,
  OBJECT_BASE_BYTES,
  OBJECT_HEAD_BYTES,
  OBJECT_SIGNATURE,
  SIZE_AT,
  START_TIME_AT,
  TIME_AT,
  TIME_FLAGS_AT,
  TYPE_AT,
} from './blf-layout.ts';
import { ChannelNames, parseLogComment } from './log-comments.ts';
import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

/** A longer object, packed or unpacked, is not a log: programs write containers of 128 KiB. */
const MAX_OBJECT_BYTES = 16_777_216;
const MAX_FILE_HEAD_BYTES = 65_536;
/** Padding behind an object, at most. */
const MAX_PADDING_BYTES = 3;
const EXPECTED = 'objects of a BLF log, each with LOBJ and its length in front';

/** Objects in a run of bytes: those of the file, or those in its containers, which may span several. */
interface ObjectStream {
  readonly queue: ByteQueue;
  /** Bytes that have been taken. */
  offset: number;
  /** Whether a place without an object has been reported, and the next one is being looked for. */
  isLost: boolean;
}

/**
 * Reads the CAN and CAN FD frames of a BLF log. After an invalid place it goes on with the next object that it finds.
 * A channel becomes a bus name: 1 is `can0`, unless a comment of this program names it.
 */
export class BlfDecoder implements TraceDecoder {
  readonly #originOf: AscDecoderOptions['originOf'];
  readonly #file: ObjectStream = { queue: new ByteQueue(), offset: 0, isLost: false };
  readonly #packed: ObjectStream = { queue: new ByteQueue(), offset: 0, isLost: false };
  readonly #buses = new ChannelNames();
  #originUs: Micros = 0;
  #hasOrigin = false;
  #hasHead = false;
  #hasEnded = false;

  constructor({ originOf }: AscDecoderOptions = {}) {
    this.#originOf = originOf;
  }

  push(chunk: Uint8Array, into: TraceItem[]): void {
    if (this.#hasEnded) return;
    this.#file.queue.push(chunk);
    if (!this.#hasHead && !this.#takeHead(into)) return;
    this.#takeObjects(this.#file, into);
  }

  end(into: TraceItem[]): void {
    if (this.#hasEnded) return;
    const { queue } = this.#file;
    const where = this.#where();
    const rest = queue.length;
    const isPadding = this.#hasHead && rest <= MAX_PADDING_BYTES;
    if (rest > 0 && !isPadding && !this.#file.isLost) {
      if (this.#hasHead) this.#unpackPart(into);
      const within = this.#hasHead ? 'an object' : 'its head';
      into.push({ kind: 'cut-off', where, message: `the file ends ${counted(rest, 'byte')} into ${within}` });
    } else if (this.#packed.queue.length > MAX_PADDING_BYTES && !this.#packed.isLost) {
      const message = `its last container ends ${counted(this.#packed.queue.length, 'byte')} into an object`;
      into.push({ kind: 'cut-off', where, message });
    }
    this.#hasEnded = true;
  }

  #where(): string {
    return `byte ${this.#file.offset}`;
  }

  #bad(message: string, into: TraceItem[]): void {
    into.push({ kind: 'bad', where: this.#where(), message, expected: EXPECTED });
  }

  /** Whether it is complete. */
  #takeHead(into: TraceItem[]): boolean {
    const { queue } = this.#file;
    if (queue.length < LEAST_FILE_HEAD_BYTES) return false;
    const { view, start } = queue;
    const length = view.getUint32(start + FILE_HEAD_SIZE_AT, true);
    const isHead = view.getUint32(start, true) === FILE_SIGNATURE;
    if (!isHead || length < LEAST_FILE_HEAD_BYTES || length > MAX_FILE_HEAD_BYTES) {
      this.#bad(isHead ? `a head of ${counted(length, 'byte')}` : 'it does not begin with LOGG', into);
      this.#hasEnded = true;
      return false;
    }
    if (queue.length < length) return false;
    this.#takeStartTime(view, start + START_TIME_AT);
    this.#hasHead = true;
    this.#advance(this.#file, length);
    return true;
  }

  #takeStartTime(view: DataView, at: number): void {
    const word = (index: number): number => view.getUint16(at + 2 * index, true);
    const [year, month, day] = [word(0), word(1), word(3)];
    if (year === 0 || month < 1 || month > 12 || day < 1 || day > 31) return;
    const time = { hour: word(4), minute: word(5), second: word(6), micros: word(7) * MICROS_PER_MILLI };
    this.#originUs = this.#originOf?.({ year, month, day, ...time }) ?? 0;
  }

  #advance(stream: ObjectStream, count: number): void {
    stream.queue.drop(count);
    stream.offset += count;
  }

  /** All that are complete. */
  #takeObjects(stream: ObjectStream, into: TraceItem[]): void {
    const { queue } = stream;
    while (this.#findObject(stream, into)) {
      const { view, start } = queue;
      const size = view.getUint32(start + SIZE_AT, true);
      const headSize = view.getUint16(start + HEAD_SIZE_AT, true);
      if (size < OBJECT_BASE_BYTES || size > MAX_OBJECT_BYTES || headSize < OBJECT_BASE_BYTES || headSize > size) {
        this.#bad(`an object of ${counted(size, 'byte')} with a head of ${headSize}`, into);
        this.#advance(stream, 4);
        stream.isLost = true;
        continue;
      }
      if (queue.length < size) return;
      const type = view.getUint32(start + TYPE_AT, true);
      if (type !== LOG_CONTAINER) this.#object(queue, type, headSize, size, into);
      else if (stream === this.#file) this.#container(size, into);
      else this.#bad('a container within a container', into);
      this.#advance(stream, size);
    }
  }

  /** Goes to the next object, over padding; false where there is none whose base is complete. */
  #findObject(stream: ObjectStream, into: TraceItem[]): boolean {
    const { queue } = stream;
    for (let passed = 0; queue.length >= 4; passed++) {
      if (queue.view.getUint32(queue.start, true) === OBJECT_SIGNATURE) {
        stream.isLost = false;
        return queue.length >= OBJECT_BASE_BYTES;
      }
      if (passed >= MAX_PADDING_BYTES && !stream.isLost) {
        this.#bad('no object where one is expected', into);
        stream.isLost = true;
      }
      this.#advance(stream, 1);
    }
    return false;
  }

  #object(queue: ByteQueue, type: number, headSize: number, size: number, into: TraceItem[]): void {
    const { view, bytes, start } = queue;
    if (headSize < OBJECT_HEAD_BYTES) {
      this.#bad(`an object with a head of ${counted(headSize, 'byte')}, too short for a time`, into);
      return;
    }
    const object = decodeBlfObject(type, bytes.subarray(start + headSize, start + size));
    if (object.kind === 'text') {
      this.#text(object.text, into);
      return;
    }
    const { read, channel } = object;
    switch (read.kind) {
      case 'frame': {
        const [low, high] = [view.getUint32(start + TIME_AT, true), view.getUint32(start + TIME_AT + 4, true)];
        const timeUs = this.#originUs + blfTime(low, high, view.getUint32(start + TIME_FLAGS_AT, true));
        if (!Number.isSafeInteger(timeUs)) {
          this.#bad(`${timeUs} µs is not a valid time`, into);
          return;
        }
        const bus = this.#buses.of(channel);
        into.push({ kind: 'frame', timeUs, frame: read.frame, source: bus, bus, details: read.details });
        return;
      }
      case 'passed-over':
        into.push({ kind: 'passed-over', where: this.#where(), what: read.what });
        return;
      case 'bad':
        this.#bad(read.message, into);
    }
  }

  #text(text: string, into: TraceItem[]): void {
    const comment = parseLogComment(text);
    switch (comment?.kind) {
      case 'channel':
        this.#buses.set(comment.channel, comment.bus);
        return;
      case 'origin':
        if (!this.#hasOrigin) this.#originUs = comment.originUs;
        this.#hasOrigin = true;
        return;
      case undefined:
        into.push({ kind: 'passed-over', where: this.#where(), what: 'an event' });
    }
  }

  #container(size: number, into: TraceItem[]): void {
    const { bytes, view, start } = this.#file.queue;
    const unpacked = size < CONTAINER_HEAD_BYTES ? null : unpackedLength(view, start);
    if (unpacked === null || unpacked > MAX_OBJECT_BYTES) {
      const limit = `more than ${MAX_OBJECT_BYTES}`;
      this.#bad(
        unpacked === null ? 'a container without a head' : `a container of ${counted(unpacked, 'byte')}, ${limit}`,
        into,
      );
      this.#loseRest();
      return;
    }
    const content = bytes.subarray(start + CONTAINER_HEAD_BYTES, start + size);
    const method = view.getUint16(start + CONTAINER_METHOD_AT, true);
    const bytesOf = unpack(content, method, unpacked);
    if (typeof bytesOf === 'string') {
      this.#bad(bytesOf, into);
      this.#loseRest();
      return;
    }
    this.#packed.queue.push(bytesOf);
    this.#takeObjects(this.#packed, into);
  }

  /** Of the last container, which is cut off: what it holds up to there. */
  #unpackPart(into: TraceItem[]): void {
    const { bytes, view, start, end, length } = this.#file.queue;
    if (length <= CONTAINER_HEAD_BYTES || view.getUint32(start + TYPE_AT, true) !== LOG_CONTAINER) return;
    const method = view.getUint16(start + CONTAINER_METHOD_AT, true);
    const content = bytes.subarray(start + CONTAINER_HEAD_BYTES, end);
    const part = unpack(content, method, Math.min(unpackedLength(view, start), MAX_OBJECT_BYTES), true);
    if (typeof part === 'string') return;
    this.#packed.queue.push(part);
    this.#takeObjects(this.#packed, into);
  }

  /** An object that began in an earlier container has no rest; the next one is somewhere in the next container. */
  #loseRest(): void {
    this.#packed.queue.clear();
    this.#packed.isLost = true;
  }
}

function unpackedLength(view: DataView, start: number): number {
  return view.getUint32(start + CONTAINER_UNPACKED_AT, true);
}

/** The content of a container; or why it cannot be unpacked. */
function unpack(content: Uint8Array, method: number, length: number, isPart: boolean = false): Uint8Array | string {
  if (method === METHOD_NONE) return content;
  if (method !== METHOD_DEFLATE) return `a container with the unknown compression method ${method}`;
  try {
    const finishFlush = isPart ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
    return inflateSync(content, { maxOutputLength: Math.max(length, 1), finishFlush });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isTooLong = 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
    return isTooLong
      ? `a container with more than the ${counted(length, 'byte')} it declares`
      : 'a container that cannot be unpacked';
  }
}
