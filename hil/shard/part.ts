import { z } from 'zod';

import type { Shard } from './shard.ts';

/** The file of a part, within its folder. */
export const PART_FILE = 'part.jsonl';
export const PART_FORMAT = 'virtual-smart-key part';
export const PART_VERSION = 2;

const PART_KINDS = ['run', 'explore', 'conformance'] as const;
/** The command that a part is of. */
export type PartKind = (typeof PART_KINDS)[number];

/** What is the same in all parts of one work, by the words for it in messages: version, commit, seed, options. */
export type Sameness = Readonly<Record<string, string>>;

/** SHA-256 of files, by their paths below the part's folder, with `/`. */
export type FileHashes = Readonly<Record<string, string>>;

/** The first line of a part. */
export interface PartHead {
  readonly format: typeof PART_FORMAT;
  readonly version: typeof PART_VERSION;
  readonly kind: PartKind;
  readonly shard: Shard;
  readonly sameness: Sameness;
  /** Of the whole work. */
  readonly units: number;
  /** Bundles and traces of its results. */
  readonly files: FileHashes;
  /** What the command needs to put a report together. */
  readonly about: unknown;
}

/** The result of one unit of work. */
export interface PartUnit {
  /** Its place in the whole work, from 0. */
  readonly unit: number;
  readonly result: unknown;
}

export interface Part {
  /** Where it was read from. */
  readonly folder: string;
  readonly file: string;
  readonly head: PartHead;
  readonly units: readonly PartUnit[];
}

/** What the merge copies stays in the folder of the report. */
const pathBelow = z
  .string()
  .refine(
    (text) => !text.split(/[/\\]/).some((name) => ['', '.', '..'].includes(name)),
    'a path below the folder of the part',
  );

export const headSchema: z.ZodType<PartHead> = z.object({
  format: z.literal(PART_FORMAT),
  version: z.literal(PART_VERSION),
  kind: z.enum(PART_KINDS),
  shard: z.object({ number: z.int().positive(), of: z.int().positive() }),
  sameness: z.record(z.string(), z.string()),
  units: z.int().nonnegative(),
  files: z.record(pathBelow, z.string()),
  about: z.unknown(),
});

export const unitSchema: z.ZodType<PartUnit> = z.object({ unit: z.int().nonnegative(), result: z.unknown() });

/** The last line: a part that ends otherwise is incomplete. */
export const endSchema: z.ZodType<{ readonly sha256: string }> = z.object({ sha256: z.string() });
