import { Option, type Command } from 'commander';

import { docPage, smartkey } from '../../smartkey.ts';
import {
  addOutputFlags,
  busFlag,
  dealerDbFlag,
  demoFlag,
  profileFlag,
  rateFlag,
  seedFlag,
  timeFlag,
} from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import { addPasscodeSecretFlags } from '../passcode-secret-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { CarFlags } from './car-action.ts';
import { DEFAULT_HTTP, DEFAULT_BUS, DEFAULT_SOCKETCAND_BUS } from '../../default-addresses.ts';

const EXAMPLES = `
Without --bus it serves ${DEFAULT_BUS} and ${DEFAULT_SOCKETCAND_BUS}. How to connect a tool:
${docPage('connect.md')}

Examples:
  ${smartkey('car')}
  ${smartkey('car')} --bus slcan-tcp:127.0.0.1:3334 --http 127.0.0.1:8081      a second car
  ${smartkey('car')} --bus slcan-pty:./car --bus socketcan:vcan0               two buses, bridged
  ${smartkey('car')} --bus elm327-tcp:127.0.0.1:35000                          an ELM327 adapter, for OBD apps
  ${smartkey('car')} --bus doip:127.0.0.1:13400                                a DoIP gateway
  ${smartkey('car')} --nvm my-car.nvm                                          keep its memory across restarts
  ${smartkey('car')} --trace session.pcapng                                    trace its bus for Wireshark
  ${smartkey('car')} --record session.yaml                                     record the session as a scenario
  ${smartkey('car')} --time virtual --json --http 127.0.0.1:0 --bus slcan-tcp:127.0.0.1:0`;

export function defineCar(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('car')
    .description('start the virtual car: ECUs, body, keys, dealer server, HTTP; stop it with Ctrl-C')
    .addOption(busFlag())
    .addOption(profileFlag())
    .addOption(timeFlag('real'))
    .addOption(rateFlag())
    .addOption(seedFlag())
    .option('--nvm <file>', 'keep memory and keys in this file across restarts')
    .option('--trace <file>', 'write a trace while it runs: .log (candump), .asc, .blf, .pcapng or .jsonl')
    .option('--record <file>', 'record the session as a scenario when it ends')
    .addOption(new Option('--http <host:port>', 'HTTP address; port 0 picks a free one').default(DEFAULT_HTTP))
    .option('--only-ecu', 'put only the Smart Key ECU on the bus, for a bench that simulates the rest of the car')
    .addOption(dealerDbFlag())
    .addOption(demoFlag())
    .addHelpText('after', EXAMPLES);
  addPasscodeSecretFlags(command, "secret shared by cars and dealer, instead of the profile's passcodeSecret");
  addOutputFlags(command).action(async (flags: CarFlags) => {
    const rateIsGiven = command.getOptionValueSource('rate') === 'cli';
    const { runCar } = await import('./car-action.ts');
    done(await runCar({ ...flags, rateIsGiven }, terminal()));
  });
}
