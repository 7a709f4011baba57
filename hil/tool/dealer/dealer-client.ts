import { z } from 'zod';
import { PortError } from '../../../can-bus/ports/port-error.ts';

/** What the tool needs of the dealer server's JSON routes (docs/dealer.md). */

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

/** What the forms are made of, as far as the tool shows it. */
export interface DealerForms {
  readonly identificationPolicy: readonly { readonly id: string; readonly text: string }[];
  readonly managers: readonly { readonly id: string; readonly name: string; readonly title: string }[];
  readonly managersNeeded: number;
}

/** A request as far as the tool looks at it. */
export interface DealerRequest {
  readonly number: string;
  readonly status: 'open' | 'approved' | 'declined' | 'closed' | 'expired';
  readonly settledByName: string | null;
}
export type DealerTabName = 'immobilizer-reset' | 'add-remove-key';

/** Why the dealer server did not do what it was asked for, in its own words; or that it could not be asked. */
export class DealerRefusal extends Error {
  override readonly name = 'DealerRefusal';
  readonly hint: string;
  /** The server's code; `unreachable` where none answers. */
  readonly code: string;
  /** Of another request that stands in the way. */
  readonly requestNumber: string | null;

  constructor(message: string, hint: string, code: string, requestNumber: string | null = null) {
    super(message);
    this.hint = hint;
    this.code = code;
    this.requestNumber = requestNumber;
  }
}

const REQUEST_TIMEOUT_MS = 30_000;
const START_IT = 'start it with "smartkey dealer", and give the address it prints with --dealer';

/** A dealer server at an address. Every method throws {@link DealerRefusal}. */
export class DealerClient {
  readonly base: string;
  #token: string | null = null;

  /** @throws PortError (usage) for what is no http address, or has a user or password in it */
  constructor(url: string) {
    const parsed = URL.parse(url);
    if (parsed === null || !['http:', 'https:'].includes(parsed.protocol)) {
      throw new PortError(
        'usage',
        `--dealer: "${url}" is no address of a dealer server`,
        'write http://127.0.0.1:8080',
      );
    }
    if (parsed.username !== '' || parsed.password !== '') {
      throw new PortError(
        'usage',
        '--dealer: an address must not have a user or a password in it',
        'give --dealer-user, and the password in SMARTKEY_DEALER_PASSWORD or when it is asked for',
      );
    }
    this.base = parsed.origin;
  }

  get isSignedIn(): boolean {
    return this.#token !== null;
  }

  async signIn(account: string, password: string): Promise<{ readonly name: string }> {
    const { token, session } = await this.#call('POST', '/sign-in', { account, password }, signedIn);
    if (session.mustChangePassword) {
      throw new DealerRefusal(
        `${session.staff.name} still has a one-time password`,
        `open ${this.base}/dealer, choose a password of your own, and try again with that`,
        'password-must-change',
      );
    }
    this.#token = token;
    return session.staff;
  }

  /** The password again, for ten minutes (DLR-8). */
  async openTab(tab: DealerTabName, password: string): Promise<void> {
    await this.#call('POST', `/tabs/${tab}`, { password }, z.unknown());
  }

  async forms(): Promise<DealerForms> {
    return await this.#call('GET', '/forms', undefined, forms);
  }

  /** Requests of this dealer for a VIN, newest first. */
  async requestsFor(vin: string): Promise<readonly DealerRequest[]> {
    return (await this.#call('GET', `/requests?vin=${encodeURIComponent(vin)}`, undefined, requests)).requests;
  }

  async request(number: string, signal?: AbortSignal): Promise<DealerRequest> {
    return await this.#call('GET', `/requests/${encodeURIComponent(number)}`, undefined, request, signal);
  }

  /** @returns the request's number */
  async submitRequest(form: Readonly<Record<string, unknown>>): Promise<string> {
    return (await this.#call('POST', '/requests', form, requested)).requestNumber;
  }

  async resetPassCode(number: string, form: Readonly<Record<string, unknown>>): Promise<string> {
    return (await this.#call('POST', `/requests/${encodeURIComponent(number)}/pass-code`, form, issued)).passCode;
  }

  async keyPassCode(form: Readonly<Record<string, unknown>>): Promise<string> {
    return (await this.#call('POST', '/key-pass-codes', form, issued)).passCode;
  }

  /** Leaves no session behind; a server that is gone has none either. */
  async signOut(): Promise<void> {
    if (this.#token === null) return;
    try {
      await this.#call('POST', '/sign-out', {}, z.unknown());
    } catch (error) {
      if (!(error instanceof DealerRefusal)) throw error;
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
    const response = await this.#fetch(method, path, body, signal);
    const value = await jsonOf(response);
    if (response.status >= 400) throw refusalOf(value, response);
    const parsed = answer.safeParse(value);
    if (parsed.success) return parsed.data;
    throw new DealerRefusal(`what answers at ${this.base} is no dealer server`, START_IT, 'unreachable');
  }

  async #fetch(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Response> {
    const signals = [AbortSignal.timeout(REQUEST_TIMEOUT_MS), ...(signal === undefined ? [] : [signal])];
    try {
      return await fetch(`${this.base}/api/dealer${path}`, {
        method,
        signal: AbortSignal.any(signals),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (signal?.aborted === true) throw error;
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DealerRefusal(`no dealer server answers at ${this.base}: ${reason}`, START_IT, 'unreachable');
    }
  }
}

function refusalOf(value: unknown, response: Response): DealerRefusal {
  const parsed = refusal.safeParse(value);
  if (!parsed.success)
    return new DealerRefusal(`the dealer server answers ${response.status}`, START_IT, 'unreachable');
  const { error, hint, code = 'refused', field, requestNumber = null } = parsed.data;
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
