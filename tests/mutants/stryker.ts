// Stryker with our runner and our operators. What is the same for all runs is in stryker.config.json.
import { fileURLToPath } from 'node:url';
import type { MutantResult, PartialStrykerOptions } from '@stryker-mutator/api/core';
import { Stryker } from '@stryker-mutator/core';
import { addOurOperators, restrictMutators, type Place } from './operators/installed-mutators.ts';
import { reportPath } from './last-report.ts';
import type { MutatedPackage } from './packages.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Runs the tests with each mutant, or with those that were chosen. */
export async function runStryker(
  tested: MutatedPackage,
  chosen: readonly Place[] | null,
): Promise<readonly MutantResult[]> {
  await addOurOperators();
  const release = chosen === null ? () => undefined : await restrictMutators(ROOT, chosen);
  const report = reportPath(chosen === null ? tested.name : `${tested.name}-sample`);
  const options: PartialStrykerOptions = {
    configFile: fileURLToPath(new URL('stryker.config.json', import.meta.url)),
    plugins: [new URL('runner/living-runner.ts', import.meta.url).href],
    reporters: chosen === null ? ['json', 'html', 'progress-append-only'] : ['json', 'html'],
    mutate: chosen === null ? [...tested.sources] : [...new Set(chosen.map(({ file }) => file))],
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
