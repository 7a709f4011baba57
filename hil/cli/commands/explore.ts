import { Option, type Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, queueFlag, seedFlag, shardFlag, wholeNumber } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { MAX_EXPLORE_JOBS, MAX_EXPLORE_RUNS, type ExploreFlags } from './explore-flags.ts';

const EXAMPLES = `
Examples:
  ${smartkey('explore --exhaustive')}                           every state of the built-in worlds, one for each procedure
  ${smartkey('explore --exhaustive')} --world world.yaml --jobs 2
  ${smartkey('explore --exhaustive')} --world transport           ISO-TP and the UDS server against the rules of answers
  ${smartkey('explore --exhaustive')} --world wide --progress wide.bin   continue after an interruption
  ${smartkey('explore')} --seed 7 --budget 10m --jobs 2           random inputs and faults on the whole car
  ${smartkey('explore')} --seed 7 --runs 5000 --coverage cov.json  the same runs on every machine
  ${smartkey('explore')} --seed 7 --runs 5000 --shard 1/3         a third of them; "${smartkey('merge reports')}" puts the parts together

Exit codes: 0 no rule broken, 1 a rule broken (the shortest way there is printed), 2 usage or an impossible world,
5 a file cannot be written, 7 something that must happen never happened, 130 interrupted.`;

export function defineExplore(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('explore')
    .description('look for a broken rule: in every state of a bounded world, or with random inputs and faults')
    .option('--exhaustive', 'visit every state of a bounded world, in lock-step with an independent oracle')
    .option(
      '--world <file>',
      'with --exhaustive: the bounded world, as YAML or JSON, or a built-in one (tiny, reset, reset-disturbed, registration, registration-disturbed, erasure, erasure-disturbed, erasure-drift, procedures, wide, transport)',
    )
    .option('--progress <file>', 'with --exhaustive: save the progress to this file, and continue from it')
    .addOption(seedFlag().default(undefined, 'none'))
    .option('--budget <duration>', 'with --seed: how long to explore: 90s, 10m, 1h (default: 60s)')
    .addOption(
      new Option('--runs <n>', 'with --seed: number of runs instead, always the same ones').argParser(
        wholeNumber(1, MAX_EXPLORE_RUNS),
      ),
    )
    .option('--coverage <file>', 'with --seed: write what was reached to this file (JSON)')
    .addOption(
      new Option('--jobs <n>', 'number of threads; results do not change').argParser(wholeNumber(1, MAX_EXPLORE_JOBS)),
    )
    .addOption(shardFlag())
    .addOption(queueFlag('with --runs: let the workers of a queue explore: redis://HOST:PORT'))
    .option('--report <folder>', 'with --seed: folder of broken rules, and of the part of a shard (default: reports/…)')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (flags: ExploreFlags) => {
    const { runExplore } = await import('./explore-action.ts');
    done(await runExplore(flags, terminal()));
  });
}
