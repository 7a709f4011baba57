import type { Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import { addOutputFlags } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { MergeFlags } from './merge-action.ts';

const EXAMPLES = `
Examples:
  ${smartkey('merge')} reports                                         all parts in reports
  ${smartkey('merge')} reports/run-1-of-2 reports/run-2-of-2 --report merged
  ${smartkey('merge')} reports/explore-* --coverage coverage.json

The result, its bytes and the exit code are those of the command in one piece. Parts that are missing, there twice, or of
different versions, commits, seeds or options end with 2, and nothing is written.`;

export function defineMerge(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('merge')
    .description('put the parts of run, explore or conformance --shard together')
    .argument('<parts...>', 'folders that shards wrote, or the folder they are in')
    .option('--report <folder>', 'of run: folder of the report (default: reports); of explore: folder of broken rules')
    .option('--summary <file>', 'of run: write the summary for a CI step to this file')
    .option('--rules', 'of run: list each rule with the number of scenarios that cover it')
    .option('--coverage <file>', 'of explore: write what was reached to this file (JSON)')
    .option('--junit <file>', 'of conformance: write a JUnit report')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (parts: readonly string[], flags: MergeFlags) => {
    const { runMerge } = await import('./merge-action.ts');
    done(await runMerge(parts, flags, terminal()));
  });
}
