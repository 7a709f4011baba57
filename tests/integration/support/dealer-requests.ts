type Answer = Readonly<Record<string, unknown>>;

/** What a script asks of a car, and of the dealer server beside it. @throws Error with what it says to a bad request */
export class DealerRequests {
  readonly #http: string;

  constructor(http: string) {
    this.#http = http;
  }

  async post(path: string, body: unknown, token?: string): Promise<Answer> {
    const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const headers = { 'content-type': 'application/json', ...authorization };
    const response = await fetch(`${this.#http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text) as Answer;
  }

  async get(path: string, token: string): Promise<Answer> {
    const response = await fetch(`${this.#http}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return (await response.json()) as Answer;
  }

  async signIn(account: string): Promise<string> {
    const { token } = await this.post('/api/dealer/sign-in', { account, password: `demo-${account}` });
    return String(token);
  }

  /** Mona approves what waits for her. */
  async approve(number: string): Promise<void> {
    const tickedPolicies = ['documents-reviewed', 'repair-order-open', 'responsibility'];
    await this.post(`/api/dealer/requests/${number}/approve`, { tickedPolicies }, await this.signIn('mona'));
  }
}
