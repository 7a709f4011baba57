import type { Command } from 'commander';

import { addOutputFlags } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ListFlags } from './list-action.ts';

export function defineList(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('list')
    .description('list scenarios and the rules they cover; those in TypeScript only when named as files')
    .argument('[selection...]', 'scenario files, folders, or tags (@name); default: all');
  addOutputFlags(command).action(async (selection: readonly string[], flags: ListFlags) => {
    const { listScenarios } = await import('./list-action.ts');
    done(await listScenarios(selection, flags, terminal()));
  });
}
