import type { PasswordHasher } from '../../hil/dealer/accounts/accounts.ts';
import type { CreateDealerPages } from '../../hil/dealer/server/dealer-pages.ts';
import { createDealerApp } from '../../hil/dealer/server/dealer-app.ts';
import { StoredDealer } from '../../hil/dealer/stored-dealer.ts';
import type { DealerState } from '../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../hil/dealer/rules/demo-dealer.ts';
import { CheapPasswords } from './cheap-passwords.ts';

/** 2019-07-01T08:00:00Z. */
export const START_MS = 1_561_968_000_000;
/** Some instant of real time; the test moves it. */
export const REAL_MS = 1_800_000_000_000;

export interface DealerBenchOptions {
  readonly path?: string;
  readonly state?: DealerState;
  /** Accounts whose first password is a one-time one; all others have `demo-` and the account. */
  readonly oneTime?: readonly string[];
  readonly pages?: CreateDealerPages | null;
  /** Null for the server's own. */
  readonly hasher?: PasswordHasher | null;
}

/** What an answer of the JSON routes was. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where the answer was no JSON object. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Sending {
  readonly token?: string;
  readonly cookie?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** As a browser sends a form. */
  readonly form?: Readonly<Record<string, string | readonly string[]>>;
}

/** The demo dealer and one of another town, to look whether one sees the other's. */
export function twoDealers(): DealerState {
  const { state } = demoDealer();
  const dealerCode = '99002';
  return {
    ...state,
    dealers: [...state.dealers, { code: dealerCode, name: 'Other Example Motors' }],
    staff: [
      ...state.staff,
      { id: 'olga', name: 'Olga Other', title: 'General Manager', dealerCode },
      { id: 'otto', name: 'Otto Other', title: 'Service Manager', dealerCode },
    ],
  };
}

/** A dealer server in this process, without a socket; calendar and real time stand until they are moved. */
export class DealerBench {
  readonly service: StoredDealer;
  readonly app: ReturnType<typeof createDealerApp>;
  readonly bugs: unknown[] = [];
  calendarMs: number = START_MS;
  realMs: number = REAL_MS;

  constructor({
    path = ':memory:',
    state = twoDealers(),
    oneTime = [],
    pages = null,
    hasher = new CheapPasswords(),
  }: DealerBenchOptions = {}) {
    this.service = new StoredDealer({
      path,
      passcodeSecret: 'virtual-car-fleet-secret',
      founding: state,
      demo: false,
      firstPasswords: state.staff.map(({ id }) => ({
        account: id,
        password: `demo-${id}`,
        mustChange: oneTime.includes(id),
      })),
      calendar: () => ({ epochMs: this.calendarMs }),
      realNowMs: () => this.realMs,
      ...(hasher === null ? {} : { hasher }),
    });
    this.app = createDealerApp({
      service: this.service,
      host: '127.0.0.1',
      pages,
      faultBoard: this.service,
      realNowMs: () => this.realMs,
      onBug: (error) => this.bugs.push(error),
    });
  }

  async send(method: string, path: string, sending: Sending = {}): Promise<Answered> {
    const { token, cookie, headers = {}, body, form } = sending;
    const request = new Request(`http://127.0.0.1:8080${path}`, {
      method,
      headers: {
        host: '127.0.0.1:8080',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(cookie === undefined ? {} : { cookie: `smartkey_dealer=${cookie}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(form === undefined ? {} : { body: formBody(form) }),
    });
    const response = await this.app.fetch(request, {});
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
  }

  /** @returns the token */
  async signIn(account: string, password: string = `demo-${account}`): Promise<string> {
    const { body, text } = await this.send('POST', '/api/dealer/sign-in', { body: { account, password } });
    if (typeof body['token'] !== 'string') throw new Error(`${account} is not signed in: ${text}`);
    return body['token'];
  }

  async openTabs(token: string, account: string): Promise<void> {
    for (const tab of ['immobilizer-reset', 'add-remove-key']) {
      const opened = await this.send('POST', `/api/dealer/tabs/${tab}`, {
        token,
        body: { password: `demo-${account}` },
      });
      if (opened.status !== 200) throw new Error(`the tab ${tab} stays closed: ${opened.text}`);
    }
  }

  /** A technician with both tabs open. @returns the token */
  async technician(account: string = 'tara'): Promise<string> {
    const token = await this.signIn(account);
    await this.openTabs(token, account);
    return token;
  }

  async end(): Promise<void> {
    await this.service.end();
  }
}

function formBody(form: Readonly<Record<string, string | readonly string[]>>): URLSearchParams {
  const fields = Object.entries(form).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
  return new URLSearchParams(fields);
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith('{')) return {};
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}
