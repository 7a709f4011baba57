import { MAX_BASE_ID, type CanFrame } from '../frame/can-frame.ts';

/** CAN ids from `first` to `last`, all 11-bit or all 29-bit. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
  readonly extended: boolean;
}

/** The frames that clients of a served bus want to receive; frames they send are not affected. */
export interface ReceiveOptions {
  /** Only these ids; null for all. */
  readonly ids: readonly IdRange[] | null;
  /** Whether the car's cyclic broadcast frames are wanted. */
  readonly broadcast: boolean;
}

export type FrameFilter = (frame: CanFrame) => boolean;

/**
 * Which frames go out to a client.
 *
 * @param broadcastIds 11-bit ids; left out without `broadcast`, even if `ids` contains them
 */
export function receiveFilter({ ids, broadcast }: ReceiveOptions, broadcastIds: readonly number[]): FrameFilter {
  const base = new Uint8Array(MAX_BASE_ID + 1).fill(ids === null ? 1 : 0);
  for (const { first, last, extended } of ids ?? []) if (!extended) base.fill(1, first, last + 1);
  if (!broadcast) for (const id of broadcastIds) base[id] = 0;
  const ranges = ids?.filter(({ extended }) => extended);
  return ({ id, extended }) => {
    if (!extended) return base[id] === 1;
    return ranges === undefined || ranges.some(({ first, last }) => id >= first && id <= last);
  };
}
