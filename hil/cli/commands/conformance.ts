import { Option, type Command } from 'commander';

import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { pathWord, smartkey, smartkeyLine } from '../../smartkey.ts';
import { addOutputFlags, busFlag, profileFlag, shardFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import type { Terminal } from '../terminal.ts';
import type { ConformanceFlags } from './conformance-flags.ts';

const EXAMPLES = `
Examples:
  ${smartkey('conformance')} --bus virtual
  ${smartkey('conformance')} --bus slcan-tcp:127.0.0.1:3333 --endpoint generic --junit reports/conformance.xml

For a log instead of a bus: ${smartkey('explain')} LOG --junit FILE.
For a car in virtual time, also give --car, which probes with waiting times need. Exit codes: 0 no rule broken, 1 a rule broken,
3 a rule could not be judged, 5 no ECU answers.`;

export function defineConformance(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('conformance')
    .description('test an ECU on a bus, rule by rule, with the bytes as evidence')
    .addOption(busFlag())
    .addOption(profileFlag())
    .addOption(
      new Option('--endpoint <name>', 'endpoint of the Smart Key ECU, or the body ECU')
        .choices(['oem', 'generic', 'body'])
        .default('oem'),
    )
    .option('--car <url>', 'HTTP address of a virtual car, to control its time')
    .option('--slow <bytes>', 'request that takes the ECU longer than P2, in hexadecimal')
    .option('--allow-destructive', 'also reset the ECU and send wrong keys, until it refuses further ones')
    .option('--junit <file>', 'write a JUnit report')
    .addOption(shardFlag())
    .option('--report <folder>', 'with --shard: folder of the part (default: reports/conformance-I-of-N)')
    .addHelpText('after', EXAMPLES)
    .allowExcessArguments();
  addOutputFlags(command).action(async (flags: ConformanceFlags) => {
    const [trace] = command.args;
    if (trace !== undefined) {
      throw usageError(
        `conformance tests an ECU on a bus, and takes no argument: "${trace}"`,
        `for a log: ${smartkeyLine(['explain', pathWord(trace), '--junit', 'FILE'])}`,
      );
    }
    const { runConformance } = await import('./conformance-action.ts');
    done(await runConformance(flags, terminal()));
  });
}
