import type { Fetch } from './api-call.ts';

/** What came of a call to the dealer server. */
export type DealerAnswer<Json> =
  | { readonly ok: true; readonly json: Json }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly hint: string };

type DealerTab = 'immobilizer-reset' | 'add-remove-key';

/** The code where there was no answer. */
export const UNREACHABLE = 'unreachable';
const GONE = { ok: false, code: UNREACHABLE, message: 'The dealer server does not answer', hint: '' } as const;

/**
 * The dealer server beside the car, as one person of the dealer: signs in where that is needed. The session is the
 * page's alone and ends with it.
 */
export class DealerCalls {
  readonly account: string;
  readonly #password: string;
  readonly #fetch: Fetch;
  #token: string | null = null;

  constructor(account: string, password: string, fetch: Fetch) {
    this.account = account;
    this.#password = password;
    this.#fetch = fetch;
  }

  async get<Json>(path: string): Promise<DealerAnswer<Json>> {
    return await this.#signedIn<Json>('GET', path, null);
  }

  async post<Json>(path: string, body: object): Promise<DealerAnswer<Json>> {
    return await this.#signedIn<Json>('POST', path, body);
  }

  /** Where the tab has been shut meanwhile it is opened again. */
  async inTab(tab: DealerTab, path: string, body: object): Promise<DealerAnswer<unknown>> {
    const answer = await this.post<unknown>(path, body);
    if (answer.ok || answer.code !== 'password-again') return answer;
    const opened = await this.post<unknown>(`/api/dealer/tabs/${tab}`, { password: this.#password });
    return opened.ok ? await this.post<unknown>(path, body) : opened;
  }

  /** @returns the person's name */
  async signIn(): Promise<DealerAnswer<string>> {
    const body = { account: this.account, password: this.#password };
    const answer = await this.#call<SignedIn>('POST', '/api/dealer/sign-in', body);
    if (!answer.ok) return answer;
    this.#token = answer.json.token;
    return { ok: true, json: answer.json.session.staff.name };
  }

  async #signedIn<Json>(method: string, path: string, body: object | null): Promise<DealerAnswer<Json>> {
    if (this.#token !== null) {
      const answer = await this.#call<Json>(method, path, body);
      if (answer.ok || answer.code !== 'not-signed-in') return answer;
    }
    const signedIn = await this.signIn();
    return signedIn.ok ? await this.#call<Json>(method, path, body) : signedIn;
  }

  async #call<Json>(method: string, path: string, body: object | null): Promise<DealerAnswer<Json>> {
    const headers = {
      'content-type': 'application/json',
      ...(this.#token === null ? {} : { authorization: `Bearer ${this.#token}` }),
    };
    try {
      const response = await this.#fetch(path, {
        method,
        headers,
        ...(body === null ? {} : { body: JSON.stringify(body) }),
      });
      const json = (await response.json()) as unknown;
      return response.ok ? { ok: true, json: json as Json } : refusalOf(json);
    } catch {
      return GONE;
    }
  }
}

interface SignedIn {
  readonly token: string;
  readonly session: { readonly staff: { readonly name: string } };
}

function refusalOf(json: unknown): DealerAnswer<never> {
  const { error, hint, code } = (json ?? {}) as { readonly [name: string]: unknown };
  return {
    ok: false,
    code: typeof code === 'string' ? code : '',
    message: typeof error === 'string' ? error : 'The dealer server refused it',
    hint: typeof hint === 'string' ? hint : '',
  };
}
