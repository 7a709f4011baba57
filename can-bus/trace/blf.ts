import { deflateSync } from 'node:zlib';
import type { Micros } from '../time/micros.ts';
import { MICROS_PER_MILLI } from '../time/micros.ts';
import { fdDlc } from '../virtual-bus/fd-bit-length.ts';
import { utcDateParts } from './asc-date.ts';
import {
  APP_TEXT,
  APP_TEXT_BYTES,
  CAN_FD_MESSAGE,
  CAN_FD_MESSAGE_BYTES,
  CAN_MESSAGE,
  CAN_MESSAGE_BYTES,
  CONTAINER_BYTES,
  CONTAINER_HEAD_BYTES,
  CONTAINER_METHOD_AT,
  CONTAINER_UNPACKED_AT,
  FD_BIT_RATE_SWITCH,
  FD_FORMAT,
  FILE_HEAD_BYTES,
  FILE_HEAD_SIZE_AT,
  FILE_SIGNATURE,
  FILE_SIZE_AT,
  FILE_VERSION_AT,
  FLAG_REMOTE,
  HEAD_SIZE_AT,
  HEAD_VERSION_AT,
  ID_EXTENDED,
  LOG_CONTAINER,
  METHOD_DEFLATE,
  OBJECT_BASE_BYTES,
  OBJECT_COUNT_AT,
  OBJECT_HEAD_BYTES,
  OBJECT_SIGNATURE,
  SIZE_AT,
  START_TIME_AT,
  TIME_AT,
  TIME_FLAGS_AT,
  TIME_NANOS,
  TYPE_AT,
  UNCOMPRESSED_SIZE_AT,
} from './blf-layout.ts';
import { OWN_BUS, type TimedFrame } from './frame-record.ts';
import { LogChannels, originComment } from './log-comments.ts';

const NANOS_PER_MICRO = 1000;
const TWO_POW_32 = 0x1_0000_0000;
/** The version of the format that writers name: 2.6.8.1. */
const FILE_VERSION: readonly number[] = [2, 6, 8, 1];
const EMPTY = new Uint8Array(0);

interface BlfHead {
  /** The date at time 0, as `2019-07-01T08:00:00Z`, in any time zone; never the current date. */
  readonly date: string;
  /** What time 0 is in a log whose times count from 1970; absent where they count from 0. */
  readonly originUs?: Micros;
}

/** Writes a BLF log piece by piece: a head, then containers of at most 128 KiB, compressed. */
export class BlfWriter {
  readonly #date: string;
  readonly #channels = new LogChannels();
  #bytes = new Uint8Array(CONTAINER_BYTES);
  #view: DataView = new DataView(this.#bytes.buffer);
  #length = 0;
  #fileBytes = FILE_HEAD_BYTES;
  #unpackedBytes = FILE_HEAD_BYTES;
  #objects = 0;
  #lastBus: string | null = null;
  #channel = 0;

  /** @throws RangeError for an invalid date */
  constructor({ date, originUs }: BlfHead) {
    this.#date = date;
    if (originUs !== undefined) this.#text(originComment(originUs));
  }

  /**
   * The start of the file. A program that reads it before the end finds no totals in it; the same bytes with the totals
   * so far can replace it where the file allows.
   */
  head(): Uint8Array {
    const bytes = new Uint8Array(FILE_HEAD_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, FILE_SIGNATURE, true);
    view.setUint32(FILE_HEAD_SIZE_AT, FILE_HEAD_BYTES, true);
    bytes.set(FILE_VERSION, FILE_VERSION_AT);
    view.setBigUint64(FILE_SIZE_AT, BigInt(this.#fileBytes), true);
    view.setBigUint64(UNCOMPRESSED_SIZE_AT, BigInt(this.#unpackedBytes), true);
    view.setUint32(OBJECT_COUNT_AT, this.#objects, true);
    const { year, month, weekday, day, hour, minute, second, micros } = utcDateParts(this.#date);
    const words = [year, month, weekday, day, hour, minute, second, Math.floor(micros / MICROS_PER_MILLI)];
    for (const [index, word] of words.entries()) view.setUint16(START_TIME_AT + 2 * index, word, true);
    return bytes;
  }

  /** @returns a container, or nothing while it fills */
  frame({ timeUs, frame }: TimedFrame, bus: string = OWN_BUS): Uint8Array {
    if (bus !== this.#lastBus) {
      // The comment fits behind the frames before it, or begins a container: either way nothing is lost.
      const done = this.#choose(bus);
      return joined(done, this.frame({ timeUs, frame }, bus));
    }
    const bodyBytes = frame.fd ? CAN_FD_MESSAGE_BYTES : CAN_MESSAGE_BYTES;
    const done = this.#makeRoom(OBJECT_HEAD_BYTES + bodyBytes);
    const at = this.#begin(frame.fd ? CAN_FD_MESSAGE : CAN_MESSAGE, bodyBytes, timeUs);
    const view = this.#view;
    view.setUint16(at, this.#channel, true);
    view.setUint8(at + 2, frame.kind === 'remote' ? FLAG_REMOTE : 0);
    view.setUint8(at + 3, frame.fd ? fdDlc(frame.length) : frame.length);
    view.setUint32(at + 4, frame.id + (frame.extended ? ID_EXTENDED : 0), true);
    let dataAt = at + 8;
    if (frame.fd) {
      view.setUint8(at + 13, FD_FORMAT | (frame.bitRateSwitch ? FD_BIT_RATE_SWITCH : 0));
      view.setUint8(at + 14, frame.length);
      dataAt = at + 20;
    }
    const { data } = frame;
    for (let index = 0; index < data.length; index++) view.setUint8(dataAt + index, data[index] ?? 0);
    return done;
  }

  /** What is held back, as a container. */
  flush(): Uint8Array {
    if (this.#length === 0) return EMPTY;
    const packed = deflateSync(this.#bytes.subarray(0, this.#length));
    const size = CONTAINER_HEAD_BYTES + packed.length;
    const container = new Uint8Array(size + (size % 4));
    const view = new DataView(container.buffer);
    writeBase(view, 0, OBJECT_BASE_BYTES, size, LOG_CONTAINER);
    view.setUint16(CONTAINER_METHOD_AT, METHOD_DEFLATE, true);
    view.setUint32(CONTAINER_UNPACKED_AT, this.#length, true);
    container.set(packed, CONTAINER_HEAD_BYTES);
    this.#fileBytes += container.length;
    this.#unpackedBytes += CONTAINER_HEAD_BYTES + this.#length;
    this.#length = 0;
    return container;
  }

  #choose(bus: string): Uint8Array {
    const { channel, comment } = this.#channels.of(bus);
    this.#lastBus = bus;
    this.#channel = channel;
    return comment === null ? EMPTY : this.#text(comment);
  }

  /** A comment as Vector's programs show it; blanks at its end make it a multiple of four bytes. */
  #text(comment: string): Uint8Array {
    const text = new TextEncoder().encode(comment);
    const length = (text.length + 3) & ~3;
    const done = this.#makeRoom(OBJECT_HEAD_BYTES + APP_TEXT_BYTES + length);
    const at = this.#begin(APP_TEXT, APP_TEXT_BYTES + length, 0);
    this.#view.setUint32(at + 8, length, true);
    this.#bytes.fill(0x20, at + APP_TEXT_BYTES, at + APP_TEXT_BYTES + length);
    this.#bytes.set(text, at + APP_TEXT_BYTES);
    return done;
  }

  #makeRoom(bytes: number): Uint8Array {
    if (this.#length + bytes <= this.#bytes.length) return EMPTY;
    const done = this.flush();
    if (bytes > this.#bytes.length) {
      this.#bytes = new Uint8Array(bytes);
      this.#view = new DataView(this.#bytes.buffer);
    }
    return done;
  }

  /** Writes an object's head into an empty body. @returns where the body begins */
  #begin(type: number, bodyBytes: number, timeUs: Micros): number {
    const at = this.#length;
    const size = OBJECT_HEAD_BYTES + bodyBytes;
    this.#bytes.fill(0, at, at + size);
    const view = this.#view;
    writeBase(view, at, OBJECT_HEAD_BYTES, size, type);
    view.setUint32(at + TIME_FLAGS_AT, TIME_NANOS, true);
    // In two parts of 32 bits, neither of which leaves the whole numbers.
    const high = Math.floor(timeUs / TWO_POW_32) * NANOS_PER_MICRO;
    const low = (timeUs % TWO_POW_32) * NANOS_PER_MICRO;
    view.setUint32(at + TIME_AT, low % TWO_POW_32, true);
    view.setUint32(at + TIME_AT + 4, high + Math.floor(low / TWO_POW_32), true);
    this.#length += size;
    this.#objects++;
    return at + OBJECT_HEAD_BYTES;
  }
}

function writeBase(view: DataView, at: number, headBytes: number, size: number, type: number): void {
  view.setUint32(at, OBJECT_SIGNATURE, true);
  view.setUint16(at + HEAD_SIZE_AT, headBytes, true);
  view.setUint16(at + HEAD_VERSION_AT, 1, true);
  view.setUint32(at + SIZE_AT, size, true);
  view.setUint32(at + TYPE_AT, type, true);
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}

/**
 * A BLF log: one head, then containers. Its head has no totals, for it is passed on first.
 *
 * @param calendarStart the date at vehicle time 0, UTC as `2019-07-01T08:00:00Z`
 * @throws RangeError for an invalid date
 */
export function* encodeBlf(
  records: Iterable<TimedFrame>,
  calendarStart: string,
): Generator<Uint8Array, void, undefined> {
  const writer = new BlfWriter({ date: calendarStart });
  yield writer.head();
  for (const record of records) {
    const done = writer.frame(record);
    if (done.length > 0) yield done;
  }
  const last = writer.flush();
  if (last.length > 0) yield last;
}
