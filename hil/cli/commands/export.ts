import { Argument, type Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import { addOutputFlags } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ExportFlags, ExportKind } from './export-action.ts';

/** As the files of the server have them, which this file does not load. */
const KINDS: readonly ExportKind[] = ['pdx', 'dbc', 'json'];

const EXAMPLES = `
pdx   services, data and trouble codes of all ECUs, for ODX tools
dbc   the broadcast frames, for CAN tools
json  both, for your own programs

"-" is standard output. The bytes are the same each time.

Examples:
  ${smartkey('export')} pdx                      write virtual-smart-key.pdx
  ${smartkey('export')} dbc build/car.dbc
  ${smartkey('export')} json - | jq '.ecus[].title'`;

export function defineExport(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('export')
    .description('write the description of the car for other tools: PDX, DBC or JSON')
    .addArgument(new Argument('<kind>', 'the format').choices(KINDS))
    .argument('[file]', 'the output file (default: virtual-smart-key with the extension, in the current folder)')
    .option('--force', 'overwrite an existing file')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (kind: ExportKind, file: string | undefined, flags: ExportFlags) => {
    const { exportDescription } = await import('./export-action.ts');
    done(await exportDescription(kind, file, flags, terminal()));
  });
}
