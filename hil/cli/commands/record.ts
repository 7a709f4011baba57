import type { Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, busFlag, profileFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { RecordFlags } from './record-action.ts';

const EXAMPLES = `
It listens and says nothing, until Ctrl-C. "${smartkey('car')} --record FILE" starts a car and records it.

Examples:
  ${smartkey('record')} --car http://127.0.0.1:8080 --out session.yaml       a virtual car: requests, and what a hand does
  ${smartkey('record')} --bus socketcan:can0 --out session.yaml              a bus with a real ECU: requests, doors, power
  ${smartkey('record')} --from session.jsonl --out session.yaml              what was recorded before`;

export function defineRecord(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('record')
    .description('turn a session of a tool with a car into a scenario')
    .requiredOption('--out <file>', 'the scenario')
    .option('--car <url>', 'listen to a virtual car, at its HTTP address')
    .addOption(busFlag())
    .option('--from <trace>', 'take it from a trace (JSONL has everything, the other formats what was on the bus)')
    .option('--source <names>', 'of a log with several buses: those to listen to, separated by commas')
    .option('--trace <file>', 'write what is heard as a trace too')
    .option('--name <text>', 'what the scenario is called', 'A recorded session')
    .addOption(profileFlag())
    .option('--no-check', 'do not try the scenario in virtual time')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (flags: RecordFlags) => {
    const { runRecord } = await import('./record-action.ts');
    done(await runRecord(flags, terminal()));
  });
}
