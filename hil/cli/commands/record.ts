import type { Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, busFlag, profileFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { RecordFlags } from './record-action.ts';

const EXAMPLES = `
It only listens, until Ctrl-C. "${smartkey('car')} --record FILE" starts a car and records it.

Examples:
  ${smartkey('record')} --car http://127.0.0.1:8080 --out session.yaml       a virtual car: requests and stimuli
  ${smartkey('record')} --bus socketcan:can0 --out session.yaml              a bus with a real ECU: requests, doors, power
  ${smartkey('record')} --from session.jsonl --out session.yaml              an earlier recording`;

export function defineRecord(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('record')
    .description('record a session between a tool and a car as a scenario')
    .requiredOption('--out <file>', 'the scenario file to write')
    .option('--car <url>', 'listen to the virtual car at this HTTP address')
    .addOption(busFlag())
    .option('--from <trace>', 'read a trace (JSONL has everything, the other formats only the bus)')
    .option('--source <names>', 'buses to use from a log with several, separated by commas')
    .option('--trace <file>', 'also write a trace of what is received')
    .option('--name <text>', 'name of the scenario', 'A recorded session')
    .addOption(profileFlag())
    .option('--no-check', 'do not run the scenario in virtual time afterwards')
    .addHelpText('after', EXAMPLES);
  addOutputFlags(command).action(async (flags: RecordFlags) => {
    const { runRecord } = await import('./record-action.ts');
    done(await runRecord(flags, terminal()));
  });
}
