import { z } from 'zod';

import { replaceFile } from '../../replace-file.ts';
import { writeHint } from '../../run/write-hint.ts';
import { MAX_DATA_BYTES, readInput } from '../../read-input.ts';
import { problemWords } from '../../issue-words.ts';
import { decodeText } from '../../../can-bus/text/decode-text.ts';
import { OperationError, usageError } from '../../../can-bus/errors/operation-error.ts';

import { COVERAGE_TABLES, type CoverageCounts } from './coverage-counts.ts';
import { judgeSometimes, type SometimesResult } from './sometimes.ts';

const COVERAGE_FORMAT = 'virtual-smart-key coverage';
const COVERAGE_VERSION = 1;

interface CoverageTableForm {
  readonly columns: readonly string[];
  readonly rows: readonly { readonly cell: readonly string[]; readonly count: number }[];
}

/** The file of `explore --coverage`: what an exploration reached. */
export interface CoverageFile {
  readonly format: typeof COVERAGE_FORMAT;
  readonly version: typeof COVERAGE_VERSION;
  readonly seed: number;
  readonly runs: number;
  readonly steps: number;
  readonly vehicleUs: number;
  readonly hash: string;
  readonly tables: Readonly<Record<string, CoverageTableForm>>;
  readonly sometimes: readonly { readonly rule: string; readonly what: string; readonly count: number }[];
}

const coverageSchema: z.ZodType<CoverageFile> = z.object({
  format: z.literal(COVERAGE_FORMAT),
  version: z.literal(COVERAGE_VERSION),
  seed: z.int(),
  runs: z.int().nonnegative(),
  steps: z.int().nonnegative(),
  /** Vehicle time, in µs. */
  vehicleUs: z.number().nonnegative(),
  /** Of the exploration: equal for equal seeds and numbers of runs. */
  hash: z.string(),
  /** By table: names of the columns, and rows with the number of times that each was reached. */
  tables: z.record(
    z.string(),
    z.object({
      columns: z.array(z.string()),
      rows: z.array(z.object({ cell: z.array(z.string()), count: z.int().positive() })),
    }),
  ),
  /** The catalogue of what must happen at least once. */
  sometimes: z.array(z.object({ rule: z.string(), what: z.string(), count: z.int().nonnegative() })),
});

interface Explored {
  readonly seed: number;
  readonly runs: number;
  readonly steps: number;
  readonly vehicleUs: number;
  readonly hash: string;
  readonly coverage: CoverageCounts;
}

export function coverageFile({ seed, runs, steps, vehicleUs, hash, coverage }: Explored): CoverageFile {
  const tables = Object.fromEntries(
    Object.entries(COVERAGE_TABLES).map(([name, columns]) => {
      const rows = Object.entries(coverage)
        .map(([key, count]) => ({ key: key.split('|'), count }))
        .filter(({ key }) => key[0] === name)
        .map(({ key, count }) => ({ cell: key.slice(1), count }));
      return [name, { columns: [...columns], rows }];
    }),
  );
  const sometimes = judgeSometimes(coverage).map(({ rule, what, count }) => ({ rule, what, count }));
  return { format: COVERAGE_FORMAT, version: COVERAGE_VERSION, seed, runs, steps, vehicleUs, hash, tables, sometimes };
}

/** What never happened. */
export function missedSometimes({ sometimes }: CoverageFile): readonly Pick<SometimesResult, 'rule' | 'what'>[] {
  return sometimes.filter(({ count }) => count === 0);
}

/** @throws OperationError (bench) where it cannot be written */
export async function writeCoverage(path: string, file: CoverageFile): Promise<void> {
  try {
    await replaceFile(path, `${JSON.stringify(file, null, 1)}\n`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationError('bench/coverage-file', `the coverage cannot be written to ${path}: ${reason}`, {
      hint: writeHint(error, 'file'),
      cause: error,
    });
  }
}

/** The coverage in a file; null where the file is something else. @throws OperationError (usage) for an invalid one */
export function readCoverage(path: string): CoverageFile | null {
  if (!path.endsWith('.json')) return null;
  const text = textOf(path);
  if (text?.includes(`"${COVERAGE_FORMAT}"`) !== true) return null;
  const parsed = coverageSchema.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined ? '' : problemWords(issue);
  throw usageError(
    `${path} is not a whole coverage file: ${where}`,
    'it is incomplete, or of another version: explore again to write it',
  );
}

/** Null where there is none. */
function textOf(path: string): string | null {
  try {
    return decodeText(readInput(path, MAX_DATA_BYTES));
  } catch (error) {
    if (!(error instanceof OperationError) || error.code === 'usage/input-folder') return null;
    throw usageError(`${path} cannot be read: ${error.message}`, 'name the coverage file of an exploration');
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A truncated file: the schema then refuses it by name.
    return null;
  }
}
