import { MAX_BASE_ID, type CanFrame } from '../frame/can-frame.ts';

/** CAN ids from `first` to `last`, of 11 bits or of 29. */
export interface IdRange {
  readonly first: number;
  readonly last: number;
  readonly extended: boolean;
}

/** What the clients of a served bus want to receive; what they send is not concerned. */
export interface ReceiveOptions {
  /** These ids alone; null for all. */
  readonly ids: readonly IdRange[] | null;
  /** Whether the car's cyclic broadcast frames are wanted. */
  readonly broadcast: boolean;
}

export type FrameFilter = (frame: CanFrame) => boolean;

/**
 * Which frames go out to a client.
 *
 * @param broadcastIds of 11 bits; left out without `broadcast`, whatever `ids` says
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
