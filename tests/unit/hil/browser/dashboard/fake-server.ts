/** One call that a page has made. */
export interface SeenCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string | null;
}

export type Answers = Readonly<Record<string, (call: SeenCall) => readonly [status: number, json: unknown]>>;

/** A server that a test plays: answers by method and path, without the query. */
export class FakeServer {
  readonly calls: SeenCall[] = [];
  answers: Answers;

  constructor(answers: Answers) {
    this.answers = answers;
  }

  readonly fetch = (path: string, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', body, headers } = init;
    const token = new Headers(headers).get('authorization');
    const call = { method, path, body: typeof body === 'string' ? (JSON.parse(body) as unknown) : null, token };
    this.calls.push(call);
    const answer = this.answers[`${method} ${path.replace(/\?.*/, '')}`];
    if (answer === undefined) return Promise.reject(new Error(`nobody answers ${method} ${path}`));
    const [status, json] = answer(call);
    return Promise.resolve(Response.json(json, { status }));
  };

  get seen(): readonly string[] {
    return this.calls.map(({ method, path }) => `${method} ${path}`);
  }
}
