import { DealerClient, DealerRefusal } from '../../tool/dealer/dealer-client.ts';
import { PassCodeWorkflow } from '../../tool/dealer/pass-code-workflow.ts';
import { demoDealerPassCodes } from '../../bench/demo-dealer-pass-codes.ts';
import { OperatorInterrupt } from '../../tester/conversation.ts';
import type { ScriptedOperatorOptions } from '../../tester/operator.ts';
import { usageError } from '../../../can-bus/errors/operation-error.ts';
import { refuseWithoutEffect } from '../flags-without-effect.ts';
import { passcodeSecretOf } from '../passcode-secret.ts';
import type { Terminal } from '../terminal.ts';
import type { KeyUtilityName, ToolFlags } from './tool-flags.ts';

/** Never a flag: flags are visible to everyone on the machine, and stay in the shell's history. */
const PASSWORD_VARIABLE = 'SMARTKEY_DEALER_PASSWORD';

/** A script's source of pass-codes. */
export interface ScriptPassCodes {
  readonly passCodes: ScriptedOperatorOptions['passCodes'];
  readonly close: () => Promise<void>;
}

/** The dealer server of the flags; null where none is given. @throws OperationError, PortError for invalid flags */
export function dealerOf({ dealer, dealerUser, passcodeSecret, passcodeSecretFile }: ToolFlags): DealerClient | null {
  if (dealer === undefined) {
    if (dealerUser === undefined) return null;
    throw usageError('--dealer-user needs a dealer server', 'give its address with --dealer');
  }
  if (passcodeSecret !== undefined || passcodeSecretFile !== undefined) {
    throw usageError('--dealer and --passcode-secret are two sources of pass-codes', 'remove one of them');
  }
  return new DealerClient(dealer);
}

/** @throws OperationError (usage) where the flags name no source, or an incomplete one */
export function scriptPassCodes(utility: KeyUtilityName, flags: ToolFlags, terminal: Terminal): ScriptPassCodes {
  const client = dealerOf(flags);
  if (client !== null) return fromDealer(utility, client, flags, terminal);
  const passcodeSecret = passcodeSecretOf(flags, process.env, (text) => terminal.err(`warning: ${text}`));
  if (passcodeSecret === undefined) {
    throw usageError(
      `tool ${utility} --yes needs a source of pass-codes`,
      "give --dealer and --dealer-user; or --passcode-secret-file, with the passcodeSecret of the car's profile",
    );
  }
  const { repairOrder, customer, managers } = flags;
  refuseWithoutEffect(
    { '--repair-order': repairOrder, '--customer': customer, '--managers': managers },
    'they fill in the forms of a dealer server, and there is no --dealer',
  );
  const source = demoDealerPassCodes({ passcodeSecret, toolVersion: flags.toolVersion });
  return { passCodes: source, close: () => Promise.resolve() };
}

function fromDealer(
  utility: KeyUtilityName,
  client: DealerClient,
  flags: ToolFlags,
  terminal: Terminal,
): ScriptPassCodes {
  const { dealerUser, repairOrder, customer, toolVersion, approvalWait } = flags;
  if (dealerUser === undefined) {
    throw usageError(`tool ${utility} --yes --dealer needs an account at the dealer server`, 'give --dealer-user');
  }
  if (repairOrder === undefined || customer === undefined) {
    throw usageError(
      "the dealer's forms need the repair order number and the customer's last name",
      'give --repair-order and --customer',
    );
  }
  const order = { repairOrder, customerLastName: customer };
  const password = givenPassword(dealerUser);
  const managerIds = managersOf(flags);
  const workflow = new PassCodeWorkflow({
    client,
    account: () => Promise.resolve(dealerUser),
    password,
    toolVersion,
    orderDetails: () => Promise.resolve(order),
    resetDetails: (vin, forms) => {
      if (managerIds.length === 0)
        return Promise.reject(
          noManagers(
            vin,
            forms.managers.map(({ id }) => id),
          ),
        );
      // `--yes` agrees to every screen, including the policy's boxes.
      return Promise.resolve({ ...order, managerIds, tickedPolicies: forms.identificationPolicy.map(({ id }) => id) });
    },
    onStatus: (text) => {
      if (flags.quiet !== true && flags.json !== true) terminal.err(`dealer server: ${text}`);
    },
    approvalTimeout: () => AbortSignal.timeout(approvalWait * 60_000),
  });
  return { passCodes: (asked, signal) => workflow.passCode(asked, signal), close: () => workflow.close() };
}

export function managersOf({ managers = '' }: ToolFlags): readonly string[] {
  return managers
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}

function noManagers(vin: string, ids: readonly string[]): DealerRefusal {
  return new DealerRefusal(
    `no approval for ${vin}: a request must name its managers`,
    `give --managers with two or more of ${ids.join(', ')}`,
    'managers-not-chosen',
  );
}

/** Null where none is given: an empty one does not count. */
export function passwordOfEnvironment(): string | null {
  const given = process.env[PASSWORD_VARIABLE] ?? '';
  return given === '' ? null : given;
}

/** From the environment; otherwise from a prompt, where there is one. */
function givenPassword(user: string): () => Promise<string> {
  const given = passwordOfEnvironment();
  if (given !== null) return () => Promise.resolve(given);
  if (!process.stdin.isTTY) {
    throw usageError(`the password of ${user} is missing`, `set the environment variable ${PASSWORD_VARIABLE}`);
  }
  return () => askedPassword(user);
}

async function askedPassword(user: string): Promise<string> {
  const [{ password }, { ExitPromptError }] = await Promise.all([
    import('@inquirer/prompts'),
    import('@inquirer/core'),
  ]);
  try {
    return await password({ message: `Dealer server password of ${user}:`, mask: '*' }, { output: process.stderr });
  } catch (error) {
    if (error instanceof ExitPromptError) throw new OperatorInterrupt();
    throw error;
  }
}
