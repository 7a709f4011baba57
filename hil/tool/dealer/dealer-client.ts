import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { httpAddress } from '../../http/http-address.ts';
import { smartkey } from '../../smartkey.ts';
import { z } from 'zod';

/** The part of the dealer server's JSON routes that the tool needs (docs/dealer.md). */

const signedIn = z.object({
  token: z.string().min(1),
  session: z.object({ staff: z.object({ name: z.string() }), mustChangePassword: z.boolean() }),
});
const forms = z.object({
  identificationPolicy: z.array(z.object({ id: z.string(), text: z.string() })),
  managers: z.array(z.object({ id: z.string(), name: z.string(), title: z.string() })),
  managersNeeded: z.int(),
});
const request = z.object({
  number: z.string(),
  status: z.enum(['open', 'approved', 'declined', 'closed', 'expired']),
  settledByName: z.string().nullable(),
});
const requests = z.object({ requests: z.array(request) });
const requested = z.object({ requestNumber: z.string() });
const issued = z.object({ passCode: z.string() });
const refusal = z.object({
  error: z.string(),
  hint: z.string().optional(),
  code: z.string().optional(),
  field: z.string().optional(),
  requestNumber: z.string().optional(),
});

/** The choices of the forms, as far as the tool shows them. */
export interface DealerForms {
  readonly identificationPolicy: readonly { readonly id: string; readonly text: string }[];
  readonly managers: readonly { readonly id: string; readonly name: string; readonly title: string }[];
  readonly managersNeeded: number;
}

/** A request, as far as the tool uses it. */
export interface DealerRequest {
  readonly number: string;
  readonly status: 'open' | 'approved' | 'declined' | 'closed' | 'expired';
  readonly settledByName: string | null;
}

/** The fields of a form by name. */
type DealerForm = Readonly<Record<string, unknown>>;
export type DealerTabName = 'immobilizer-reset' | 'add-remove-key';

/** The code of a refusal where no dealer server answers. */
export const UNREACHABLE = 'unreachable';

/** Why the dealer server refused, in its own words; or why it could not be reached. */
export class DealerRefusal extends OperationError {
  override readonly name = 'DealerRefusal';
  declare readonly hint: string;
  /** The number of another request that blocks it. */
  readonly requestNumber: string | null;

  /** @param code the server's, or {@link UNREACHABLE} where none answers */
  constructor(message: string, hint: string, code: string, requestNumber: string | null = null) {
    super(code, message, { hint, context: { requestNumber } });
    this.requestNumber = requestNumber;
  }
}

const REQUEST_TIMEOUT_MS = 30_000;
/** The end of a session is requested without waiting for the answer, because Ctrl-C must end the tool at once. */
const SIGN_OUT_TIMEOUT_MS = 500;
const START_IT = `start it with "${smartkey('dealer')}", and give the address it prints`;

/** Sends one HTTP request: `fetch`, except in tests. */
export type SendRequest = (url: string, init: RequestInit) => Promise<Response>;

/**
 * A dealer server at an address. Every method throws {@link DealerRefusal}; with an aborted signal it throws the
 * signal's reason at once, regardless of the server.
 */
export class DealerClient {
  readonly base: string;
  readonly #send: SendRequest;
  #token: string | null = null;

  /**
   * @throws PortError (usage) for a URL that is not http, OperationError (usage) for one that contains a user or
   * password
   */
  constructor(url: string, send: SendRequest = fetch) {
    this.#send = send;
    const parsed = httpAddress(url, 'dealer server');
    if (parsed.username !== '' || parsed.password !== '') {
      throw new OperationError(
        'usage/dealer-credentials',
        'the address of a dealer server must not contain user or password',
        {
          hint: 'give them separately',
        },
      );
    }
    this.base = parsed.origin;
  }

  get isSignedIn(): boolean {
    return this.#token !== null;
  }

  async signIn(account: string, password: string, signal?: AbortSignal): Promise<{ readonly name: string }> {
    const { token, session } = await this.#call('POST', '/sign-in', { account, password }, signedIn, signal);
    if (session.mustChangePassword) {
      throw new DealerRefusal(
        `${session.staff.name} still has a one-time password`,
        `open ${this.base}/dealer, choose your own password, and try again with it`,
        'password-must-change',
      );
    }
    this.#token = token;
    return session.staff;
  }

  /** Confirms the password, for ten minutes (DLR-8). */
  async openTab(tab: DealerTabName, password: string, signal?: AbortSignal): Promise<void> {
    await this.#call('POST', `/tabs/${tab}`, { password }, z.unknown(), signal);
  }

  async forms(signal?: AbortSignal): Promise<DealerForms> {
    return await this.#call('GET', '/forms', undefined, forms, signal);
  }

  /** Requests of this dealer for a VIN, newest first. */
  async requestsFor(vin: string, signal?: AbortSignal): Promise<readonly DealerRequest[]> {
    const path = `/requests?vin=${encodeURIComponent(vin)}`;
    return (await this.#call('GET', path, undefined, requests, signal)).requests;
  }

  async request(number: string, signal?: AbortSignal): Promise<DealerRequest> {
    return await this.#call('GET', `/requests/${encodeURIComponent(number)}`, undefined, request, signal);
  }

  /** @returns the request's number */
  async submitRequest(form: DealerForm, signal?: AbortSignal): Promise<string> {
    return (await this.#call('POST', '/requests', form, requested, signal)).requestNumber;
  }

  async resetPassCode(number: string, form: DealerForm, signal?: AbortSignal): Promise<string> {
    const path = `/requests/${encodeURIComponent(number)}/pass-code`;
    return (await this.#call('POST', path, form, issued, signal)).passCode;
  }

  async keyPassCode(form: DealerForm, signal?: AbortSignal): Promise<string> {
    return (await this.#call('POST', '/key-pass-codes', form, issued, signal)).passCode;
  }

  /** Closes the session; a server that has ended has none either, and a slow one is not waited for. */
  async signOut(): Promise<void> {
    if (this.#token === null) return;
    const timeout = AbortSignal.timeout(SIGN_OUT_TIMEOUT_MS);
    try {
      await this.#call('POST', '/sign-out', {}, z.unknown(), timeout);
    } catch (error) {
      if (!(error instanceof DealerRefusal) && !timeout.aborted) throw error;
    }
    this.#token = null;
  }

  async #call<Answer>(
    method: 'GET' | 'POST',
    path: string,
    body: unknown,
    answer: z.ZodType<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { response, value } = await this.#exchange(method, path, body, signal);
    if (response.status >= 400) {
      const refused = refusalOf(value, response);
      if (refused.code === 'not-signed-in') this.#token = null;
      throw refused;
    }
    const parsed = answer.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new DealerRefusal(`the server at ${this.base} is not a dealer server`, START_IT, UNREACHABLE);
  }

  /** An interrupted answer does not count. */
  async #exchange(
    method: string,
    path: string,
    body: unknown,
    signal?: AbortSignal,
  ): Promise<{ readonly response: Response; readonly value: unknown }> {
    const signals = [AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...(signal === undefined ? [] : [signal])];
    try {
      const response = await this.#send(`${this.base}/api/dealer${path}`, {
        method,
        signal: AbortSignal.any(signals),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      return { response, value: await jsonOf(response) };
    } catch (error) {
      if (signal?.aborted === true) throw error;
      throw new DealerRefusal(
        `no dealer server answers at ${this.base}: ${describeCause(error)}`,
        START_IT,
        UNREACHABLE,
      );
    }
  }
}

/** `fetch` reports "fetch failed" and has the reason in its cause. */
function describeCause(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no response within ${REQUEST_TIMEOUT_MS / 1000} s`;
  return error.cause instanceof Error ? error.cause.message : error.message;
}

function refusalOf(value: unknown, response: Response): DealerRefusal {
  const parsed = refusal.safeParse(value);
  if (!parsed.success) return new DealerRefusal(`the dealer server answers ${response.status}`, START_IT, UNREACHABLE);
  // A refusal has a code; a server with an internal problem, such as a full disk, returns none.
  const unnamed = response.status >= 500 ? UNREACHABLE : 'refused';
  const { error, hint, code = unnamed, field, requestNumber = null } = parsed.data;
  const wait = response.headers.get('retry-after');
  const where = field === undefined ? '' : ` (field ${field})`;
  const when = wait === null ? '' : `; in ${wait} s at the earliest`;
  return new DealerRefusal(`${error}${where}`, `${hint ?? 'try again'}${when}`, code, requestNumber);
}

async function jsonOf(response: Response): Promise<unknown> {
  try {
    const value: unknown = await response.json();
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
