import type { Shard } from '../../shard/shard.ts';
import type { ToolEndpoint } from '../../tester/tester-config.ts';

/** An endpoint of the Smart Key ECU, or the body ECU. */
export type ProbedEndpoint = ToolEndpoint | 'body';

/** The flags of `smartkey conformance`, as commander returns them. */
export interface ConformanceFlags {
  readonly bus?: readonly string[];
  readonly profile?: string;
  readonly car?: string;
  readonly endpoint: ProbedEndpoint;
  readonly slow?: string;
  readonly allowDestructive?: boolean;
  readonly junit?: string;
  readonly shard?: Shard;
  /** Of the part of a shard. */
  readonly report?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}
