import { z } from 'zod';

import type { Artifact, ReportedResult, RunInfo } from '../report/run-report.ts';
import type { ScenarioResult } from '../scenario/result.ts';
import { RULE_IDS } from '../scenario/rules.ts';

const VERDICTS = ['pass', 'fail', 'inconclusive', 'error'] as const;
const micros = z.number().nonnegative();
const count = z.int().nonnegative();
const rules = z.array(z.enum(RULE_IDS));

const stepSchema = z.object({
  index: count,
  file: z.string(),
  line: count,
  phase: z.enum(['given', 'steps']),
  car: z.string(),
  what: z.string(),
  note: z.string().nullable(),
  rules,
  startUs: micros.nullable(),
  endUs: micros.nullable(),
  verdict: z.enum([...VERDICTS, 'skipped']),
  expected: z.string().nullable(),
  got: z.string().nullable(),
});

const resultSchema: z.ZodType<ScenarioResult> = z.object({
  file: z.string(),
  variant: z.string().nullable(),
  name: z.string(),
  tags: z.array(z.string()),
  seed: z.int(),
  verdict: z.enum(VERDICTS),
  durationUs: micros,
  traceHash: z.string().nullable(),
  steps: z.array(stepSchema),
  rulesCovered: rules,
  exchanges: z.array(z.object({ car: z.string(), timeUs: micros, request: z.string(), response: z.string() })),
});

/** Below the folder of the report: it is copied, and what was there is removed. */
const href = z
  .string()
  .refine(
    (text) => /^(?!\.{1,2}(\/|$))[^/\\:]+(\/(?!\.{1,2}(\/|$))[^/\\:]+)*$/.test(text),
    'a path below the folder of the part',
  );

const artifacts: z.ZodType<readonly Artifact[]> = z.array(
  z.object({ kind: z.enum(['bundle', 'trace']), path: z.string(), href }),
);

/** The result of a scenario in the part of a shard. */
export const reportedSchema: z.ZodType<ReportedResult> = z.object({
  result: resultSchema,
  realUs: micros,
  repeat: z.string(),
  earlier: z.array(
    z.object({
      verdict: z.enum(VERDICTS),
      realUs: micros,
      traceHash: z.string().nullable(),
      why: z.string(),
      artifacts,
    }),
  ),
  quarantine: z.string().nullable(),
  repetition: z.object({ number: z.int().positive(), of: z.int().positive() }).nullable(),
  // Nothing in it can end the block of a page.
  views: z.object({ items: count, data: z.base64() }),
  artifacts,
});

/** What a part says of its run. */
export const runInfoSchema: z.ZodType<RunInfo> = z.object({
  command: z.string(),
  version: z.string(),
  commit: z.string().nullable(),
  node: z.string(),
  platform: z.string(),
  startedAt: z.iso.datetime(),
  durationMs: z.number().nonnegative(),
  seed: z.int().nullable(),
  profile: z.string().nullable(),
  bench: z.string(),
  jobs: z.int().positive(),
});
