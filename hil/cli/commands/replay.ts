import type { Command } from 'commander';

import { addOutputFlags } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';

export interface ReplayFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  smartkey replay reports/bundles/scenarios-keys-buttons.bundle

A bundle is what a scenario that did not pass has left. It is run again with what is in it: ends with 0 where every
event is the same, and with 6 and the first event that differs where not.`;

export function defineReplay(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('replay')
    .description('the same run again, bit for bit')
    .argument('<bundle>', 'the folder that a run has left')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (path: string, flags: ReplayFlags) => {
    const { replay } = await import('./replay-action.ts');
    done(await replay(path, flags, terminal()));
  });
}
