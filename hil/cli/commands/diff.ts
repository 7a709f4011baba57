import type { Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, numberBetween, wholeNumber } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { DiffFlags } from './diff-action.ts';

const MAX_TOLERANCE_MS = 3_600_000;

const EXAMPLES = `
Traces of any format; a folder stands for the trace.jsonl in it. Events other than frames count where both are JSONL.
Ends with 0 where nothing differs, with 1 where something does, with 2 where one cannot be read.

Examples:
  ${smartkey('diff')} before.jsonl after.jsonl
  ${smartkey('diff')} virtual.jsonl candump-2026-01-01.log --zero --tolerance-ms 5`;

export function defineDiff(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('diff')
    .description('the first difference between two runs')
    .argument('<one>', 'a trace')
    .argument('<other>', 'another one')
    .option('--tolerance-ms <n>', 'times may differ by so many ms', numberBetween(0, MAX_TOLERANCE_MS))
    .option('--tolerance-us <n>', 'the same in µs', wholeNumber(0, MAX_TOLERANCE_MS * 1000))
    .option('--zero', 'each trace counts from its earliest frame')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (one: string, other: string, flags: DiffFlags) => {
    const { diff } = await import('./diff-action.ts');
    done(await diff(one, other, flags, terminal()));
  });
}
