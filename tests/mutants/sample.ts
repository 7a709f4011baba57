// Chooses mutants: as many of each operator's kind in each package, the same on every machine.
import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Instrumenter } from '@stryker-mutator/instrumenter';
import type { MutatedPackage } from './packages.ts';
import { isOurOperator } from './mutant.ts';
import { addOurOperators, type Place } from './operators/installed-mutators.ts';

const SILENT = {
  isTraceEnabled: () => false,
  isDebugEnabled: () => false,
  isInfoEnabled: () => false,
  isWarnEnabled: () => false,
  isErrorEnabled: () => false,
  isFatalEnabled: () => false,
  trace: () => undefined,
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  fatal: () => undefined,
};

/** All mutants of a package, without running any. */
async function allMutants(root: string, { sources }: MutatedPackage): Promise<readonly Place[]> {
  await addOurOperators();
  const files = globSync([...sources], { cwd: root })
    .map((name) => name.replaceAll('\\', '/'))
    .sort()
    .map((name) => ({ name, mutate: true, content: readFileSync(join(root, name), 'utf8') }));
  const { mutants } = await new Instrumenter(SILENT).instrument(files, {
    plugins: null,
    excludedMutations: [],
    ignorers: [],
  });
  return mutants.map(({ fileName, mutatorName, location, replacement }) => ({
    file: fileName,
    mutator: mutatorName,
    replacement,
    start: { line: location.start.line + 1, column: location.start.column },
    end: { line: location.end.line + 1, column: location.end.column },
  }));
}

function rank(seed: number, { file, mutator, replacement, start, end }: Place): string {
  const key = [seed, file, mutator, replacement, start.line, start.column, end.line, end.column].join('\0');
  return createHash('sha256').update(key).digest('hex');
}

function firstOf(mutants: readonly Place[], count: number, seed: number): readonly Place[] {
  const ranked = mutants.map((mutant) => ({ mutant, key: rank(seed, mutant) }));
  ranked.sort((a, b) => (a.key < b.key ? -1 : 1));
  return ranked.slice(0, count).map(({ mutant }) => mutant);
}

/** Half of them by Stryker's operators and half by ours. */
export async function choose(
  root: string,
  tested: MutatedPackage,
  count: number,
  seed: number,
): Promise<readonly Place[]> {
  const all = await allMutants(root, tested);
  const half = Math.ceil(count / 2);
  return [
    ...firstOf(
      all.filter((mutant) => isOurOperator(mutant)),
      half,
      seed,
    ),
    ...firstOf(
      all.filter((mutant) => !isOurOperator(mutant)),
      count - half,
      seed,
    ),
  ];
}
