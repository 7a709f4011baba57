import { setTimeout } from 'node:timers/promises';
import { seedFields, type PassCodeAnswer, type PassCodeRequest } from '../../tester/command.ts';
import {
  type DealerClient,
  type DealerForms,
  DealerRefusal,
  type DealerRequest,
  type DealerTabName,
  UNREACHABLE,
} from './dealer-client.ts';

/** Form data for the dealer server that the tool's user supplies. */
export interface OrderDetails {
  readonly repairOrder: string;
  readonly customerLastName: string;
}

export interface ResetDetails extends OrderDetails {
  readonly tickedPolicies: readonly string[];
  readonly managerIds: readonly string[];
}

export interface PassCodeWorkflowOptions {
  readonly client: DealerClient;
  /** The account, and the source of its password: requested once, kept until the end of the run. */
  readonly account: () => Promise<string>;
  readonly password: () => Promise<string>;
  readonly toolVersion: string;
  /** Asked once per run, and only where there is no request for the VIN yet. */
  readonly resetDetails: (vin: string, forms: DealerForms) => Promise<ResetDetails>;
  /** Asked once per run. */
  readonly orderDetails: () => Promise<OrderDetails>;
  readonly onStatus: (text: string) => void;
  /** Called when the wait for an approval begins: aborted after the time limit. */
  readonly approvalTimeout: () => AbortSignal;
  /** The interval for polling a request; a second of real time where absent. Throws where the signal is aborted. */
  readonly pause?: Pause;
}

export type Pause = (signal: AbortSignal) => Promise<void>;

const POLL_MS = 1_000;
const aSecond: Pause = async (signal) => setTimeout(POLL_MS, undefined, { signal });
/** Number of consecutive polls that may fail: a server may restart. */
const MAX_FAILED_LOOKS = 30;

/**
 * Gets pass-codes from a dealer server over its routes, as a technician does on its pages. A reset needs an approved
 * request for the VIN: the existing one, or a new one that a manager must approve (DLR-3 to DLR-6).
 */
export class PassCodeWorkflow {
  readonly #options: PassCodeWorkflowOptions;
  #password: string | null = null;
  #order: OrderDetails | null = null;
  #greeted = false;

  constructor(options: PassCodeWorkflowOptions) {
    this.#options = options;
  }

  /** Refusals are answers; an aborted signal throws. */
  async passCode(asked: PassCodeRequest, signal: AbortSignal): Promise<PassCodeAnswer> {
    try {
      return { granted: true, passCode: await this.#passCode(asked, signal) };
    } catch (error) {
      if (!(error instanceof DealerRefusal)) throw error;
      const message = `the dealer server issued no pass-code: ${error.message}`;
      const refused = { granted: false, message, hint: error.hint } as const;
      return error.code === UNREACHABLE ? { ...refused, unreachable: true } : refused;
    }
  }

  async close(): Promise<void> {
    await this.#options.client.signOut();
  }

  async #passCode(asked: PassCodeRequest, signal: AbortSignal): Promise<string> {
    const { client, toolVersion } = this.#options;
    const { shown, vin, vinCheckDigit } = asked;
    if (shown.kind === 'seed-number') {
      const number = await this.#approvedRequest(vin, signal);
      const form = { toolVersion, seedNumber: shown.seedNumber };
      return await this.#inTab('immobilizer-reset', signal, () => client.resetPassCode(number, form, signal));
    }
    await this.#signIn(signal);
    const { repairOrder, customerLastName } = await this.#orderDetails();
    const form = { vin, vinCheckDigit, ...seedFields(shown), repairOrder, customerLastName, toolVersion };
    return await this.#inTab('add-remove-key', signal, () => client.keyPassCode(form, signal));
  }

  /** The number of an approved request (bulletin, page 9: an existing approval is used again). */
  async #approvedRequest(vin: string, signal: AbortSignal): Promise<string> {
    const { client, onStatus } = this.#options;
    const known = await this.#signedIn(signal, () => client.requestsFor(vin, signal));
    const pending = known.find(({ status }) => status === 'open' || status === 'approved');
    if (pending?.status === 'approved') {
      onStatus(`request ${pending.number} for this VIN is already approved`);
      return pending.number;
    }
    const number = pending?.number ?? (await this.#newRequest(vin, signal));
    onStatus(`request ${number} waits for a manager's approval`);
    return await this.#awaitApproval(number, signal);
  }

  async #newRequest(vin: string, signal: AbortSignal): Promise<string> {
    const { client, resetDetails } = this.#options;
    const details = await resetDetails(vin, await this.#signedIn(signal, () => client.forms(signal)));
    this.#order = details;
    const { repairOrder, customerLastName, tickedPolicies, managerIds } = details;
    const form = { vin, repairOrder, customerLastName, tickedPolicies, managerIds };
    try {
      return await this.#inTab('immobilizer-reset', signal, () => client.submitRequest(form, signal));
    } catch (error) {
      // Someone else at the dealer was faster: that request is used.
      const other = isRefusal(error, 'request-pending') ? error.requestNumber : null;
      if (other === null) throw error;
      return other;
    }
  }

  async #awaitApproval(number: string, signal: AbortSignal): Promise<string> {
    const { approvalTimeout, pause = aSecond, onStatus } = this.#options;
    const deadline = approvalTimeout();
    for (let failed = 0; ;) {
      signal.throwIfAborted();
      const request = await this.#look(number, signal);
      failed = request === null ? failed + 1 : 0;
      if (request?.status === 'approved') {
        onStatus(
          `request ${number} is approved${request.settledByName === null ? '' : ` by ${request.settledByName}`}`,
        );
        return number;
      }
      if (request !== null && request.status !== 'open') throw settledOtherwise(request);
      if (failed > MAX_FAILED_LOOKS)
        throw new DealerRefusal('the dealer server no longer answers', 'restore it, then try again', UNREACHABLE);
      if (deadline.aborted) throw notApprovedInTime(number);
      await pause(signal);
    }
  }

  /** Null where the server does not answer at the moment. */
  async #look(number: string, signal: AbortSignal): Promise<DealerRequest | null> {
    const { client } = this.#options;
    try {
      return await this.#signedIn(signal, () => client.request(number, signal));
    } catch (error) {
      if (isRefusal(error, UNREACHABLE)) return null;
      throw error;
    }
  }

  async #signIn(signal: AbortSignal): Promise<void> {
    const { client, account, onStatus } = this.#options;
    if (client.isSignedIn) return;
    const user = await account();
    const password = await this.#knownPassword();
    try {
      const { name } = await client.signIn(user, password, signal);
      if (!this.#greeted) onStatus(`signed in at ${client.base} as ${name}`);
      this.#greeted = true;
    } catch (error) {
      // Mistyped: it is requested again at the next attempt.
      if (isRefusal(error, 'wrong-password')) this.#password = null;
      throw error;
    }
  }

  /** Works in a session; one that has expired, or ended with its server, is replaced. */
  async #signedIn<Result>(signal: AbortSignal, action: () => Promise<Result>): Promise<Result> {
    await this.#signIn(signal);
    try {
      return await action();
    } catch (error) {
      if (!isRefusal(error, 'not-signed-in')) throw error;
    }
    await this.#signIn(signal);
    return await action();
  }

  /** Opens the tab if necessary, and works there (DLR-8). */
  async #inTab<Result>(tab: DealerTabName, signal: AbortSignal, action: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#signedIn(signal, action);
    } catch (error) {
      if (!isRefusal(error, 'password-again')) throw error;
    }
    await this.#options.client.openTab(tab, await this.#knownPassword(), signal);
    return await action();
  }

  async #knownPassword(): Promise<string> {
    this.#password ??= await this.#options.password();
    return this.#password;
  }

  async #orderDetails(): Promise<OrderDetails> {
    this.#order ??= await this.#options.orderDetails();
    return this.#order;
  }
}

function isRefusal(error: unknown, code: string): error is DealerRefusal {
  return error instanceof DealerRefusal && error.code === code;
}

function settledOtherwise({ number, status, settledByName }: DealerRequest): DealerRefusal {
  const by = settledByName === null ? '' : ` by ${settledByName}`;
  return new DealerRefusal(
    `request ${number} is ${status}${by}`,
    'contact the manager, then try again with a new request',
    'not-approved',
  );
}

function notApprovedInTime(number: string): DealerRefusal {
  return new DealerRefusal(
    `no manager decided on request ${number} in time`,
    'it stays open: start again later, and the tool continues with it',
    'not-approved',
  );
}
