import { createHash } from 'node:crypto';
import { z } from 'zod';

import type { GuardEnd } from './guard.ts';
import { BUNDLE_VERSION } from '../record/session-manifest.ts';

export const BUNDLE_FILES = {
  scenario: 'scenario.json',
  result: 'result.json',
  trace: 'trace.jsonl',
  /** Where an exploration found it: its steps for the oracle. */
  exploration: 'exploration.json',
} as const;

/** Frames and events of a bundle's trace: the first ones of a longer run, whose bundle could otherwise fill a disk. */
export const BUNDLE_TRACE_RECORDS = 500_000;

export interface BundleManifest {
  readonly bundle: typeof BUNDLE_VERSION;
  readonly name: string;
  /** The scenario in the form of a command line. */
  readonly scenario: string;
  readonly seed: number;
  /** The bench's fields, below those of the scenario. */
  readonly profile: Readonly<Record<string, unknown>>;
  readonly bench: string;
  readonly verdict: 'pass' | 'fail' | 'inconclusive' | 'error';
  readonly traceHash: string | null;
  /** Where the guard of real time ended the run: a repetition ends there too. Null where it did not. */
  readonly guardEnd: GuardEnd | null;
  /** Hash of the compiled scenario's file: its steps are run without checks, so it must be unchanged. */
  readonly scenarioHash: string;
  readonly versions: { readonly 'virtual-smart-key': string; readonly node: string };
  readonly commit: string | null;
  /** The command line as typed. */
  readonly command: string;
  /** The command that runs only this scenario. */
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
  // Absent in bundles from before 2026-11-30.
  guardEnd: z
    .object({ limitUs: z.int().nonnegative(), frames: z.int().positive().nullable() })
    .nullable()
    .default(null),
  scenarioHash: z.string(),
  versions: z.object({ 'virtual-smart-key': z.string(), node: z.string() }),
  commit: z.string().nullable(),
  command: z.string(),
  repeat: z.string(),
});

/** The hash in {@link BundleManifest.scenarioHash}. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** @throws z.ZodError for an invalid manifest */
export function parseManifest(value: unknown): BundleManifest {
  return manifestSchema.parse(value);
}
