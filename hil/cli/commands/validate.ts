import type { Command } from 'commander';

import { addOutputFlags } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ValidateFlags } from './validate-action.ts';

export function defineValidate(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('validate')
    .description(
      'check scenario files and report every problem with line and column; runs only TypeScript files that are named',
    )
    .argument('[selection...]', 'scenario files, folders, or tags (@name); default: all');
  addOutputFlags(command).action(async (selection: readonly string[], flags: ValidateFlags) => {
    const { validateScenarios } = await import('./validate-action.ts');
    done(await validateScenarios(selection, flags, terminal()));
  });
}
