import type { Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { EjectFlags } from './eject-action.ts';

const EXAMPLES = `
Examples:
  ${smartkey('eject')} scenarios/keys/buttons.yaml                                  print it
  ${smartkey('eject')} scenarios/keys/buttons.yaml --out my/buttons.scenario.ts     write a file for ${smartkey('run')}`;

export function defineEject(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  program
    .command('eject')
    .description('convert a YAML scenario to TypeScript, to add logic')
    .argument('<file>', 'a scenario in YAML')
    .option('--out <file>', 'output file (default: standard output)')
    .option('--force', 'overwrite an existing file')
    .option('--json', 'print {file, out, source} as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (file: string, flags: EjectFlags) => {
      const { eject } = await import('./eject-action.ts');
      done(await eject(file, flags, terminal()));
    });
}
