import { CanFrame, MAX_CLASSIC_DATA, MAX_FD_DATA } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

const FLAG_EXTENDED = 0x01;
const FLAG_REMOTE = 0x02;
const FLAG_FD = 0x04;
const FLAG_BIT_RATE_SWITCH = 0x08;

/** Bytes per record: its instant, and the place of its content. */
const RECORD_BYTES = 8 + 2;
const RECEIVED_BYTES = 8;
/** Bytes per content, without its data: id, sender, flags, length. */
const CONTENT_HEAD_BYTES = 4 + 2 + 1 + 1;
/** Maximum size of a record: with a content of its own, the data of CAN FD, and a receive time. */
export const MOST_FRAME_BYTES: number = RECORD_BYTES + RECEIVED_BYTES + CONTENT_HEAD_BYTES + MAX_FD_DATA;

/** Room for contents at first; it doubles. */
const FIRST_CONTENTS = 256;

/** A frame of a block, rebuilt from its bytes. */
interface BlockRecord {
  readonly timeUs: Micros;
  readonly frame: CanFrame;
  /** As given to {@link FrameBlock.append}. */
  readonly sender: number;
  readonly receivedUs: Micros | undefined;
}

/**
 * Frames in columns: a million objects would take ten times as much. A frame that its sender repeats, the same object
 * again, takes 10 bytes: its content is there once. Room for the long data of CAN FD, and for receive times, is allocated
 * with the first frame that needs it.
 */
export class FrameBlock {
  readonly capacity: number;
  #filled = 0;
  readonly #times: Float64Array;
  readonly #places: Uint16Array;
  #received: Float64Array | null = null;
  #contents = 0;
  #dataBytes = MAX_CLASSIC_DATA;
  #ids: Uint32Array;
  #senders: Uint16Array;
  #flags: Uint8Array;
  #lengths: Uint8Array;
  #data: Uint8Array;

  /**
   * @param capacity 1 to 65,536 records
   * @param contents as many as are expected; it makes room for more where it must
   */
  constructor(capacity: number, contents = 0) {
    this.capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#places = new Uint16Array(capacity);
    let room = Math.min(FIRST_CONTENTS, capacity);
    while (room < contents && room < capacity) room = Math.min(2 * room, capacity);
    this.#ids = new Uint32Array(room);
    this.#senders = new Uint16Array(room);
    this.#flags = new Uint8Array(room);
    this.#lengths = new Uint8Array(room);
    this.#data = new Uint8Array(room * MAX_CLASSIC_DATA);
  }

  /** Records in it. */
  get filled(): number {
    return this.#filled;
  }

  /** Memory taken by its columns. */
  get bytes(): number {
    const received = this.#received === null ? 0 : RECEIVED_BYTES;
    return this.capacity * (RECORD_BYTES + received) + this.#ids.length * (CONTENT_HEAD_BYTES + this.#dataBytes);
  }

  /** It holds neither long data nor receive times. */
  get isNarrow(): boolean {
    return this.#dataBytes === MAX_CLASSIC_DATA && this.#received === null;
  }

  /** Contents in it. */
  get contents(): number {
    return this.#contents;
  }

  /** The place of the content that was appended last. */
  get lastPlace(): number {
    return this.#contents - 1;
  }

  /**
   * Appends a frame with its content. Not to be called on a full block.
   *
   * @param sender 0 to 65535
   * @returns by how many bytes the block grew, which it seldom does
   */
  append(timeUs: Micros, frame: CanFrame, sender: number, receivedUs: Micros | undefined): number {
    const { data } = frame;
    const index = this.#filled;
    const place = this.#contents;
    const isCommon =
      data.length <= this.#dataBytes && place < this.#ids.length && receivedUs === undefined && this.#received === null;
    const grown = isCommon ? 0 : this.#makeRoom(data.length, receivedUs);
    if (this.#received !== null) this.#received[index] = receivedUs ?? Number.NaN;
    this.#ids[place] = frame.id;
    this.#senders[place] = sender;
    this.#lengths[place] = frame.length;
    this.#flags[place] =
      (frame.extended ? FLAG_EXTENDED : 0) |
      (frame.kind === 'remote' ? FLAG_REMOTE : 0) |
      (frame.fd ? FLAG_FD : 0) |
      (frame.bitRateSwitch ? FLAG_BIT_RATE_SWITCH : 0);
    const start = place * this.#dataBytes;
    for (let i = 0; i < data.length; i++) this.#data[start + i] = data[i] ?? 0;
    this.#contents++;
    this.repeat(timeUs, place);
    return grown;
  }

  /** Appends a frame, with no receive time, whose content is at a place already. Not to be called on a full block. */
  repeat(timeUs: Micros, place: number): void {
    const index = this.#filled++;
    this.#times[index] = timeUs;
    this.#places[index] = place;
  }

  /** As {@link repeat}, of several frames, each a time after the same instant. There has to be room for them. */
  repeatAll(fromUs: Micros, afterUs: Float64Array, places: Int32Array, count: number): void {
    const first = this.#filled;
    for (let i = 0; i < count; i++) {
      this.#times[first + i] = fromUs + (afterUs[i] ?? 0);
      this.#places[first + i] = places[i] ?? 0;
    }
    this.#filled = first + count;
  }

  /** The place of the content of a record. @param index 0 to `filled` − 1 */
  placeOf(index: number): number {
    return this.#places[index] ?? 0;
  }

  /** @param index 0 to `filled` − 1 */
  read(index: number): BlockRecord {
    const place = this.#places[index] ?? 0;
    const flags = this.#flags[place] ?? 0;
    const length = this.#lengths[place] ?? 0;
    const remote = (flags & FLAG_REMOTE) !== 0;
    const start = place * this.#dataBytes;
    const frame = new CanFrame(
      remote ? 'remote' : 'data',
      this.#ids[place] ?? 0,
      (flags & FLAG_EXTENDED) !== 0,
      this.#data.slice(start, remote ? start : start + length),
      length,
      (flags & FLAG_FD) !== 0,
      (flags & FLAG_BIT_RATE_SWITCH) !== 0,
    );
    const receivedUs = this.#received?.[index] ?? Number.NaN;
    return {
      timeUs: this.#times[index] ?? 0,
      frame,
      sender: this.#senders[place] ?? 0,
      receivedUs: Number.isNaN(receivedUs) ? undefined : receivedUs,
    };
  }

  /** Drops all records; the memory stays. */
  clear(): void {
    this.#filled = 0;
    this.#contents = 0;
    this.#received?.fill(Number.NaN);
  }

  copy(): FrameBlock {
    const copy = new FrameBlock(this.capacity);
    copy.#filled = this.#filled;
    copy.#times.set(this.#times);
    copy.#places.set(this.#places);
    copy.#received = this.#received?.slice() ?? null;
    copy.#contents = this.#contents;
    copy.#dataBytes = this.#dataBytes;
    copy.#ids = this.#ids.slice();
    copy.#senders = this.#senders.slice();
    copy.#flags = this.#flags.slice();
    copy.#lengths = this.#lengths.slice();
    copy.#data = this.#data.slice();
    return copy;
  }

  /** @returns the additional bytes */
  #makeRoom(dataLength: number, receivedUs: Micros | undefined): number {
    const before = this.bytes;
    if (dataLength > this.#dataBytes) this.#widen();
    if (this.#contents === this.#ids.length) this.#double();
    if (receivedUs !== undefined) this.#received ??= new Float64Array(this.capacity).fill(Number.NaN);
    return this.bytes - before;
  }

  #double(): void {
    const room = Math.min(2 * this.#ids.length, this.capacity);
    this.#ids = copied(new Uint32Array(room), this.#ids);
    this.#senders = copied(new Uint16Array(room), this.#senders);
    this.#flags = copied(new Uint8Array(room), this.#flags);
    this.#lengths = copied(new Uint8Array(room), this.#lengths);
    this.#data = copied(new Uint8Array(room * this.#dataBytes), this.#data);
  }

  #widen(): void {
    const wide = new Uint8Array(this.#ids.length * MAX_FD_DATA);
    for (let place = 0; place < this.#contents; place++) {
      const start = place * this.#dataBytes;
      wide.set(this.#data.subarray(start, start + this.#dataBytes), place * MAX_FD_DATA);
    }
    this.#data = wide;
    this.#dataBytes = MAX_FD_DATA;
  }
}

function copied<Column extends Uint32Array | Uint16Array | Uint8Array>(to: Column, from: Column): Column {
  to.set(from);
  return to;
}
