import type { CarOverHttp } from '../../tool/car-over-http.ts';
import { GuidedPassCodes } from '../../tool/guided/guided-pass-codes.ts';
import { TerminalOperator, type PassCodeProvider } from '../../tool/guided/terminal-operator.ts';
import { demoDealerPassCodes } from '../../bench/demo-dealer-pass-codes.ts';
import type { Operator } from '../../tester/operator.ts';
import { passcodeSecretOf } from '../passcode-secret.ts';
import { dealerOf, managersOf, passwordOfEnvironment } from './tool-pass-codes.ts';
import type { ToolFlags } from './tool-flags.ts';
import { DEFAULT_HTTP } from '../../default-addresses.ts';

/** The address for "Send" where no flag sets it: the car's own dealer server. */
const DEFAULT_DEALER = `http://${DEFAULT_HTTP}`;

export interface GuidedTechnician {
  readonly operator: Operator;
  readonly close: () => Promise<void>;
}

/**
 * A technician at this process's terminal.
 *
 * @param onInterrupt called when Ctrl-C is pressed at a prompt
 * @throws OperationError, PortError for flags that exclude each other
 */
export function guidedTechnician(flags: ToolFlags, car: CarOverHttp | null, onInterrupt: () => void): GuidedTechnician {
  // The prompts check only the environment.
  if (flags.color === false) process.env['NO_COLOR'] = '1';
  const client = dealerOf(flags);
  const { stdin: input, stdout: output } = process;
  const passcodeSecret = passcodeSecretOf(flags, process.env);
  const { dealerUser, toolVersion, repairOrder = null, customer = null } = flags;
  const guided =
    client === null || dealerUser === undefined
      ? null
      : new GuidedPassCodes({
          input,
          output,
          client,
          account: dealerUser,
          password: passwordOfEnvironment(),
          repairOrder,
          customerLastName: customer,
          managerIds: managersOf(flags),
          toolVersion,
          onInterrupt,
        });
  const passCodes = guided ?? (passcodeSecret === undefined ? null : demoProvider(passcodeSecret, toolVersion));
  // A virtual car has a dealer server beside it.
  const dealerUrl = client?.base ?? car?.url ?? DEFAULT_DEALER;
  const operator = new TerminalOperator({
    input,
    output,
    environment: process.env,
    dealerUrl,
    toolVersion,
    car,
    passCodes,
    onInterrupt,
  });
  const leave = (): void => operator.close(true);
  process.once('exit', leave);
  return {
    operator,
    close: async () => {
      process.off('exit', leave);
      operator.close();
      await guided?.close();
    },
  };
}

function demoProvider(passcodeSecret: string, toolVersion: string): PassCodeProvider {
  const source = demoDealerPassCodes({ passcodeSecret, toolVersion });
  return { passCode: (asked) => Promise.resolve(source(asked)) };
}
