import type { Command } from 'commander';

import { addOutputFlags, busFlag, profileFlag, seedFlag, timeFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

/** The flags of `smartkey run`, as commander leaves them. */
export interface RunFlags {
  readonly bus?: readonly string[];
  readonly profile?: string;
  readonly time: 'virtual' | 'real';
  /** Absent where the scenario's own seed holds. */
  readonly seed?: number;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  smartkey run scenarios                              everything
  smartkey run scenarios/bulletin @timeout            a folder, and a tag
  smartkey run scenarios/keys/buttons.yaml --seed 7

A scenario's verdict: pass, fail, inconclusive (what it is about could not be judged), error (the bench).`;

export function defineRun(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('run')
    .description('run scenarios: as fast as the processor goes, each step judged')
    .argument('[selection...]', 'scenario files, folders, or tags (@name)')
    .addOption(busFlag())
    .addOption(profileFlag())
    .addOption(timeFlag('virtual'))
    .addOption(seedFlag().default(undefined, "the scenario's own, or 1"))
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (selection: readonly string[], flags: RunFlags) => {
    const { runScenarios } = await import('./run-action.ts');
    done(await runScenarios(selection, flags, terminal()));
  });
}
