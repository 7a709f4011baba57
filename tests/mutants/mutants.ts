// `npm run mutants -- PACKAGE… | FOLDER… | FILE… | all [--sample N] [--seed N] [--again] [--operators]`: puts mutants into the packages and runs their tests.
// Exit code 1 where a survivor is not argued in survivors.json, or an argued one is gone, or a package has too few killed.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { typeChecker } from './compiles.ts';
import { isOurOperator, judgedMutants, type JudgedMutant } from './mutant.ts';
import { beginningOf, mutatedPart, PACKAGES, type MutatedPackage } from './packages.ts';
import { lastSurvivors } from './last-report.ts';
import type { Place } from './operators/installed-mutators.ts';
import { choose } from './sample.ts';
import { runStryker } from './stryker.ts';
import { checkArguments, readArguments, type Argument } from './survivors.ts';

const root: string = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');
/** In percent, of the mutants that compile. */
const LEAST_KILLED = 90;

interface Tally {
  readonly killed: number;
  readonly timeouts: number;
  readonly survived: number;
  readonly doNotCompile: number;
}

function tally(mutants: readonly JudgedMutant[]): Tally {
  const count = (wanted: JudgedMutant['outcome']): number => mutants.filter(({ outcome }) => outcome === wanted).length;
  return {
    killed: count('killed'),
    timeouts: count('timeout'),
    survived: count('survived'),
    doNotCompile: count('does-not-compile'),
  };
}

function killedShare({ killed, timeouts, survived }: Tally): number {
  return (100 * (killed + timeouts)) / Math.max(1, killed + timeouts + survived);
}

function lineOf(name: string, figures: Tally): string {
  const { killed, timeouts, survived, doNotCompile } = figures;
  return (
    `${name}: ${killed} killed, ${survived} survived, ${timeouts} timeouts, ${doNotCompile} do not compile; ` +
    `${killedShare(figures).toFixed(1)} % killed`
  );
}

/** Survivors that the type checker refuses are none. */
function withoutUncompilable(mutants: readonly JudgedMutant[]): readonly JudgedMutant[] {
  const compiles = typeChecker(root, [...new Set(mutants.map(({ file }) => file))]);
  return mutants.map((mutant) =>
    mutant.outcome !== 'survived' || compiles(mutant) ? mutant : { ...mutant, outcome: 'does-not-compile' },
  );
}

function printOperators(mutants: readonly JudgedMutant[]): void {
  const names = [...new Set(mutants.map(({ mutator }) => mutator))].sort();
  for (const name of names) console.log(`  ${lineOf(name, tally(mutants.filter(({ mutator }) => mutator === name)))}`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    again: { type: 'boolean', default: false },
    operators: { type: 'boolean', default: false },
  },
});
const chosenPackages: readonly MutatedPackage[] =
  positionals.length === 0 || positionals.includes('all')
    ? PACKAGES
    : positionals.map((name) => mutatedPart(root, name));
const sampleSize = values.sample === undefined ? null : Number(values.sample);
if (sampleSize !== null && !(Number.isInteger(sampleSize) && sampleSize > 0)) {
  throw new Error(`--sample ${values.sample ?? ''}: give a whole number of mutants from 1`);
}
const allArguments = readArguments(new URL('survivors.json', import.meta.url));

/** The mutants to run; null: all. */
async function chosenOf(tested: MutatedPackage): Promise<readonly Place[] | null> {
  if (values.again) return lastSurvivors(root, tested.name);
  if (sampleSize === null) return null;
  return await choose(root, tested, Math.ceil(sampleSize / chosenPackages.length), Number(values.seed));
}

const problems: string[] = [];
const judged: JudgedMutant[] = [];
for (const tested of chosenPackages) {
  const startMs = performance.now();
  const chosen = await chosenOf(tested);
  const results = judgedMutants(root, await runStryker(tested, chosen));
  const mutants = withoutUncompilable(results);
  judged.push(...mutants);
  const figures = tally(mutants);
  console.log(`${lineOf(tested.name, figures)}; ${((performance.now() - startMs) / 1000).toFixed(0)} s`);
  console.log(`  ${lineOf("Stryker's operators", tally(mutants.filter((mutant) => !isOurOperator(mutant))))}`);
  console.log(`  ${lineOf('plus and minus one', tally(mutants.filter((mutant) => isOurOperator(mutant))))}`);
  if (values.operators) printOperators(mutants);
  if (tested.onlyMeasured) continue;
  problems.push(...checkArguments(allArguments, mutants, chosen === null ? argumentsWithin(tested) : []));
  if (chosen === null && killedShare(figures) < LEAST_KILLED) {
    problems.push(`${tested.name}: less than ${LEAST_KILLED} % of the mutants are killed`);
  }
}
for (const problem of problems) console.log(problem);
console.log(lineOf(`${judged.length} mutants`, tally(judged)));
if (problems.length > 0) process.exitCode = 1;

/** The arguments for these sources alone. */
function argumentsWithin({ sources }: MutatedPackage): readonly Argument[] {
  return allArguments.filter(({ file }) => sources.some((source) => file.startsWith(beginningOf(source))));
}
