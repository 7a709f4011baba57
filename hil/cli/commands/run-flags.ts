import type { Shard } from '../../shard/shard.ts';

/** The flags of `smartkey run`, as commander returns them. */
export interface RunFlags {
  readonly bus?: readonly string[];
  /** A bench file, or the name of one. */
  readonly bench?: string;
  readonly profile?: string;
  readonly time: 'virtual' | 'real';
  /** 1 where absent. */
  readonly rate?: number;
  /** Absent where the scenario's own seed is used. */
  readonly seed?: number;
  readonly tag?: readonly string[];
  readonly repeat?: number;
  readonly retry?: number;
  readonly jobs?: number;
  readonly failFast?: boolean;
  /** Seconds of real time. */
  readonly guard?: number;
  readonly quarantine?: string;
  /** The table of rules with their coverage. */
  readonly rules?: boolean;
  /** Percent. */
  readonly coverageGate?: number;
  /** The folder for reports. */
  readonly report?: string;
  readonly summary?: string;
  /** `always`, `on-failure`, or a folder. */
  readonly trace?: string;
  /** False with `--no-bundle`. */
  readonly bundle?: boolean;
  readonly shard?: Shard;
  /** URL of a queue whose workers do the work. */
  readonly queue?: string;
  /** `results.json` of an earlier report, to balance shards. */
  readonly durations?: string;
  /** Leaves out of the report what differs from one run to the next. */
  readonly reproducible?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

export const MAX_REPEAT = 10_000;
export const MAX_RETRY = 100;
export const MAX_JOBS = 64;
/** A day. */
export const MAX_GUARD_S = 86_400;
export const DEFAULT_GUARD_S = 300;
/** The folder of bundles, and of all other output with `--report`. */
export const DEFAULT_REPORT_FOLDER = 'reports';
