import { Option, type Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, busFlag, numberBetween, rateFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import { addPasscodeSecretFlags } from '../passcode-secret.ts';
import type { Terminal } from '../terminal.ts';
import { isKeyUtility, type ToolFlags, type ToolUtilityName } from './tool-flags.ts';

const DESCRIPTIONS: Readonly<Record<ToolUtilityName, string>> = {
  reset: 'Smart Code Reset: all keys lost; erases every key',
  register: 'Smart Code Registration: add keys',
  erase: 'Undesignated Key Permanent Erasure: erase every key but those touched',
  read: 'read what the Smart Key ECU tells; changes nothing',
  faults: 'read the trouble codes, with what they mean and how they stand',
  clear: 'clear the trouble codes; a fault that is still there is stored again',
};

/** What `--touch` means; absent where no key is touched. */
const TOUCH_HELP: Readonly<Partial<Record<ToolUtilityName, string>>> = {
  register:
    'key ids in the order in which they are touched: where keys are registered, a registered key first, then the new ones; where none is, the new ones',
  erase: 'ids of the keys that are present and kept; all others are erased',
};

/** Ten years would do no harm, and a script should not hang for them. */
const approvalWaitFlag = (): Option =>
  new Option('--approval-wait <minutes>', 'how long a script waits for the approval')
    .argParser(numberBetween(0, 10_080))
    .default(60);

const EXAMPLES = `
Examples:
  ${smartkey('tool read')}
  ${smartkey('tool reset')}                                        leads you through it
  ${smartkey('tool register')} --car http://127.0.0.1:8080         the same with a virtual car that is told what to do
  ${smartkey('tool reset')} --yes --car http://127.0.0.1:8080 --dealer http://127.0.0.1:8080 --dealer-user tara \\
    --managers mona,paul --repair-order RO-1 --customer Doe
  ${smartkey('tool reset')} --car http://127.0.0.1:8080 --passcode-secret virtual-car-fleet-secret --yes
  ${smartkey('tool register')} --touch A1000001,10000001 --car http://127.0.0.1:8080 --passcode-secret virtual-car-fleet-secret --yes
  ${smartkey('tool erase')} --touch A1000001 --car http://127.0.0.1:8080 --passcode-secret virtual-car-fleet-secret --yes`;

export function defineTool(program: Command, terminal: () => Terminal, done: (code: ExitCode) => void): void {
  const tool = program
    .command('tool')
    .description('the scan tool: reset, register, erase, read, faults, clear')
    .addHelpText('after', EXAMPLES);
  for (const utility of ['reset', 'register', 'erase', 'read', 'faults', 'clear'] as const) {
    defineUtility(tool, utility, terminal, done);
  }
}

function defineUtility(
  tool: Command,
  utility: ToolUtilityName,
  terminal: () => Terminal,
  done: (code: ExitCode) => void,
): void {
  const command = tool
    .command(utility)
    .description(DESCRIPTIONS[utility])
    .addOption(busFlag())
    .option(
      '--car <url>',
      'the HTTP address of a virtual car: its bus where --bus is absent, and what is done at the car',
    )
    .addOption(
      new Option('--endpoint <name>', "which of the ECU's endpoints").choices(['oem', 'generic']).default('oem'),
    )
    .addOption(rateFlag());
  if (utility === 'clear')
    command.option('--code <name>', 'only this one: B278D, or its three bytes as six hexadecimal digits');
  if (isKeyUtility(utility)) {
    command
      .option('--yes', 'agree to every screen, for scripts; without it you are led step by step in a terminal')
      .option('--dealer <url>', 'the dealer server, for "Send" and, with --dealer-user, for pass-codes')
      .option(
        '--dealer-user <id>',
        'the account there; its password comes from SMARTKEY_DEALER_PASSWORD, or is asked for',
      )
      .option('--repair-order <number>', "of the repair, for the dealer's forms")
      .option('--customer <name>', "the customer's last name, for the dealer's forms")
      .addOption(approvalWaitFlag())
      .option('--vin <vin>', 'the VIN, where the vehicle does not give it')
      .option('--tool-version <version>', "the scan tool's software version as told to the dealer", '13.10.019');
    addPasscodeSecretFlags(command, 'get pass-codes from a dealer in this process that has this secret');
  }
  const touchHelp = TOUCH_HELP[utility];
  if (touchHelp !== undefined) command.option('--touch <ids>', `for scripts: comma-separated ${touchHelp}`);
  if (utility === 'reset')
    command.option('--managers <ids>', 'comma-separated managers the request for approval is sent to');
  addOutputFlags(command).action(async (flags: ToolFlags) => {
    const rateIsGiven = command.getOptionValueSource('rate') === 'cli';
    const { runTool } = await import('./tool-action.ts');
    done(await runTool(utility, { ...flags, rateIsGiven }, terminal()));
  });
}
