import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import type { FrameRecord } from './frame-record.ts';

export const DEFAULT_FRAME_CAPACITY = 1_000_000;

/** Frames are kept in blocks, so that growing copies nothing. */
const BLOCK_SHIFT = 12;
const BLOCK_FRAMES = 1 << BLOCK_SHIFT;
const BLOCK_MASK = BLOCK_FRAMES - 1;

class Block {
  readonly times: Float64Array;
  readonly frames: CanFrame[];
  readonly senders: string[];

  constructor(times: Float64Array = new Float64Array(BLOCK_FRAMES), frames: CanFrame[] = [], senders: string[] = []) {
    this.times = times;
    this.frames = frames;
    this.senders = senders;
  }

  copy(): Block {
    return new Block(this.times.slice(), this.frames.slice(), this.senders.slice());
  }
}

/**
 * The last frames on the bus, by reference: formatting waits until someone asks. Grows up to its capacity, then forgets
 * the oldest and counts them.
 */
export class FrameLog {
  readonly capacity: number;
  private blocks: Block[] = [];
  private block: Block = new Block();
  private count = 0;
  /** Where the next frame goes; not `count` only once the log is full. */
  private next = 0;
  private droppedCount = 0;
  /** Goes with the frames: what the log forgets is forgotten here too. Null until there is any. */
  private received: WeakMap<CanFrame, Micros> | null = null;

  /** @throws RangeError unless the capacity is a whole number from 1 */
  constructor(capacity: number = DEFAULT_FRAME_CAPACITY) {
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new RangeError(`capacity ${capacity} is not a whole number from 1`);
    }
    this.capacity = capacity;
    this.blocks.push(this.block);
  }

  get length(): number {
    return this.count;
  }

  /** Frames forgotten because the log was full. */
  get dropped(): number {
    return this.droppedCount;
  }

  append(timeUs: Micros, frame: CanFrame, sender: string): void {
    if (this.next === this.capacity) this.next = 0;
    const index = this.next & BLOCK_MASK;
    if (index === 0) this.openBlock(this.next >> BLOCK_SHIFT);
    const block = this.block;
    block.times[index] = timeUs;
    block.frames[index] = frame;
    block.senders[index] = sender;
    this.next++;
    if (this.count < this.capacity) this.count++;
    else this.droppedCount++;
  }

  /** A frame that is about to be on the bus was received from outside at that instant, by the stamp of its port. */
  noteReceived(frame: CanFrame, receivedUs: Micros): void {
    this.received ??= new WeakMap();
    this.received.set(frame, receivedUs);
  }

  /** What {@link noteReceived} was told of the frame. */
  receivedUs(frame: CanFrame): Micros | undefined {
    return this.received?.get(frame);
  }

  /** The records there are, oldest first. Stops being right if frames are appended meanwhile. */
  *[Symbol.iterator](): Generator<FrameRecord, void, undefined> {
    const first = this.count === this.capacity ? this.next : 0;
    for (let i = 0; i < this.count; i++) {
      const slot = (first + i) % this.count;
      const block = this.blocks[slot >> BLOCK_SHIFT];
      const index = slot & BLOCK_MASK;
      const frame = block?.frames[index];
      const sender = block?.senders[index];
      if (frame === undefined || sender === undefined) return;
      const receivedUs = this.received?.get(frame);
      yield { timeUs: block?.times[index] ?? 0, frame, sender, ...(receivedUs === undefined ? {} : { receivedUs }) };
    }
  }

  /** The log as it stands now, whatever is appended afterwards. Copies references only. */
  snapshot(): FrameLog {
    const copy = new FrameLog(this.capacity);
    copy.blocks = this.blocks.map((block) => block.copy());
    copy.block = copy.blocks[this.blocks.indexOf(this.block)] ?? copy.block;
    copy.count = this.count;
    copy.next = this.next;
    copy.droppedCount = this.droppedCount;
    copy.received = this.received;
    return copy;
  }

  clear(): void {
    this.block = new Block();
    this.blocks = [this.block];
    this.count = 0;
    this.next = 0;
    this.droppedCount = 0;
  }

  private openBlock(number: number): void {
    const known = this.blocks[number];
    this.block = known ?? new Block();
    if (known === undefined) this.blocks.push(this.block);
  }
}
