import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { checkArtifacts, copyArtifacts } from '../../run/part-artifacts.ts';
import { mergeRun } from '../../run/run-part.ts';
import { mergeParts, type MergedParts } from '../../shard/merge-parts.ts';
import type { PartKind } from '../../shard/part.ts';
import { readParts } from '../../shard/part-file.ts';
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
  for (const part of merged.parts) await checkArtifacts(part);
  for (const part of merged.parts) await copyArtifacts(part, folder);
  for (const entry of report.results) reportResult(entry, flags, terminal);
  const conclusion = { troubles: [], sources };
  return concludeRun(report, { ...flags, reproducible, report: folder }, terminal, conclusion);
}
