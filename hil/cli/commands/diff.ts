import type { Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, numberBetween, wholeNumber } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { DiffFlags } from './diff-action.ts';

const MAX_TOLERANCE_MS = 3_600_000;

const EXAMPLES = `
Traces of any format; for a folder, its trace.jsonl. Other events than frames are compared if both are JSONL.
Exit codes: 0 no difference, 1 a difference, 2 a trace cannot be read.

Examples:
  ${smartkey('diff')} before.jsonl after.jsonl
  ${smartkey('diff')} virtual.jsonl candump-2026-01-01.log --zero --tolerance-ms 5`;

export function defineDiff(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('diff')
    .description('show the first difference between two runs')
    .argument('<one>', 'a trace')
    .argument('<other>', 'another trace')
    .option('--tolerance-ms <n>', 'allow times to differ by n ms', numberBetween(0, MAX_TOLERANCE_MS))
    .option('--tolerance-us <n>', 'allow times to differ by n µs', wholeNumber(0, MAX_TOLERANCE_MS * 1000))
    .option('--zero', 'count the times of each trace from its earliest frame')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (one: string, other: string, flags: DiffFlags) => {
    const { diff } = await import('./diff-action.ts');
    done(await diff(one, other, flags, terminal()));
  });
}
