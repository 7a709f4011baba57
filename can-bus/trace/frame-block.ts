import { CanFrame, MAX_CLASSIC_DATA, MAX_FD_DATA } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';

const FLAG_EXTENDED = 0x01;
const FLAG_REMOTE = 0x02;
const FLAG_FD = 0x04;
const FLAG_BIT_RATE_SWITCH = 0x08;

/** Bytes per frame in a block, without its data and receive time: instant, id, sender, flags, length. */
const HEAD_BYTES = 8 + 4 + 2 + 1 + 1;
const RECEIVED_BYTES = 8;

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

  /** @param sender 0 to 65535 */
  write(index: number, timeUs: Micros, frame: CanFrame, sender: number, receivedUs: Micros | undefined): void {
    const { data } = frame;
    if (data.length > this.#dataBytes) this.#widen();
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
    if (receivedUs !== undefined) this.#received ??= new Float64Array(this.capacity).fill(Number.NaN);
    if (this.#received !== null) this.#received[index] = receivedUs ?? Number.NaN;
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

/** Maximum size of a frame: with the data of CAN FD and a receive time. */
export const MOST_FRAME_BYTES: number = HEAD_BYTES + MAX_FD_DATA + RECEIVED_BYTES;
