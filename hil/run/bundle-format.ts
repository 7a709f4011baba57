import { createHash } from 'node:crypto';
import { z } from 'zod';

/** The first file of a bundle: what it takes to run the same again. */
export const BUNDLE_FILE = 'bundle.json';
export const BUNDLE_VERSION = 1;

export const BUNDLE_FILES = {
  scenario: 'scenario.json',
  result: 'result.json',
  trace: 'trace.jsonl',
} as const;

export interface BundleManifest {
  readonly bundle: typeof BUNDLE_VERSION;
  readonly name: string;
  /** The scenario as a command line names it. */
  readonly scenario: string;
  readonly seed: number;
  /** Of the bench, below what the scenario asks for. */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly bench: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'error';
  readonly traceHash: string | null;
  /** Of the compiled scenario's file: its steps are run as they are, so nobody may have changed them. */
  readonly scenarioHash: string;
  readonly versions: { readonly 'virtual-smart-key': string; readonly node: string };
  readonly commit: string | null;
  /** What was typed. */
  readonly command: string;
  /** What runs the scenario alone. */
  readonly repeat: string;
}

const manifestSchema: z.ZodType<BundleManifest> = z.object({
  bundle: z.literal(BUNDLE_VERSION),
  name: z.string(),
  scenario: z.string(),
  seed: z.int().nonnegative(),
  profile: z.record(z.string(), z.unknown()),
  bench: z.string(),
  verdict: z.enum(['pass', 'fail', 'inconclusive', 'error']),
  traceHash: z.string().nullable(),
  scenarioHash: z.string(),
  versions: z.object({ 'virtual-smart-key': z.string(), node: z.string() }),
  commit: z.string().nullable(),
  command: z.string(),
  repeat: z.string(),
});

/** What {@link BundleManifest.scenarioHash} is made of. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws z.ZodError for what is no manifest */
export function parseManifest(value: unknown): BundleManifest {
  return manifestSchema.parse(value);
}
