import { smartkey } from '../../smartkey.ts';
import { Option, type Command } from 'commander';

import {
  addOutputFlags,
  busFlag,
  collectWords,
  numberBetween,
  profileFlag,
  seedFlag,
  timeFlag,
  wholeNumber,
} from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import { DEFAULT_GUARD_S, MAX_GUARD_S, MAX_JOBS, MAX_REPEAT, MAX_RETRY, type RunFlags } from './run-flags.ts';

const EXAMPLES = `
Examples:
  ${smartkey('run')} scenarios                              everything
  ${smartkey('run')} scenarios/bulletin @timeout            a folder, and a tag
  ${smartkey('run')} scenarios/keys/buttons.yaml --seed 7
  ${smartkey('run')} scenarios --report reports --jobs 2    with HTML page, JUnit XML and CTRF JSON, on two cores
  ${smartkey('run')} @portable --bench vcan                 on vcan0, in real time
  ${smartkey('run')} scenarios --coverage-gate 80           ends with 7 below 80 % of the rules

A scenario's verdict: pass, fail, inconclusive (what it is about could not be judged), error (the bench).
What does not pass leaves a bundle in reports/bundles; "${smartkey('replay BUNDLE')}" runs it again, bit for bit.`;

export function defineRun(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .description('run scenarios: as fast as the processor goes, each step judged')
    .argument('[selection...]', 'scenario files, folders, or tags (@name)')
    .option('--bench <file|name>', 'where they run: a file, or one of scenarios/benches (virtual)')
    .addOption(busFlag())
    .addOption(profileFlag())
    .addOption(timeFlag('virtual'))
    .addOption(seedFlag().default(undefined, "the scenario's own, or 1"));
  for (const option of policyFlags()) command.addOption(option);
  for (const option of reportFlags()) command.addOption(option);
  command.addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (selection: readonly string[], flags: RunFlags) => {
    const { runScenarios } = await import('./run-action.ts');
    done(await runScenarios(selection, flags, terminal()));
  });
}

function policyFlags(): readonly Option[] {
  return [
    new Option('--tag <name>', 'only scenarios with this tag; may be given several times').argParser(collectWords),
    new Option('--repeat <n>', 'each scenario n times; all are shown').argParser(wholeNumber(1, MAX_REPEAT)),
    new Option('--retry <n>', 'up to n more attempts where one does not pass; it is shown as flaky').argParser(
      wholeNumber(0, MAX_RETRY),
    ),
    new Option('--jobs <n>', 'scenarios at the same time, in threads; the results are the same').argParser(
      wholeNumber(1, MAX_JOBS),
    ),
    new Option('--fail-fast', 'end at the first that does not pass'),
    new Option(
      '--guard <seconds>',
      `real time a scenario may take (${DEFAULT_GUARD_S}); then it is an error`,
    ).argParser(numberBetween(0.001, MAX_GUARD_S)),
    new Option('--rules', 'list each rule with how many scenarios cover it'),
    new Option('--quarantine <file>', 'scenarios that are run and shown but not counted, with reasons (YAML)'),
    new Option('--coverage-gate <percent>', 'minimum rule coverage (%)').argParser(numberBetween(0, 100)),
  ];
}

function reportFlags(): readonly Option[] {
  return [
    new Option('--report <folder>', 'write index.html, junit.xml, ctrf.json, results.json and summary.md there'),
    new Option('--summary <file>', 'write the summary for a CI step there'),
    new Option('--trace <when>', 'keep traces in all formats: always, on-failure (in the bundle), or a folder for all'),
    new Option('--no-bundle', 'leave no bundle of what does not pass'),
  ];
}
