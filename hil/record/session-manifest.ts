import { z } from 'zod';

/** The first file of every bundle: what it is, and how it is repeated. */
export const BUNDLE_FILE = 'bundle.json';
export const BUNDLE_VERSION = 1;

export const SESSION_FILES = { scenario: 'scenario.yaml', trace: 'trace.jsonl' } as const;

/** The first file of a session's bundle; a run's says no kind. */
export interface SessionManifest {
  readonly bundle: typeof BUNDLE_VERSION;
  readonly kind: 'session';
  readonly seed: number;
  /** Values that differ from the default profile; never the pass-code secret. */
  readonly profile: Readonly<Record<string, unknown>>;
  /** It had a pass-code secret of its own, which no bundle contains. */
  readonly hasOwnSecret: boolean;
  /** Participants from outside whose frames are in the trace. */
  readonly tools: readonly string[];
  /** What of the session is not in its scenario, in words. */
  readonly notRecorded: readonly string[];
  readonly versions: { readonly 'virtual-smart-key': string; readonly node: string };
}

export const SESSION_MANIFEST: z.ZodType<SessionManifest> = z.object({
  bundle: z.literal(BUNDLE_VERSION),
  kind: z.literal('session'),
  seed: z.int().nonnegative(),
  profile: z.record(z.string(), z.unknown()),
  hasOwnSecret: z.boolean(),
  tools: z.array(z.string()),
  notRecorded: z.array(z.string()).default([]),
  versions: z.object({ 'virtual-smart-key': z.string(), node: z.string() }),
});
