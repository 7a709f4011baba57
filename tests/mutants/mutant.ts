// One mutant after its run, as the report and the arguments name it.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { MutantResult } from '@stryker-mutator/api/core';
import { NUMERIC_MUTATORS } from './operators/numeric-mutators.ts';

type Outcome = 'killed' | 'timeout' | 'survived' | 'does-not-compile';

export interface JudgedMutant {
  readonly file: string;
  /** From 1. */
  readonly lineNumber: number;
  /** The line of the source on which it begins, without indentation. */
  readonly line: string;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
  /** Where the original is in the file. */
  readonly start: number;
  readonly outcome: Outcome;
  /** No test reaches it. */
  readonly covered: boolean;
}

const OURS: ReadonlySet<string> = new Set(NUMERIC_MUTATORS.map(({ name }) => name));

export function isOurOperator({ mutator }: Pick<JudgedMutant, 'mutator'>): boolean {
  return OURS.has(mutator);
}

function outcomeOf({ status, statusReason }: MutantResult): Outcome {
  switch (status) {
    case 'Killed':
      return 'killed';
    case 'Timeout':
      return 'timeout';
    case 'Survived':
    case 'NoCoverage':
      return 'survived';
    case 'CompileError':
    case 'Ignored':
    case 'Pending':
    case 'RuntimeError':
      throw new Error(`Stryker says ${status}: ${statusReason ?? ''}`);
  }
}

/** Where lines begin, so that a place of Stryker's (line and column from 0) becomes an offset. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

export function judgedMutants(root: string, results: readonly MutantResult[]): readonly JudgedMutant[] {
  const texts = new Map<string, { readonly text: string; readonly starts: readonly number[] }>();
  return results.map((result) => {
    const file = relative(root, result.fileName).replaceAll('\\', '/');
    let source = texts.get(file);
    if (source === undefined) {
      const text = readFileSync(result.fileName, 'utf8');
      texts.set(file, (source = { text, starts: lineStarts(text) }));
    }
    const { text, starts } = source;
    const { start, end } = result.location;
    const offset = (place: { readonly line: number; readonly column: number }): number =>
      (starts[place.line - 1] ?? 0) + place.column - 1;
    const from = offset(start);
    return {
      file,
      lineNumber: start.line,
      line: text.slice(starts[start.line - 1], (starts[start.line] ?? text.length + 1) - 1).trim(),
      mutator: result.mutatorName,
      original: text.slice(from, offset(end)),
      replacement: result.replacement,
      start: from,
      outcome: outcomeOf(result),
      covered: result.status !== 'NoCoverage',
    };
  });
}

export function describeMutant({ file, lineNumber, mutator, original, replacement }: JudgedMutant): string {
  const short = (text: string): string => text.replaceAll(/\s+/g, ' ').slice(0, 80);
  return `${file}:${lineNumber} ${mutator}: ${short(original)} → ${short(replacement)}`;
}
