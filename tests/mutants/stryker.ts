// Stryker with our runner and our operators. What is the same for all runs is in stryker.config.json.
import { fileURLToPath } from 'node:url';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { addOurOperators, restrictMutators } from './operators/installed-mutators.ts';
import type { MutatedPackage } from './packages.ts';
import type { Chosen } from './sample.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** The sources as Stryker takes them: whole files, or the places of the mutants that were chosen. */
function mutatedPlaces({ sources }: MutatedPackage, chosen: readonly Chosen[] | null): readonly string[] {
  if (chosen === null) return sources;
  return chosen.map(({ file, start, end }) => `${file}:${start.line}:${start.column}-${end.line}:${end.column}`);
}

/** Runs the tests with each mutant, or with those that were chosen. */
export async function runStryker(
  tested: MutatedPackage,
  chosen: readonly Chosen[] | null,
): Promise<readonly MutantResult[]> {
  await addOurOperators();
  const release = chosen === null ? () => undefined : await restrictMutators(chosen);
  const report = `reports/mutants/${tested.name}${chosen === null ? '' : '-sample'}`;
  const options: PartialStrykerOptions = {
    configFile: fileURLToPath(new URL('stryker.config.json', import.meta.url)),
    plugins: [new URL('runner/living-runner.ts', import.meta.url).href],
    reporters: chosen === null ? ['json', 'html', 'progress-append-only'] : ['json', 'html'],
    mutate: [...mutatedPlaces(tested, chosen)],
    jsonReporter: { fileName: `${report}.json` },
    htmlReporter: { fileName: `${report}.html` },
    living: {
      root: ROOT,
      tests: tested.tests,
      exclude: tested.tooLong ?? [],
      maxRuns: tested.propertyRuns,
      share: tested.share,
    },
  };
  try {
    return await new Stryker(options).runMutationTest();
  } finally {
    release();
  }
}
