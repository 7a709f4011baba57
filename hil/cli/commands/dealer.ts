import { Option, type Command } from 'commander';

import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, dealerDbFlag, demoFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import { addPasscodeSecretFlags } from '../passcode-secret.ts';
import type { Terminal } from '../terminal.ts';
import type { DealerFlags } from './dealer-action.ts';

const EXAMPLES = `
The car has the same server beside it ("${smartkey('car')}"); this is the server alone, in real time.
Roles, routes, database: docs/dealer.md

Examples:
  ${smartkey('dealer')} --demo
  ${smartkey('dealer')} --dealer-db dealer.db --http 127.0.0.1:8082
  ${smartkey('dealer verify-log')} --dealer-db dealer.db`;

const VERIFY_EXIT_CODES = `
Exit codes: 0 the log is whole, 1 it is not (the first broken entry is named), 2 no dealer's database, 5 no such file.`;

export function defineDealer(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = program
    .command('dealer')
    .description('start the dealer server alone: requests, approvals, pass-codes; runs until Ctrl-C')
    .addOption(new Option('--http <host:port>', 'where HTTP listens; port 0 picks one').default('127.0.0.1:8080'))
    .addOption(dealerDbFlag())
    .addOption(demoFlag())
    .addHelpText('after', EXAMPLES);
  addPasscodeSecretFlags(command, "what cars and dealer share (a profile's passcodeSecret)");
  addOutputFlags(command).action(async (flags: DealerFlags) => {
    const { runDealer } = await import('./dealer-action.ts');
    done(await runDealer(flags, terminal()));
  });
  defineVerifyLog(command, terminal, done);
}

function defineVerifyLog(dealer: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const command = dealer
    .command('verify-log')
    .description('check the chain of hashes of a dealer’s log, also while a server uses it')
    // The flag of the command above: commander gives it to whichever stands nearer.
    .option('--dealer-db <file>', 'the database')
    .option('--written-down <hash>', 'a last hash or seal printed before: the log must still contain it')
    .addHelpText('after', VERIFY_EXIT_CODES);
  addOutputFlags(command).action(async () => {
    const { runVerifyLog } = await import('./verify-log-action.ts');
    done(runVerifyLog(command.optsWithGlobals(), terminal()));
  });
}
