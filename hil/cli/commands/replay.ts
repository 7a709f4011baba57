import type { Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, busFlag, rateFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ReplayFlags } from './replay-flags.ts';

const EXAMPLES = `
Examples:
  ${smartkey('replay')} reports/bundles/scenarios-keys-buttons.bundle

A bundle is what a scenario that did not pass has left. It is run again with what is in it: ends with 0 where every
event is the same, and with 6 and the first event that differs where not.

  ${smartkey('replay')} session.log --bus socketcan:vcan0
  ${smartkey('replay')} session.jsonl --bus slcan-tcp:127.0.0.1:3333 --id 750,7DF

A trace (candump, ASC, pcapng, pcap, JSONL) goes onto a bus with its own timing. Ends with 5 where the bus refuses
a frame or is lost, with 2 where a line cannot be read, with 4 where no frame is selected.`;

export function defineReplay(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('replay')
    .description('the same run again, bit for bit; or a recorded log onto a bus')
    .argument('<bundle or trace>', 'the folder that a run has left, or a log')
    .addOption(busFlag())
    .addOption(rateFlag())
    .option('--id <ids>', 'of a log: only these CAN ids, in hex, separated by commas')
    .option('--source <names>', 'of a log: only frames of these buses, or in JSONL of these nodes, separated by commas')
    .option('--skip-bad', 'of a log: leave out what cannot be read, and replay the rest')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (path: string, flags: ReplayFlags) => {
    const { replay } = await import('./replay-action.ts');
    done(await replay(path, flags, terminal()));
  });
}
