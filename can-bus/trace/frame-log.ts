import assert from 'node:assert/strict';
import { CanFrame, MAX_CLASSIC_DATA, MAX_FD_DATA } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { FrameRecord } from './frame-record.ts';

const FLAG_EXTENDED = 0x01;
const FLAG_REMOTE = 0x02;
const FLAG_FD = 0x04;
const FLAG_BIT_RATE_SWITCH = 0x08;

/** Bytes per frame in a block, without its data and receive time: instant, id, sender, flags, length. */
const HEAD_BYTES = 8 + 4 + 2 + 1 + 1;
const RECEIVED_BYTES = 8;
/** Maximum size of a frame: with the data of CAN FD and a receive time. */
export const MOST_FRAME_BYTES: number = HEAD_BYTES + MAX_FD_DATA + RECEIVED_BYTES;

/** The minimum number of frames that `/api/trace` keeps. */
export const DEFAULT_FRAME_CAPACITY = 1_000_000;
/** Frames are kept in blocks, so that growing copies nothing. */
const BLOCK_FRAMES = 4096;
/** Enough for the default capacity with any frames: a million CAN FD frames with receive times. */
export const DEFAULT_FRAME_LOG_BYTES: number = MOST_FRAME_BYTES * (DEFAULT_FRAME_CAPACITY + 2 * BLOCK_FRAMES);

/** Nodes have fixed names, and clients get the lowest free number. */
const MAX_SENDERS = 0x10000;
/** Number of senders that are searched without a map. */
const FIRST_SENDERS = 4;

/**
 * The last frames on the bus, as bytes; they are decoded on request. Grows up to its capacity in frames and in bytes,
 * then drops the oldest and counts them.
 */
export class FrameLog {
  readonly capacity: number;
  readonly maxBytes: number;
  /** Frames a block. */
  private readonly blockFrames: number;
  /** Oldest first; only the last one is written to. */
  private blocks: FrameBlock[] = [];
  /** An empty block, kept for reuse. */
  private spare: FrameBlock | null = null;
  /** Dropped frames of the first block. */
  private forgotten = 0;
  /** Frames in the last block, including the dropped ones. */
  private filled = 0;
  private count = 0;
  private droppedCount = 0;
  private byteCount = 0;
  private readonly senders: string[] = [];
  private readonly senderIndex = new Map<string, number>();
  /** When frames on their way to the log were received. Null until there are any. */
  private received: WeakMap<CanFrame, Micros> | null = null;

  /**
   * @param maxBytes the memory its frames may take; one block is always kept
   * @throws RangeError unless the capacity is a whole number from 1
   */
  constructor(capacity: number = DEFAULT_FRAME_CAPACITY, maxBytes: number = DEFAULT_FRAME_LOG_BYTES) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
    this.maxBytes = maxBytes;
    this.blockFrames = Math.min(BLOCK_FRAMES, capacity);
  }

  get length(): number {
    return this.count;
  }

  /** Frames dropped because the log was full. */
  get dropped(): number {
    return this.droppedCount;
  }

  /** Memory taken by the frames. */
  get bytes(): number {
    return this.byteCount;
  }

  append(timeUs: Micros, frame: CanFrame, sender: string): void {
    if (this.count === this.capacity) this.forgetOldest();
    const block = this.blockForNext();
    const grown = block.write(this.filled, timeUs, frame, this.indexOf(sender), this.received?.get(frame));
    this.filled++;
    this.count++;
    if (grown === 0) return;
    this.byteCount += grown;
    this.keepWithinBytes();
  }

  /** A frame that is about to be on the bus was received from outside at this instant, by the stamp of its port. */
  recordReceived(frame: CanFrame, receivedUs: Micros): void {
    this.received ??= new WeakMap();
    this.received.set(frame, receivedUs);
  }

  /** What {@link recordReceived} recorded of the frame. */
  receivedUs(frame: CanFrame): Micros | undefined {
    return this.received?.get(frame);
  }

  /** One of the records there are, 0 the oldest; undefined where there is none. */
  at(index: number): FrameRecord | undefined {
    if (index < 0 || index >= this.count) return undefined;
    const place = this.forgotten + index;
    const block = this.blocks[Math.floor(place / this.blockFrames)];
    return block === undefined ? undefined : this.recordIn(block, place % this.blockFrames);
  }

  /** The records there are, oldest first. Stops being right if frames are appended meanwhile. */
  *[Symbol.iterator](): Generator<FrameRecord, void, undefined> {
    for (const [number, block] of this.blocks.entries()) {
      const last = number === this.blocks.length - 1 ? this.filled : block.capacity;
      for (let index = number === 0 ? this.forgotten : 0; index < last; index++) {
        yield this.recordIn(block, index);
      }
    }
  }

  /** The log at this moment, unaffected by later frames. */
  snapshot(): FrameLog {
    const copy = new FrameLog(this.capacity, this.maxBytes);
    copy.blocks = this.blocks.map((block) => block.copy());
    copy.forgotten = this.forgotten;
    copy.filled = this.filled;
    copy.count = this.count;
    copy.droppedCount = this.droppedCount;
    copy.byteCount = copy.blocks.reduce((sum, block) => sum + block.bytes, 0);
    copy.received = this.received;
    for (const sender of this.senders) copy.indexOf(sender);
    return copy;
  }

  clear(): void {
    const [first] = this.blocks;
    this.blocks = first?.isNarrow === true ? [first] : [];
    this.spare = null;
    this.byteCount = this.blocks[0]?.bytes ?? 0;
    this.forgotten = 0;
    this.filled = 0;
    this.count = 0;
    this.droppedCount = 0;
  }

  private recordIn(block: FrameBlock, index: number): FrameRecord {
    const { timeUs, frame, sender, receivedUs } = block.read(index);
    const name = this.senders[sender] ?? '';
    return { timeUs, frame, sender: name, ...(receivedUs === undefined ? {} : { receivedUs }) };
  }

  /** The last block, with room for a frame. */
  private blockForNext(): FrameBlock {
    const last = this.blocks[this.blocks.length - 1];
    if (last !== undefined && this.filled < last.capacity) return last;
    const next = this.spare ?? new FrameBlock(this.blockFrames);
    if (this.spare === null) this.byteCount += next.bytes;
    this.spare = null;
    this.blocks.push(next);
    this.filled = 0;
    this.keepWithinBytes();
    return next;
  }

  private forgetOldest(): void {
    this.forgotten++;
    this.count--;
    this.droppedCount++;
    const first = this.blocks[0];
    if (this.blocks.length === 1) {
      if (this.count > 0) return;
      this.forgotten = 0;
      this.filled = 0;
    } else if (first?.capacity === this.forgotten) {
      this.blocks.shift();
      this.forgotten = 0;
      this.release(first);
    }
  }

  /** Drops whole blocks, the oldest first, until the limit in bytes is met; never the last one. */
  private keepWithinBytes(): void {
    if (this.byteCount > this.maxBytes && this.spare !== null) {
      this.byteCount -= this.spare.bytes;
      this.spare = null;
    }
    while (this.byteCount > this.maxBytes && this.blocks.length > 1) {
      const oldest = this.blocks.shift();
      if (oldest === undefined) return;
      const held = oldest.capacity - this.forgotten;
      this.forgotten = 0;
      this.count -= held;
      this.droppedCount += held;
      this.byteCount -= oldest.bytes;
    }
  }

  /** A block whose frames have all been dropped is reused, without its wide data, which not every block needs. */
  private release(block: FrameBlock): void {
    if (this.spare === null && block.isNarrow) this.spare = block;
    else this.byteCount -= block.bytes;
  }

  private indexOf(sender: string): number {
    const { senders } = this;
    // The first of them are the ECUs, which send nearly all frames.
    for (let i = 0; i < FIRST_SENDERS && i < senders.length; i++) if (senders[i] === sender) return i;
    const known = this.senderIndex.get(sender);
    if (known !== undefined) return known;
    assert(this.senders.length < MAX_SENDERS, 'too many senders for one car');
    const index = this.senders.push(sender) - 1;
    this.senderIndex.set(sender, index);
    return index;
  }
}

/** A frame of a block, rebuilt from its bytes. */
interface BlockRecord {
  readonly timeUs: Micros;
  readonly frame: CanFrame;
  /** As given to {@link FrameBlock.write}. */
  readonly sender: number;
  readonly receivedUs: Micros | undefined;
}

/**
 * Frames in columns, 24 bytes each: a million objects would take ten times as much. Room for the long data of CAN FD,
 * and for receive times, is allocated with the first frame that needs it.
 */
export class FrameBlock {
  readonly capacity: number;
  #dataBytes = MAX_CLASSIC_DATA;
  #data: Uint8Array;
  #received: Float64Array | null = null;
  readonly #times: Float64Array;
  readonly #ids: Uint32Array;
  readonly #senders: Uint16Array;
  readonly #flags: Uint8Array;
  readonly #lengths: Uint8Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.#times = new Float64Array(capacity);
    this.#ids = new Uint32Array(capacity);
    this.#senders = new Uint16Array(capacity);
    this.#flags = new Uint8Array(capacity);
    this.#lengths = new Uint8Array(capacity);
    this.#data = new Uint8Array(capacity * MAX_CLASSIC_DATA);
  }

  /** Memory taken by its columns. */
  get bytes(): number {
    const received = this.#received === null ? 0 : RECEIVED_BYTES;
    return this.capacity * (HEAD_BYTES + this.#dataBytes + received);
  }

  /** It holds neither long data nor receive times. */
  get isNarrow(): boolean {
    return this.#dataBytes === MAX_CLASSIC_DATA && this.#received === null;
  }

  /** @param sender 0 to 65535. @returns by how many bytes the block grew, which it seldom does */
  write(index: number, timeUs: Micros, frame: CanFrame, sender: number, receivedUs: Micros | undefined): number {
    const { data } = frame;
    const isCommon = data.length <= this.#dataBytes && receivedUs === undefined && this.#received === null;
    const grown = isCommon ? 0 : this.#makeRoom(data.length, receivedUs);
    this.#times[index] = timeUs;
    this.#ids[index] = frame.id;
    this.#senders[index] = sender;
    this.#lengths[index] = frame.length;
    this.#flags[index] =
      (frame.extended ? FLAG_EXTENDED : 0) |
      (frame.kind === 'remote' ? FLAG_REMOTE : 0) |
      (frame.fd ? FLAG_FD : 0) |
      (frame.bitRateSwitch ? FLAG_BIT_RATE_SWITCH : 0);
    const start = index * this.#dataBytes;
    for (let i = 0; i < data.length; i++) this.#data[start + i] = data[i] ?? 0;
    if (this.#received !== null) this.#received[index] = receivedUs ?? Number.NaN;
    return grown;
  }

  read(index: number): BlockRecord {
    const flags = this.#flags[index] ?? 0;
    const length = this.#lengths[index] ?? 0;
    const remote = (flags & FLAG_REMOTE) !== 0;
    const start = index * this.#dataBytes;
    const frame = new CanFrame(
      remote ? 'remote' : 'data',
      this.#ids[index] ?? 0,
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
      sender: this.#senders[index] ?? 0,
      receivedUs: Number.isNaN(receivedUs) ? undefined : receivedUs,
    };
  }

  copy(): FrameBlock {
    const copy = new FrameBlock(this.capacity);
    copy.#dataBytes = this.#dataBytes;
    copy.#data = this.#data.slice();
    copy.#received = this.#received?.slice() ?? null;
    copy.#times.set(this.#times);
    copy.#ids.set(this.#ids);
    copy.#senders.set(this.#senders);
    copy.#flags.set(this.#flags);
    copy.#lengths.set(this.#lengths);
    return copy;
  }

  /** @returns the additional bytes */
  #makeRoom(dataLength: number, receivedUs: Micros | undefined): number {
    const before = this.bytes;
    if (dataLength > this.#dataBytes) this.#widen();
    if (receivedUs !== undefined) this.#received ??= new Float64Array(this.capacity).fill(Number.NaN);
    return this.bytes - before;
  }

  #widen(): void {
    const wide = new Uint8Array(this.capacity * MAX_FD_DATA);
    for (let index = 0; index < this.capacity; index++) {
      const start = index * this.#dataBytes;
      wide.set(this.#data.subarray(start, start + this.#dataBytes), index * MAX_FD_DATA);
    }
    this.#data = wide;
    this.#dataBytes = MAX_FD_DATA;
  }
}
