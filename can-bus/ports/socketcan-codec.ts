import { partOf } from '../bytes/part-of.ts';
import { sameBytes } from '../bytes/same-bytes.ts';
import { CanFrame, MAX_BASE_ID, MAX_CLASSIC_DATA, MAX_EXTENDED_ID, MAX_FD_DATA } from '../frame/can-frame.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { SocketcanFilter, SocketcanMessage } from './socketcan-module.ts';

/** Flags in the kernel's can_id (linux/can.h). */
const CAN_EFF_FLAG = 0x8000_0000;
/** CAN_RAW_FILTER_MAX (linux/can/raw.h). */
const MAX_FILTERS = 512;

const NO_DATA = new Uint8Array(0);

/** A message that is filled again for each frame. */
interface ReusedMessage extends SocketcanMessage {
  id: number;
  ext: boolean;
  rtr: boolean;
  fd_brs: boolean;
  readonly data: Buffer;
}

/** Frames as the package accepts them. It copies what it is given, so that one message of each length is enough. */
export class SocketcanEncoder {
  readonly #messages: ReusedMessage[] = [];

  /**
   * @returns what is right until the next call
   * @throws Error, an internal bug: the package copies as many bytes as it is given
   */
  encode(frame: CanFrame): SocketcanMessage {
    const { data, length } = frame;
    const limit = frame.fd ? MAX_FD_DATA : MAX_CLASSIC_DATA;
    if (length > limit || data.length > limit) {
      throw new Error(`assertion failed: a frame of ${length} bytes, not 0 to ${limit}`);
    }
    const message = (this.#messages[length] ??= SocketcanEncoder.#message(length));
    message.id = frame.id;
    message.ext = frame.extended;
    // A remote frame asks for as many bytes as the package is given.
    message.rtr = frame.kind === 'remote';
    message.fd_brs = frame.bitRateSwitch;
    for (let i = 0; i < data.length; i++) message.data[i] = data[i] ?? 0;
    return message;
  }

  static #message(length: number): ReusedMessage {
    return { id: 0, ext: false, rtr: false, fd_brs: false, data: Buffer.alloc(length) };
  }
}

/** Received frames that are kept; a power of two. */
const KEPT = 16;

/**
 * Received frames. The package does not report the format: a frame of more than 8 bytes is CAN FD, and a shorter FD
 * frame is taken for a classical one. A frame without time stamp that came before is the same object again: a tool asks
 * the same many times.
 */
export class SocketcanDecoder {
  /** By the last digit of the id: the last data frame that had no time stamp. */
  readonly #frames: (CanFrame | null)[] = new Array<CanFrame | null>(KEPT).fill(null);

  /** @returns null for what is not possible on a bus */
  decode(message: SocketcanMessage): CanFrame | null {
    const { id, data, ts_sec: stamp } = message;
    const length = data.length;
    const extended = message.ext === true;
    if (length > MAX_FD_DATA || id > (extended ? MAX_EXTENDED_ID : MAX_BASE_ID)) return null;
    if (message.rtr === true) {
      return length > MAX_CLASSIC_DATA ? null : new CanFrame('remote', id, extended, NO_DATA, length, false, false);
    }
    const place = id & (KEPT - 1);
    const known = this.#frames[place] ?? null;
    // A stamp is one of the frame's own.
    const mayBeKnown = stamp === undefined && known?.id === id && known.extended === extended;
    if (mayBeKnown && sameBytes(known.data, data)) return known;
    // A copy: a view of the package's buffer takes several times as long.
    const bytes = partOf(data, 0, length);
    const frame = new CanFrame('data', id, extended, bytes, length, length > MAX_CLASSIC_DATA, false);
    if (stamp === undefined) this.#frames[place] = frame;
    return frame;
  }
}

/** When the kernel received it, in microseconds of the system's clock; null where it is not reported. */
export function receiveTimeUs({ ts_sec: seconds, ts_usec: micros }: SocketcanMessage): number | null {
  return seconds === undefined || micros === undefined ? null : seconds * MICROS_PER_SECOND + micros;
}

/**
 * Kernel filters that accept exactly these ids, data and remote frames. Ids above 7FF are 29-bit ids.
 *
 * @returns an empty list, which filters nothing, where there are more ids than the kernel accepts
 */
export function filtersFor(ids: readonly number[]): readonly SocketcanFilter[] {
  if (ids.length > MAX_FILTERS) return [];
  return ids.map((id) =>
    id > MAX_BASE_ID
      ? { id: (id | CAN_EFF_FLAG) >>> 0, mask: (MAX_EXTENDED_ID | CAN_EFF_FLAG) >>> 0 }
      : { id, mask: (MAX_BASE_ID | CAN_EFF_FLAG) >>> 0 },
  );
}
