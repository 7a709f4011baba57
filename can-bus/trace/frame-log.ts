import assert from 'node:assert/strict';
import type { CanFrame } from '../frame/can-frame.ts';
import { NOT_LOGGED, type FrameGroup, type GroupPlaces } from '../frame/frame-group.ts';
import type { Micros } from '../time/micros.ts';
import { FrameBlock, MOST_FRAME_BYTES } from './frame-block.ts';
import type { FrameRecord } from './frame-record.ts';

/** Frames that a log keeps by default. */
export const DEFAULT_FRAME_CAPACITY = 1_000_000;
/** Frames are kept in blocks, so that growing copies nothing. */
const BLOCK_FRAMES = 4096;
/** Enough for the default capacity with any frames: a million CAN FD frames with receive times. */
export const DEFAULT_FRAME_LOG_BYTES: number = MOST_FRAME_BYTES * (DEFAULT_FRAME_CAPACITY + 2 * BLOCK_FRAMES);

/** Nodes have fixed names, and clients get the lowest free number. */
const MAX_SENDERS = 0x10000;
/** Number of senders that are searched without a map. */
const FIRST_SENDERS = 4;

/** The largest number of contents that are found again, those of repeated frames; a power of two. */
const RECENT = 128;

/** Where a frame is looked for among them. Ids of one vehicle often differ by multiples of 8 or 16. */
function recentSlot(id: number): number {
  return (id ^ (id >>> 3)) & (RECENT - 1);
}

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
  private count = 0;
  private droppedCount = 0;
  private byteCount = 0;
  private readonly senders: string[] = [];
  private readonly senderIndex = new Map<string, number>();
  /** Of each slot the last frame that was appended without receive time; null: none. */
  private readonly recentFrames: (CanFrame | null)[] = new Array<CanFrame | null>(RECENT).fill(null);
  private readonly recentSenders: string[] = new Array<string>(RECENT).fill('');
  /** Where their contents are in the last block; of an earlier filling of a block, nowhere. */
  private readonly recentPlaces = new Uint16Array(RECENT);
  private readonly recentFillings: (object | null)[] = new Array<object | null>(RECENT).fill(null);
  /** Another object each time a block begins to be filled. */
  private filling: object = {};
  /** When frames on their way to the log were received. Null until there are any. */
  private received: WeakMap<CanFrame, Micros> | null = null;

  /**
   * @param maxBytes the memory its frames may take; one block is always kept
   * @throws RangeError unless the capacity is a whole number from 0; of 0 frames it keeps none, and counts them
   */
  constructor(capacity: number = DEFAULT_FRAME_CAPACITY, maxBytes: number = DEFAULT_FRAME_LOG_BYTES) {
    if (!Number.isSafeInteger(capacity) || capacity < 0) {
      throw new RangeError(`capacity ${capacity} is not a whole number from 0`);
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
    if (this.capacity === 0) {
      this.droppedCount++;
      return;
    }
    if (this.count === this.capacity) this.forgetOldest();
    const last = this.blocks[this.blocks.length - 1];
    const block = last !== undefined && last.filled < last.capacity ? last : this.nextBlock();
    this.count++;
    const slot = recentSlot(frame.id);
    if (
      this.recentFrames[slot] === frame &&
      this.recentFillings[slot] === this.filling &&
      this.recentSenders[slot] === sender
    ) {
      block.repeat(timeUs, this.recentPlaces[slot] ?? 0);
      return;
    }
    const receivedUs = this.received?.get(frame);
    const grown = block.append(timeUs, frame, this.indexOf(sender), receivedUs);
    if (receivedUs === undefined) {
      this.recentFrames[slot] = frame;
      this.recentSenders[slot] = sender;
      this.recentPlaces[slot] = block.lastPlace;
      this.recentFillings[slot] = this.filling;
    }
    if (grown === 0) return;
    this.byteCount += grown;
    this.keepWithinBytes();
  }

  /**
   * Appends the first frames of a group whose contents it has.
   *
   * @param fromUs the instant that their ends are counted from
   * @returns false where it does not have all of them, and has appended nothing: {@link appendGroup} has to
   */
  repeatGroup(fromUs: Micros, { endsUs, logged }: FrameGroup, count: number): boolean {
    const block = this.blocks[this.blocks.length - 1];
    if (block === undefined || logged.part !== this.filling || logged.isPartial) return false;
    if (block.filled + count > block.capacity) return false;
    const surplus = this.count + count - this.capacity;
    if (surplus > 0 && this.blocks.length === 1) return false;
    for (let i = 0; i < surplus; i++) this.forgetOldest();
    block.repeatAll(fromUs, endsUs, logged.places, count);
    this.count += count;
    return true;
  }

  /**
   * Appends the first frames of a group. None of them was received from outside.
   *
   * @param fromUs as in {@link repeatGroup}
   */
  appendGroup(fromUs: Micros, { frames, senders, endsUs, logged }: FrameGroup, count: number): void {
    const { places } = logged;
    for (let i = 0; i < count; i++) {
      const frame = frames[i];
      if (frame === undefined) continue;
      const block = this.blocks[this.blocks.length - 1];
      const place = places[i] ?? NOT_LOGGED;
      const isLogged = logged.part === this.filling && place !== NOT_LOGGED;
      if (isLogged && block !== undefined && block.filled < block.capacity && this.count < this.capacity) {
        block.repeat(fromUs + (endsUs[i] ?? 0), place);
        this.count++;
        continue;
      }
      this.append(fromUs + (endsUs[i] ?? 0), frame, senders[i] ?? '');
      this.recordPlace(logged, i);
    }
    // A block that was begun in between knows only the frames that came after.
    logged.isPartial = false;
    for (let i = 0; i < frames.length; i++) if (places[i] === NOT_LOGGED) logged.isPartial = true;
  }

  /** A frame that is about to be on the bus was received from outside at this instant, by the stamp of its port. */
  recordReceived(frame: CanFrame, receivedUs: Micros): void {
    this.received ??= new WeakMap();
    this.received.set(frame, receivedUs);
    this.recentFrames[recentSlot(frame.id)] = null;
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
      const last = block.filled;
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
    this.blocks[0]?.clear();
    this.filling = {};
    this.byteCount = this.blocks[0]?.bytes ?? 0;
    this.forgotten = 0;
    this.count = 0;
    this.droppedCount = 0;
  }

  /** Of the frame that was appended last. */
  private recordPlace(logged: GroupPlaces, i: number): void {
    const block = this.blocks[this.blocks.length - 1];
    if (block === undefined) return;
    if (logged.part !== this.filling) logged.places.fill(NOT_LOGGED);
    logged.part = this.filling;
    logged.places[i] = block.placeOf(block.filled - 1);
  }

  private recordIn(block: FrameBlock, index: number): FrameRecord {
    const { timeUs, frame, sender, receivedUs } = block.read(index);
    const name = this.senders[sender] ?? '';
    return { timeUs, frame, sender: name, ...(receivedUs === undefined ? {} : { receivedUs }) };
  }

  private nextBlock(): FrameBlock {
    const next = this.spare ?? new FrameBlock(this.blockFrames, this.blocks[this.blocks.length - 1]?.contents);
    if (this.spare === null) this.byteCount += next.bytes;
    this.spare = null;
    this.blocks.push(next);
    this.filling = {};
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
      first?.clear();
      this.filling = {};
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
    if (this.spare === null && block.isNarrow) {
      block.clear();
      this.spare = block;
    } else this.byteCount -= block.bytes;
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
