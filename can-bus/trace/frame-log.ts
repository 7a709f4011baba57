import assert from 'node:assert/strict';
import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { FrameBlock, MOST_FRAME_BYTES } from './frame-block.ts';
import type { FrameRecord } from './frame-record.ts';

/** The minimum number of frames that `/api/trace` keeps. */
export const DEFAULT_FRAME_CAPACITY = 1_000_000;
/** Frames are kept in blocks, so that growing copies nothing. */
const BLOCK_FRAMES = 4096;
/** Enough for the default capacity, whatever the frames: a million of CAN FD with receive times. */
export const DEFAULT_FRAME_LOG_BYTES: number = MOST_FRAME_BYTES * (DEFAULT_FRAME_CAPACITY + 2 * BLOCK_FRAMES);

/** Nodes have names of their own, and clients take the lowest free number. */
const MAX_SENDERS = 0x10000;

/**
 * The last frames on the bus, as bytes; they become frames again when someone asks. Grows up to its capacity in frames
 * and in bytes, then forgets the oldest and counts them.
 */
export class FrameLog {
  readonly capacity: number;
  readonly maxBytes: number;
  /** Oldest first; only the last one is written to. */
  private blocks: FrameBlock[];
  /** A block that is empty again, kept for the next. */
  private spare: FrameBlock | null = null;
  /** Frames of the first block that are forgotten. */
  private forgotten = 0;
  /** Frames in the last block, the forgotten ones included. */
  private filled = 0;
  private count = 0;
  private droppedCount = 0;
  private byteCount: number;
  private readonly senders: string[] = [];
  private readonly senderIndex = new Map<string, number>();
  /** When frames on their way to the log were received. Null until there is any. */
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
    const block = new FrameBlock(Math.min(BLOCK_FRAMES, capacity));
    this.blocks = [block];
    this.byteCount = block.bytes;
  }

  get length(): number {
    return this.count;
  }

  /** Frames forgotten because the log was full. */
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
    const before = block.bytes;
    block.write(this.filled, timeUs, frame, this.indexOf(sender), this.received?.get(frame));
    this.filled++;
    this.count++;
    const grown = block.bytes - before;
    if (grown === 0) return;
    this.byteCount += grown;
    this.keepWithinBytes();
  }

  /** A frame that is about to be on the bus was received from outside at that instant, by the stamp of its port. */
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
    // All blocks have the capacity of the first.
    const capacity = this.blocks[0]?.capacity ?? 1;
    const block = this.blocks[Math.floor(place / capacity)];
    return block === undefined ? undefined : this.recordIn(block, place % capacity);
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

  /** The log as it is now, whatever is appended afterwards. */
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
    const block = first?.isNarrow === true ? first : new FrameBlock(Math.min(BLOCK_FRAMES, this.capacity));
    this.blocks = [block];
    this.spare = null;
    this.byteCount = block.bytes;
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
    assert(last !== undefined);
    if (this.filled < last.capacity) return last;
    const next = this.spare ?? new FrameBlock(last.capacity);
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

  /** Forgets whole blocks, the oldest first, down to the bytes allowed; never the last. */
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

  /** A block whose frames are all forgotten is used again, but for its wide data, which not every block needs. */
  private release(block: FrameBlock): void {
    if (this.spare === null && block.isNarrow) this.spare = block;
    else this.byteCount -= block.bytes;
  }

  private indexOf(sender: string): number {
    const known = this.senderIndex.get(sender);
    if (known !== undefined) return known;
    assert(this.senders.length < MAX_SENDERS, 'more senders than a car has');
    const index = this.senders.push(sender) - 1;
    this.senderIndex.set(sender, index);
    return index;
  }
}
