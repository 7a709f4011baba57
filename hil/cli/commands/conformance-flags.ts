import type { Shard } from '../../shard/shard.ts';

/** The flags of `smartkey conformance`, as commander returns them. */
export interface ConformanceFlags {
  readonly bus?: readonly string[];
  readonly profile?: string;
  readonly car?: string;
  readonly endpoint: 'oem' | 'generic';
  readonly slow?: string;
  readonly allowDestructive?: boolean;
  readonly junit?: string;
  readonly shard?: Shard;
  /** Of the part of a shard. */
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
