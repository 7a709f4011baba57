import { Option, type Command } from 'commander';
import { smartkey } from '../../smartkey.ts';
import { addOutputFlags, busFlag, numberBetween, profileFlag, rateFlag } from '../common-flags.ts';
import type { ExitCode } from '../exit-code.ts';
import { addPasscodeSecretFlags } from '../passcode-secret-flags.ts';
import type { Terminal } from '../terminal.ts';
import { isKeyUtility, type ToolFlags, type ToolUtilityName } from './tool-flags.ts';

const DESCRIPTIONS: Readonly<Record<ToolUtilityName, string>> = {
  reset: 'Smart Code Reset: all keys lost; erases every key',
  register: 'Smart Code Registration: add keys',
  erase: 'Undesignated Key Permanent Erasure: erase every key except those touched',
  read: 'read identification, keys, inputs and history of the Smart Key ECU; changes nothing',
  faults: 'read the trouble codes with their meaning and status',
  clear: 'clear the trouble codes; a fault that is still present is stored again',
};

/** The meaning of `--touch`; absent where no key is touched. */
const TOUCH_HELP: Readonly<Partial<Record<ToolUtilityName, string>>> = {
  register: 'key ids in the order they are touched: a registered key first if there is one, then the new keys',
  erase: 'ids of the keys that are present and kept; all others are erased',
};

/** A week: a script should not hang for longer. */
const approvalWaitFlag = (): Option =>
  new Option('--approval-wait <minutes>', 'longest wait of a script for the approval')
    .argParser(numberBetween(0, 10_080))
    .default(60);

const EXAMPLES = `
Examples:
  ${smartkey('tool')}                                              in a terminal: choose by symptom
  ${smartkey('tool read')}
  ${smartkey('tool reset')}                                        guides you through it
  ${smartkey('tool register')} --car http://127.0.0.1:8080         the same, controlling a virtual car
  ${smartkey('tool reset')} --yes --car http://127.0.0.1:8080 --dealer http://127.0.0.1:8080 --dealer-user tara \\
    --managers mona,paul --repair-order RO-1 --customer Doe
  ${smartkey('tool reset')} --car http://127.0.0.1:8080 --passcode-secret virtual-car-fleet-secret --yes
  curl -d '{"id":"10000001"}' http://127.0.0.1:8080/api/keys       add a new key to the virtual car
  ${smartkey('tool register')} --touch A1000001,10000001 --car http://127.0.0.1:8080 --passcode-secret virtual-car-fleet-secret --yes
  ${smartkey('tool read')} --bus doip:127.0.0.1:13400      over DoIP
  ${smartkey('tool read')} --bus doip:127.0.0.1:13400 --profile car.yaml    at the addresses of a profile
  ${smartkey('tool read')} --bus doip:discover             over DoIP, to the vehicle that answers; ?vin=VIN or ?eid=EID for one
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
    .option('--car <url>', 'HTTP address of a virtual car: to control it, and to use its bus unless --bus is given')
    .addOption(profileFlag())
    .addOption(new Option('--endpoint <name>', 'endpoint of the ECU').choices(['oem', 'generic']).default('oem'))
    .addOption(rateFlag());
  if (utility === 'clear')
    command.option('--code <name>', 'clear only this code: B278D, or its three bytes as six hexadecimal digits');
  if (isKeyUtility(utility)) {
    command
      .option('--yes', 'agree to every screen, for scripts; without it, a terminal guides you step by step')
      .option('--dealer <url>', 'dealer server for "Send" and, with --dealer-user, for pass-codes')
      .option(
        '--dealer-user <id>',
        'account at the dealer server; password from SMARTKEY_DEALER_PASSWORD or the prompt',
      )
      .option('--repair-order <number>', "repair order number for the dealer's forms")
      .option('--customer <name>', "customer's last name for the dealer's forms")
      .addOption(approvalWaitFlag())
      .option(
        '--vin <vin>',
        'VIN of the vehicle meant: used if it reports none; one that reports another is left as it is',
      )
      .option('--tool-version <version>', 'scan tool software version reported to the dealer', '13.10.019');
    addPasscodeSecretFlags(command, 'get pass-codes from a dealer in this process with this secret');
  }
  const touchHelp = TOUCH_HELP[utility];
  if (touchHelp !== undefined) command.option('--touch <ids>', `for scripts: comma-separated ${touchHelp}`);
  if (utility === 'reset') command.option('--managers <ids>', 'comma-separated managers to ask for approval');
  addOutputFlags(command).action(async (flags: ToolFlags) => {
    const rateIsGiven = command.getOptionValueSource('rate') === 'cli';
    const { runTool } = await import('./tool-action.ts');
    done(await runTool(utility, { ...flags, rateIsGiven }, terminal()));
  });
}
