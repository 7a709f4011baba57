import type { CarOverHttp } from '../../tool/car-over-http.ts';
import { GuidedDesk } from '../../tool/guided/guided-desk.ts';
import { GuidedPerson, type PassCodeDesk } from '../../tool/guided/guided-person.ts';
import { inHouseDealer } from '../../tool/in-house-dealer.ts';
import { DealerClient } from '../../tool/dealer/dealer-client.ts';
import type { ToolPerson } from '../../tool/tool-person.ts';
import { passcodeSecretOf } from '../passcode-secret.ts';
import { dealerOf, managersOf, passwordOfEnvironment } from './tool-pass-codes.ts';
import type { ToolFlags } from './tool.ts';

/** Where "Send" leads where no flag says so: the car's own dealer server. */
const DEFAULT_DEALER = 'http://127.0.0.1:8080';

export interface GuidedTechnician {
  readonly person: ToolPerson;
  readonly close: () => Promise<void>;
}

/**
 * A technician at this process's terminal.
 *
 * @param onInterrupt Ctrl-C was pressed at a prompt
 * @throws OperationError, PortError for flags that do not go together
 */
export function guidedTechnician(flags: ToolFlags, car: CarOverHttp | null, onInterrupt: () => void): GuidedTechnician {
  // The prompts ask the environment alone.
  if (flags.color === false) process.env['NO_COLOR'] = '1';
  const client = dealerOf(flags);
  const { stdin: input, stdout: output } = process;
  const passcodeSecret = passcodeSecretOf(flags, process.env);
  const { dealerUser, toolVersion, repairOrder = null, customer = null } = flags;
  const guidedDesk =
    client === null || dealerUser === undefined
      ? null
      : new GuidedDesk({
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
  const desk = guidedDesk ?? (passcodeSecret === undefined ? null : deskOf(passcodeSecret, toolVersion));
  const dealerUrl = client?.base ?? baseOf(flags.car) ?? DEFAULT_DEALER;
  const person = new GuidedPerson({
    input,
    output,
    environment: process.env,
    dealerUrl,
    toolVersion,
    car,
    desk,
    onInterrupt,
  });
  return { person, close: async () => guidedDesk?.close() };
}

function deskOf(passcodeSecret: string, toolVersion: string): PassCodeDesk {
  const source = inHouseDealer({ passcodeSecret, toolVersion });
  return { passCode: (asked) => Promise.resolve(source(asked)) };
}

/** A virtual car has a dealer server beside it. */
function baseOf(url: string | undefined): string | null {
  return url === undefined ? null : new DealerClient(url).base;
}
