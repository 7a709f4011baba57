import type { Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { EjectFlags } from './eject-action.ts';

const EXAMPLES = `
Examples:
  ${smartkey('eject')} scenarios/keys/buttons.yaml                                  on the screen
  ${smartkey('eject')} scenarios/keys/buttons.yaml --out my/buttons.scenario.ts     into a file, for ${smartkey('run')}`;

export function defineEject(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  program
    .command('eject')
    .description('a YAML scenario as TypeScript, where logic is wanted')
    .argument('<file>', 'a scenario in YAML')
    .option('--out <file>', 'where to write it; on standard output where left out')
    .option('--force', 'write over a file that is there')
    .option('--json', 'print {file, out, source} as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: EjectFlags) => {
      const { eject } = await import('./eject-action.ts');
      done(await eject(file, flags, terminal()));
    });
}
