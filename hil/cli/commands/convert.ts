import { Option, type Command } from 'commander';
import { INPUT_FORMATS, INPUT_FORMATS_TEXT, TRACE_FORMATS } from '../../trace/trace-format.ts';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ConvertFlags } from './convert-action.ts';

const EXAMPLES = `
The format of IN follows from its content, that of OUT from its extension: .log or .candump, .asc, .blf, .pcapng,
.jsonl. A log compressed with gzip or zstd is unpacked while it is read.
"-" is standard input or output.

Examples:
  ${smartkey('convert')} session.jsonl session.pcapng
  ${smartkey('convert')} candump-2026-01-01.log session.asc --zero
  candump -L can0 | ${smartkey('convert')} - - --to jsonl`;

export function defineConvert(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('convert')
    .description('convert a trace to another format')
    .argument('<in>', `a log: ${INPUT_FORMATS_TEXT}`)
    .argument('<out>', 'the output file')
    .addOption(new Option('--from <format>', 'the format of IN').choices(INPUT_FORMATS))
    .addOption(new Option('--to <format>', 'the format of OUT').choices(TRACE_FORMATS))
    .option('--zero', 'count times from the earliest frame')
    .option('--asc-date', 'ASC, BLF: count times from the date in the file, taken as local time')
    .option('--skip-bad', 'skip what cannot be read, and keep the rest')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (input: string, output: string, flags: ConvertFlags) => {
    const { convert } = await import('./convert-action.ts');
    done(await convert(input, output, flags, terminal()));
  });
}
