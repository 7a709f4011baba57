import type { Shard } from '../../shard/shard.ts';

/** The flags of `smartkey explore`, as commander returns them. */
export interface ExploreFlags {
  readonly exhaustive?: boolean;
  readonly world?: string;
  readonly progress?: string;
  readonly seed?: number;
  readonly budget?: string;
  readonly runs?: number;
  readonly coverage?: string;
  readonly jobs?: number;
  readonly shard?: Shard;
  /** URL of a queue whose workers do the work. */
  readonly queue?: string;
  /** Of failures, and of the part of a shard. */
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const MAX_EXPLORE_JOBS = 64;
/** A year of runs, or so. */
export const MAX_EXPLORE_RUNS = 1_000_000_000;
