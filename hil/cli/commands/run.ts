import { smartkey } from '../../smartkey.ts';
import { Option, type Command } from 'commander';

import {
  addOutputFlags,
  busFlag,
  collectWords,
  numberBetween,
  profileFlag,
  queueFlag,
  rateFlag,
  scenarioSeedFlag,
  shardFlag,
  timeFlag,
  wholeNumber,
} from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { DEFAULT_GUARD_S, MAX_GUARD_S, MAX_JOBS, MAX_REPEAT, MAX_RETRY, type RunFlags } from './run-flags.ts';

const EXAMPLES = `
Examples:
  ${smartkey('run')} scenarios                              all scenarios
  ${smartkey('run')} scenarios/bulletin @timeout            a folder, and a tag
  ${smartkey('run')} scenarios/keys/buttons.yaml --seed 7
  ${smartkey('run')} scenarios --report reports --jobs 2    with HTML, JUnit XML and CTRF JSON reports, on two cores
  ${smartkey('run')} scenarios --shard 1/3                  a third of them; "${smartkey('merge reports')}" puts the parts together
  ${smartkey('run')} @portable --bench vcan                 on vcan0, in real time
  ${smartkey('run')} scenarios --coverage-gate 80           exit 7 below 80 % of the rules

A scenario's verdict: pass, fail, inconclusive (what it tests could not be judged), error (bench problem).
Each scenario that does not pass leaves a bundle in reports/bundles; "${smartkey('replay BUNDLE')}" repeats it, bit for bit.`;

export function defineRun(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .description('run scenarios as fast as the processor allows, and check every step')
    .argument('[selection...]', 'scenario files, folders, or tags (@name)')
    .option('--bench <file|name>', 'the bench to run on: a file, or one of scenarios/benches (default: virtual)')
    .addOption(onlyByBench(busFlag(), 'virtual; a bench file names any other bus'))
    .addOption(profileFlag())
    .addOption(onlyByBench(timeFlag('virtual'), 'virtual; a bench file with a bus runs in real time'))
    .addOption(onlyByBench(rateFlag(), '1; a bench file sets any other, in vehicle seconds per real second'))
    .addOption(scenarioSeedFlag());
  for (const option of policyFlags()) command.addOption(option);
  for (const option of reportFlags()) command.addOption(option);
  command.addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (selection: readonly string[], flags: RunFlags) => {
    const { runScenarios } = await import('./run-action.ts');
    done(await runScenarios(selection, flags, terminal()));
  });
}

/** A flag of other commands: here the bench decides, and the flag says so. */
function onlyByBench(option: Option, words: string): Option {
  option.description = words;
  return option;
}

function policyFlags(): readonly Option[] {
  return [
    new Option('--tag <name>', 'only scenarios with this tag; repeatable').argParser(collectWords),
    new Option('--repeat <n>', 'run each scenario n times and report every run').argParser(wholeNumber(1, MAX_REPEAT)),
    new Option('--retry <n>', 'repeat a scenario that does not pass up to n times; report it as flaky').argParser(
      wholeNumber(0, MAX_RETRY),
    ),
    new Option('--jobs <n>', 'run n scenarios in parallel, in threads; results do not change').argParser(
      wholeNumber(1, MAX_JOBS),
    ),
    new Option('--fail-fast', 'stop at the first scenario that does not pass'),
    new Option(
      '--guard <seconds>',
      `longest real time of a scenario (default: ${DEFAULT_GUARD_S}); beyond it, the verdict is error`,
    ).argParser(numberBetween(0.001, MAX_GUARD_S)),
    new Option('--rules', 'list each rule with the number of scenarios that cover it'),
    new Option('--quarantine <file>', 'run and report these scenarios without counting them; with reasons (YAML)'),
    new Option('--coverage-gate <percent>', 'minimum rule coverage (%)').argParser(numberBetween(0, 100)),
  ];
}

function reportFlags(): readonly Option[] {
  return [
    new Option(
      '--report <folder>',
      'write index.html, junit.xml, ctrf.json, results.json and summary.md to this folder',
    ),
    new Option('--summary <file>', 'write the summary for a CI step to this file'),
    new Option('--trace <when>', 'keep traces in all formats: always, on-failure (in the bundle), or a folder for all'),
    new Option('--reproducible', 'leave out of reports what differs from one run to the next, such as times'),
    shardFlag(),
    new Option('--durations <file>', 'with --shard: results.json of an earlier report, to balance the shards'),
    queueFlag('let the workers of a queue run the scenarios: redis://HOST:PORT'),
    new Option('--no-bundle', 'write no bundle for a scenario that does not pass'),
  ];
}
