import type { Command } from 'commander';

import { INPUT_FORMATS_TEXT } from '../../trace/trace-format.ts';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, busFlag, logRateFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ReplayFlags } from './replay-flags.ts';

const EXAMPLES = `
Examples:
  ${smartkey('replay')} reports/bundles/scenarios-keys-buttons.bundle

A scenario that does not pass leaves a bundle. It is repeated from the bundle alone. Exit codes: 0 every event is
the same, 6 an event differs (the first one is shown).

  ${smartkey('replay')} session.log --bus socketcan:vcan0
  ${smartkey('replay')} session.jsonl --bus slcan-tcp:127.0.0.1:3333 --id 750,7DF

A trace (${INPUT_FORMATS_TEXT}) is sent to a bus with its own timing.
Exit codes: 5 the bus refuses a frame or is lost, 2 a line cannot be read, 4 no frame is selected.`;

export function defineReplay(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('replay')
    .description('repeat a failed run, bit for bit; or send a recorded log to a bus')
    .argument('<bundle or trace>', 'the bundle folder of a run, or a log')
    .addOption(busFlag())
    .addOption(logRateFlag())
    .option('--id <ids>', 'log: only these CAN ids, in hex, separated by commas')
    .option('--source <names>', 'log: only frames of these buses, or in JSONL of these nodes, separated by commas')
    .option('--skip-bad', 'log: skip what cannot be read, and replay the rest')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (path: string, flags: ReplayFlags) => {
    const { replay } = await import('./replay-action.ts');
    done(await replay(path, flags, terminal()));
  });
}
