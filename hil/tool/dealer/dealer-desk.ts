import { setTimeout } from 'node:timers/promises';
import { seedFields, type PassCodeAnswer, type PassCodeRequest } from '../tool-command.ts';
import {
  type DealerClient,
  type DealerForms,
  DealerRefusal,
  type DealerRequest,
  type DealerTabName,
} from './dealer-client.ts';

/** What a form of the dealer server asks of the one who fills it in. */
export interface OrderDetails {
  readonly repairOrder: string;
  readonly customerLastName: string;
}

export interface ResetDetails extends OrderDetails {
  readonly tickedPolicies: readonly string[];
  readonly managerIds: readonly string[];
}

export interface DealerDeskOptions {
  readonly client: DealerClient;
  /** The account, and how its password is got: asked for at the first need, kept until the end of the run. */
  readonly account: () => Promise<string>;
  readonly password: () => Promise<string>;
  readonly toolVersion: string;
  /** Asked once a run, and only where there is no request for the VIN yet. */
  readonly resetDetails: (vin: string, forms: DealerForms) => Promise<ResetDetails>;
  /** Asked once a run. */
  readonly orderDetails: () => Promise<OrderDetails>;
  readonly onStatus: (text: string) => void;
  /** How long an approval is waited for, in milliseconds of real time. */
  readonly approvalWaitMs: number;
  /** Between two looks at a request; a second where absent. */
  readonly pollMs?: number;
}

const POLL_MS = 1_000;
/** Looks that may fail in a row before the waiting is given up: a server may restart. */
const MAX_FAILED_LOOKS = 30;

/**
 * Gets pass-codes from a dealer server over its routes, as a technician does on its pages. A reset needs an approved
 * request for the VIN: the one there is, or a new one that a manager has to approve (DLR-3 to DLR-6).
 */
export class DealerDesk {
  readonly #options: DealerDeskOptions;
  #password: string | null = null;
  #order: OrderDetails | null = null;

  constructor(options: DealerDeskOptions) {
    this.#options = options;
  }

  /** Refusals are answers; an aborted signal throws. */
  async passCode(asked: PassCodeRequest, signal: AbortSignal): Promise<PassCodeAnswer> {
    try {
      return { granted: true, passCode: await this.#passCode(asked, signal) };
    } catch (error) {
      if (!(error instanceof DealerRefusal)) throw error;
      return { granted: false, message: `the dealer server gives no pass-code: ${error.message}`, hint: error.hint };
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
      return await this.#inTab('immobilizer-reset', () => client.resetPassCode(number, form));
    }
    await this.#signIn();
    const { repairOrder, customerLastName } = await this.#orderDetails();
    const form = { vin, vinCheckDigit, ...seedFields(shown), repairOrder, customerLastName, toolVersion };
    return await this.#inTab('add-remove-key', () => client.keyPassCode(form));
  }

  /** The number of a request that is approved (bulletin, page 9: an approved one is not asked for again). */
  async #approvedRequest(vin: string, signal: AbortSignal): Promise<string> {
    const { client, onStatus } = this.#options;
    await this.#signIn();
    const pending = (await client.requestsFor(vin)).find(({ status }) => status === 'open' || status === 'approved');
    if (pending?.status === 'approved') {
      onStatus(`request ${pending.number} for this VIN is approved already`);
      return pending.number;
    }
    const number = pending?.number ?? (await this.#newRequest(vin));
    onStatus(`request ${number} waits for a manager's approval`);
    return await this.#awaitApproval(number, signal);
  }

  async #newRequest(vin: string): Promise<string> {
    const { client, resetDetails } = this.#options;
    const details = await resetDetails(vin, await client.forms());
    this.#order = details;
    const { repairOrder, customerLastName, tickedPolicies, managerIds } = details;
    const form = { vin, repairOrder, customerLastName, tickedPolicies, managerIds };
    try {
      return await this.#inTab('immobilizer-reset', () => client.submitRequest(form));
    } catch (error) {
      // Somebody of the dealer was quicker: theirs will do.
      const other = error instanceof DealerRefusal && error.code === 'request-pending' ? error.requestNumber : null;
      if (other === null) throw error;
      return other;
    }
  }

  async #awaitApproval(number: string, signal: AbortSignal): Promise<string> {
    const { approvalWaitMs, pollMs = POLL_MS, onStatus } = this.#options;
    const deadline = AbortSignal.timeout(approvalWaitMs);
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
        throw new DealerRefusal('the dealer server is gone', 'see to it, then try again', 'unreachable');
      if (deadline.aborted) throw notApprovedInTime(number);
      await setTimeout(pollMs, undefined, { signal });
    }
  }

  /** Null where the server does not answer just now. */
  async #look(number: string, signal: AbortSignal): Promise<DealerRequest | null> {
    try {
      return await this.#options.client.request(number, signal);
    } catch (error) {
      if (error instanceof DealerRefusal && error.code === 'not-signed-in') return await this.#lookAgain(number);
      if (error instanceof DealerRefusal && error.code === 'unreachable') return null;
      throw error;
    }
  }

  /** A session ends by itself after a while, and with its server. */
  async #lookAgain(number: string): Promise<DealerRequest> {
    const { client, account } = this.#options;
    await client.signIn(await account(), await this.#knownPassword());
    return await client.request(number);
  }

  async #signIn(): Promise<void> {
    const { client, account, onStatus } = this.#options;
    if (client.isSignedIn) return;
    const user = await account();
    try {
      const { name } = await client.signIn(user, await this.#knownPassword());
      onStatus(`signed in at ${client.base} as ${name}`);
    } catch (error) {
      // Mistyped: asked for again at the next attempt.
      this.#password = null;
      throw error;
    }
  }

  /** Opens the tab where it is shut, and does it there (DLR-8). */
  async #inTab<Result>(tab: DealerTabName, action: () => Promise<Result>): Promise<Result> {
    const { client } = this.#options;
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof DealerRefusal)) throw error;
      if (error.code === 'not-signed-in')
        await client.signIn(await this.#options.account(), await this.#knownPassword());
      else if (error.code !== 'password-again') throw error;
    }
    await client.openTab(tab, await this.#knownPassword());
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

function settledOtherwise({ number, status, settledByName }: DealerRequest): DealerRefusal {
  const by = settledByName === null ? '' : ` by ${settledByName}`;
  return new DealerRefusal(
    `request ${number} is ${status}${by}`,
    'talk to the manager; then try again, which makes a new request',
    'not-approved',
  );
}

function notApprovedInTime(number: string): DealerRefusal {
  return new DealerRefusal(
    `no manager has settled request ${number} in time`,
    'it stays open: start again later, and the tool goes on with it',
    'not-approved',
  );
}
