import { Option, type Command } from 'commander';

import { docPage, smartkey } from '../../smartkey.ts';
import { addOutputFlags, dealerDbFlag, demoFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import { refuseFlagsOfParent } from '../flags-without-effect.ts';
import { addPasscodeSecretFlags } from '../passcode-secret-flags.ts';
import type { Terminal } from '../terminal.ts';
import type { DealerFlags } from './dealer-action.ts';
import { DEFAULT_HTTP } from '../../default-addresses.ts';

const EXAMPLES = `
"${smartkey('car')}" starts the same server with the car; this command starts the server alone, in real time.
Roles, routes, database: ${docPage('dealer.md')}

Examples:
  ${smartkey('dealer')} --demo
  ${smartkey('dealer')} --dealer-db dealer.db --http 127.0.0.1:8082
  ${smartkey('dealer verify-log')} --dealer-db dealer.db`;

const VERIFY_EXIT_CODES = `
Exit codes: 0 log intact, 1 log broken (the first broken entry is named), 2 not a dealer database, 5 no such file.`;

export function defineDealer(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('dealer')
    .description('start the dealer server alone: requests, approvals, pass-codes; stop it with Ctrl-C')
    .addOption(new Option('--http <host:port>', 'HTTP address; port 0 picks a free one').default(DEFAULT_HTTP))
    .addOption(dealerDbFlag())
    .addOption(demoFlag())
    .addHelpText('after', EXAMPLES);
  addPasscodeSecretFlags(command, "secret shared by cars and dealer (a profile's passcodeSecret)");
  addOutputFlags(command).action(async (flags: DealerFlags) => {
    const { runDealer } = await import('./dealer-action.ts');
    done(await runDealer(flags, terminal()));
  });
  defineVerifyLog(command, terminal, done);
}

function defineVerifyLog(dealer: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = dealer
    .command('verify-log')
    .description('verify the hash chain of a dealer’s log, also while a server uses it')
    // The flag of the parent command: commander assigns it to the nearer command.
    .option('--dealer-db <file>', 'the database')
    .option('--written-down <hash>', 'a last hash or seal printed earlier, which the log must still contain')
    .addHelpText('after', VERIFY_EXIT_CODES);
  addOutputFlags(command).action(async () => {
    refuseFlagsOfParent(dealer, command, 'verify-log only reads a database; the flag is for the server');
    const { runVerifyLog } = await import('./verify-log-action.ts');
    done(runVerifyLog(command.optsWithGlobals(), terminal()));
  });
}
