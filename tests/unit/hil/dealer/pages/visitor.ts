import { afterEach, beforeEach, expect } from 'vitest';
import { openDealer, type OpenDealer } from '../../../../../hil/dealer/open-dealer.ts';
import { APPROVAL, GOOD_REQUEST } from '../../../../support/bad-fields.ts';
import { CheapPasswords } from '../../../../support/cheap-passwords.ts';

export const HOST = 'http://127.0.0.1';

/** A dealer server within the process, with the demo dealer's staff and fixed passwords. */
export function openDemoDealer(bugs: unknown[] = [], demo = true): OpenDealer {
  return openDealer({
    ...{ passcodeSecret: 'virtual-car-fleet-secret', demo, host: '127.0.0.1', bench: false },
    calendar: () => ({ epochMs: Date.UTC(2019, 6, 1, 8) }),
    onBug: (error) => bugs.push(error),
    hasher: new CheapPasswords(),
  });
}

/** A page as it came. */
export interface Seen {
  readonly status: number;
  readonly text: string;
  /** Where it leads to; null unless it does. */
  readonly location: string | null;
  readonly headers: Headers;
}

/** Somebody with a browser that has cookies, and reads and sends forms. */
export class Visitor {
  readonly #dealer: OpenDealer;
  #cookie = '';
  #text = '';

  constructor(dealer: OpenDealer) {
    this.#dealer = dealer;
  }

  async get(path: string): Promise<Seen> {
    return this.#see(new Request(HOST + path, { headers: this.#headers() }));
  }

  /** Sends a form of the page seen last: its hidden fields, and what is typed. */
  async post(path: string, typed: Readonly<Record<string, string | readonly string[]>>): Promise<Seen> {
    if (!this.#text.includes(`action="${path}"`)) throw new Error(`the page has no form that goes to ${path}`);
    return this.send(path, { ...this.hiddenFields(), ...typed });
  }

  /** Sends these fields and no others. */
  async send(path: string, fields: Readonly<Record<string, string | readonly string[]>>): Promise<Seen> {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(fields)) {
      for (const item of typeof value === 'string' ? [value] : value) body.append(name, item);
    }
    return this.#see(new Request(HOST + path, { method: 'POST', headers: this.#headers(), body }));
  }

  async signIn(account: string): Promise<void> {
    await this.get('/dealer/sign-in');
    await this.post('/dealer/sign-in', { account, password: `demo-${account}` });
  }

  async openTab(tab: 'reset' | 'keys', account: string): Promise<Seen> {
    await this.get(`/dealer/${tab}`);
    await this.post(`/dealer/${tab}/password`, { password: `demo-${account}` });
    return this.get(`/dealer/${tab}`);
  }

  loseSession(): void {
    this.#cookie = '';
  }

  /** Of the page seen last, by name; the last of each. */
  hiddenFields(): Readonly<Record<string, readonly string[]>> {
    const fields: Record<string, string[]> = {};
    const [, ...forms] = this.#text.split('<form');
    for (const [, name = '', value = ''] of (forms.at(-1) ?? '').matchAll(
      /<input type="hidden" name="([^"]*)" value="([^"]*)"/g,
    )) {
      (fields[unescaped(name)] ??= []).push(unescaped(value));
    }
    return fields;
  }

  async #see(request: Request): Promise<Seen> {
    const answer = await this.#dealer.fetch(request, {});
    const cookie = answer.headers.get('set-cookie');
    if (cookie !== null) this.#cookie = cookie.split(';', 1)[0] ?? '';
    const text = await answer.text();
    if (text !== '') this.#text = text;
    return { status: answer.status, text, location: answer.headers.get('location'), headers: answer.headers };
  }

  #headers(): Record<string, string> {
    return { host: '127.0.0.1', origin: HOST, ...(this.#cookie === '' ? {} : { cookie: this.#cookie }) };
  }
}

/** The demo dealer of one test, and three of its staff with a browser each, not signed in yet. */
export class DemoDesk {
  readonly bugs: unknown[] = [];
  readonly dealer: OpenDealer;
  readonly tara: Visitor;
  readonly mona: Visitor;
  readonly gwen: Visitor;

  /** @param demo everybody has a password; else first ones are for one time */
  constructor(demo = true) {
    this.dealer = openDemoDealer(this.bugs, demo);
    this.tara = new Visitor(this.dealer);
    this.mona = new Visitor(this.dealer);
    this.gwen = new Visitor(this.dealer);
  }

  /** Tara signs in and asks for a reset. @returns the path of the request's page */
  async request(): Promise<string> {
    const { tara } = this;
    await tara.signIn('tara');
    await tara.openTab('reset', 'tara');
    await tara.post('/dealer/reset', { ...GOOD_REQUEST, intent: 'next' });
    const sent = await tara.post('/dealer/reset', { managerIds: GOOD_REQUEST.managerIds, intent: 'submit' });
    return sent.location?.split('?', 1)[0] ?? 'none';
  }

  /** The same, and Mona signs in and approves it. */
  async approvedRequest(): Promise<string> {
    const path = await this.request();
    await this.mona.signIn('mona');
    await this.mona.get(path);
    await this.mona.post(path, { ...APPROVAL, intent: 'approve' });
    return path;
  }
}

/** A desk of its own for each test of a file, which must not have met a bug. */
export function deskForEachTest(demo = true): () => DemoDesk {
  let desk: DemoDesk | null = null;
  beforeEach(() => {
    desk = new DemoDesk(demo);
  });
  afterEach(async () => {
    await desk?.dealer.end();
    expect(desk?.bugs).toEqual([]);
    desk = null;
  });
  return () => {
    if (desk === null) throw new Error('there is a desk only during a test');
    return desk;
  };
}

/** The value of a field on a page; null where there is no such field. */
export function valueOf(text: string, name: string): string | null {
  const field = new RegExp(`<input\\b[^>]*\\sname="${name}"[^>]*\\svalue="([^"]*)"`).exec(text);
  return field === null ? null : unescaped(field[1] ?? '');
}

/** The fields and boxes that have an error at them. */
export function fieldsWithErrors(text: string): readonly string[] {
  return [...text.matchAll(/<p class="error" id="field-([\w-]+)-error"/g)].map(([, id = '']) => id);
}

export function unescaped(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}
