import type { Command } from 'commander';

import { INPUT_FORMATS_TEXT } from '../../trace/trace-format.ts';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, numberBetween, profileFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ViewFlags } from './view-action.ts';

/** A year, in seconds. */
const LATEST_S = 31_536_000;

const EXAMPLES = `
Examples:
  ${smartkey('view')} reports/bundles/scenarios-keys-buttons.bundle
  ${smartkey('view')} session.jsonl --output session.html
  ${smartkey('view')} candump-2026-01-01.log --from 3600 --no-open
  ${smartkey('view')} coverage.json                       the coverage of an exploration

Writes one HTML file that needs no server and loads nothing, and opens it where there is a terminal. A bundle is run
again in virtual time: the page shows the whole state of the car at each instant. Of a log (${INPUT_FORMATS_TEXT})
it shows what frames and events report.`;

export function defineView(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('view')
    .description('look at a bundle or a trace in the browser, offline')
    .argument('<bundle or trace>', 'the bundle folder of a run, or a log')
    .option('--output <file>', 'the HTML file (default: the name with .html, in the current folder)')
    .option('--no-open', 'do not open the page in the browser')
    .option('--from <seconds>', 'log: begin at this time (default: 0)', numberBetween(0, LATEST_S))
    .option('--skip-bad', 'log: skip what cannot be read, and show the rest')
    .addOption(profileFlag())
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (path: string, flags: ViewFlags) => {
    const { view } = await import('./view-action.ts');
    done(await view(path, flags, terminal()));
  });
}
