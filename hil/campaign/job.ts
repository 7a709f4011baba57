import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { z } from 'zod';

import type { RunOutcome, RunTask } from '../run/run-task.ts';
import type { Range } from '../shard/split.ts';
import type { Sameness } from '../shard/part.ts';

const JOB_FORMAT = 'virtual-smart-key job';

/** One unit of the work of a campaign: a scenario, or a range of groups of a random exploration. */
export type Work =
  | { readonly kind: 'run'; readonly task: RunTask }
  | { readonly kind: 'explore'; readonly seed: number; readonly range: Range };

/** The program that made a job: its result counts only from the same one. */
export interface Build {
  readonly version: string;
  /** Of the program's files. */
  readonly hash: string;
}

/** What a job on the queue contains. */
export interface JobData {
  readonly format: typeof JOB_FORMAT;
  readonly build: Build;
  readonly campaign: string;
  /** Within the campaign. */
  readonly unit: string;
  readonly work: Work;
}

export function newJob(campaign: string, unit: string, build: Build, work: Work): JobData {
  return { format: JOB_FORMAT, build, campaign, unit, work };
}

const schema = z.looseObject({
  format: z.literal(JOB_FORMAT),
  build: z.object({ version: z.string(), hash: z.string() }),
  campaign: z.string(),
  unit: z.string(),
  work: z.discriminatedUnion('kind', [
    z.looseObject({ kind: z.literal('run'), task: z.looseObject({ scenario: z.looseObject({ file: z.string() }) }) }),
    z.looseObject({
      kind: z.literal('explore'),
      seed: z.int(),
      range: z.object({ from: z.int().nonnegative(), to: z.int().positive() }),
    }),
  ]),
});

/** Whether this program has put it onto the queue; its build shows whether this version has. */
export function isJobData(value: unknown): value is JobData {
  return schema.safeParse(value).success;
}

const outcomeSchema = z.looseObject({
  result: z.looseObject({ file: z.string(), verdict: z.string(), steps: z.array(z.unknown()) }),
  realUs: z.number(),
  views: z.looseObject({ items: z.number(), data: z.string() }),
  traceTrouble: z.string().nullable(),
  guardEnd: z.looseObject({ limitUs: z.number() }).nullable(),
});

/** Its form only: it comes from the same build. */
export function isRunOutcome(value: unknown): value is RunOutcome {
  return outcomeSchema.safeParse(value).success;
}

const CAMPAIGN_DIGITS = 16;

/** The name of a campaign: two coordinators of the same work, versions and options have the same. */
export function campaignName(kind: Work['kind'], sameness: Sameness, { version, hash }: Build): string {
  const text = JSON.stringify([kind, version, hash, ...Object.entries(sameness)]);
  return createHash('sha256').update(text).digest('hex').slice(0, CAMPAIGN_DIGITS);
}

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export async function encodeResult(result: unknown): Promise<Buffer> {
  return zip(JSON.stringify(result));
}

/** Null for bytes that are no result. */
export async function decodeResult(bytes: Uint8Array): Promise<unknown> {
  try {
    const value: unknown = JSON.parse((await unzip(bytes)).toString());
    return value;
  } catch {
    // The caller refuses it by its form.
    return null;
  }
}
