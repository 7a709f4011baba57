import { existsSync } from 'node:fs';
import { cp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import type { Artifact, ReportedResult } from '../../report/run-report.ts';
import { writing } from '../../run/report-error.ts';
import { isReported, mergeRun } from '../../run/run-part.ts';
import { mergeParts, type MergedParts } from '../../shard/merge-parts.ts';
import { PART_FILE, type Part, type PartKind } from '../../shard/part.ts';
import { partError, readParts } from '../../shard/part-file.ts';
import type { ExitCode } from '../exit-code.ts';
import { outputLoss } from '../output-loss.ts';
import { checkDifferentFiles } from '../same-file.ts';
import type { Terminal } from '../terminal.ts';
import { concludeConformance } from './conformance-conclusion.ts';
import { mergeConformance } from './conformance-share.ts';
import { concludeExploration } from './explore-conclusion.ts';
import { mergeExploration } from './explore-share.ts';
import { concludeRun, reportResult } from './run-conclusion.ts';
import { DEFAULT_REPORT_FOLDER } from './run-flags.ts';

/** The flags of `smartkey merge`, as commander returns them. */
export interface MergeFlags {
  readonly report?: string;
  readonly summary?: string;
  readonly rules?: boolean;
  readonly coverage?: string;
  readonly junit?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const OWN_FLAGS: Readonly<Record<PartKind, readonly (keyof MergeFlags)[]>> = {
  run: ['report', 'summary', 'rules'],
  explore: ['report', 'coverage'],
  conformance: ['junit'],
};

/**
 * `smartkey merge`: everything is checked before anything is written.
 *
 * @throws OperationError (usage/part) for parts that do not belong together, (nothing-selected) where there are none
 */
export async function runMerge(paths: readonly string[], flags: MergeFlags, terminal: Terminal): Promise<ExitCode> {
  outputLoss.ignore();
  const outputs = [
    ['--summary', flags.summary],
    ['--coverage', flags.coverage],
    ['--junit', flags.junit],
  ] as const;
  // As they are named, and as they are found in folders.
  checkDifferentFiles(aPart(paths), outputs);
  const parts = await readParts(paths);
  checkDifferentFiles(aPart(parts.map(({ file }) => file)), outputs);
  const merged = mergeParts(parts);
  const { kind } = merged.head;
  checkFlags(kind, flags);
  switch (kind) {
    case 'run':
      return concludeMergedRun(merged, flags, terminal);
    case 'explore': {
      const { report, seconds } = mergeExploration(merged);
      return concludeExploration(report, flags, terminal, seconds);
    }
    case 'conformance': {
      const { bus, results } = mergeConformance(merged);
      return concludeConformance(results, bus, flags, terminal);
    }
  }
}

function aPart(paths: readonly string[]): readonly (readonly [name: string, path: string])[] {
  return paths.map((path) => ['a part', path]);
}

function checkFlags(kind: PartKind, flags: MergeFlags): void {
  const foreign = Object.values(OWN_FLAGS)
    .flat()
    .find((flag) => flags[flag] !== undefined && !OWN_FLAGS[kind].includes(flag));
  if (foreign === undefined) return;
  const own = OWN_FLAGS[kind].map((flag) => `--${flag}`).join(', ');
  throw usageError(`--${foreign} does not go with parts of ${kind}`, `remove it; parts of ${kind} take ${own}`);
}

async function concludeMergedRun(merged: MergedParts, flags: MergeFlags, terminal: Terminal): Promise<ExitCode> {
  const folder = flags.report ?? DEFAULT_REPORT_FOLDER;
  const { report, reproducible, sources } = mergeRun(merged, folder);
  for (const part of merged.parts) checkArtifacts(part);
  for (const part of merged.parts) await copyArtifacts(part, folder);
  for (const entry of report.results) reportResult(entry, flags, terminal);
  const conclusion = { troubles: [], sources };
  return concludeRun(report, { ...flags, reproducible, report: folder }, terminal, conclusion);
}

/** Bundles and traces go to the folder of the report. @throws ReportError */
async function copyArtifacts(part: Part, folder: string): Promise<void> {
  if (resolve(part.folder) === resolve(folder)) return;
  for (const href of hrefsIn(part)) {
    const [from, to] = [join(part.folder, href), join(folder, href)];
    await writing(to, async () => {
      await rm(to, { recursive: true, force: true });
      await cp(from, to, { recursive: true });
    });
  }
}

/** @throws OperationError (usage/part) for a part without the bundles and traces of its results */
function checkArtifacts(part: Part): void {
  const missing = hrefsIn(part).find((href) => !existsSync(join(part.folder, href)));
  if (missing === undefined) return;
  throw partError(
    `${part.folder} is incomplete: it has no ${missing}`,
    `copy the whole folder of the shard, not ${PART_FILE} alone, or run this shard again`,
  );
}

function hrefsIn({ units }: Part): readonly string[] {
  return units.flatMap(({ result }) => (isReported(result) ? artifactsOf(result).map(({ href }) => href) : []));
}

function artifactsOf({ artifacts, earlier }: ReportedResult): readonly Artifact[] {
  return [...artifacts, ...earlier.flatMap((attempt) => attempt.artifacts)];
}
