import { Agent, request } from 'node:http';

/** What came back. `status` 0: the connection broke before there was an answer. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly tookMs: number;
}

/** One person's browser or script: a connection of its own, and a session. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #port: number;
  token: string | null;

  constructor(port: number, token: string | null = null) {
    this.#port = port;
    this.token = token;
  }

  async get(path: string): Promise<Reply> {
    return this.#send('GET', path, null);
  }

  async post(path: string, body: object): Promise<Reply> {
    return this.#send('POST', path, JSON.stringify(body));
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send(method: string, path: string, body: string | null): Promise<Reply> {
    const startMs = performance.now();
    const reply = (status: number, text: string): Reply => ({
      status,
      body: status === 0 ? {} : (JSON.parse(text) as Reply['body']),
      tookMs: performance.now() - startMs,
    });
    return new Promise((resolve) => {
      const outgoing = request(
        {
          ...{ host: '127.0.0.1', port: this.#port, method, path, agent: this.#agent },
          headers: {
            ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
            ...(body === null ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }),
          },
        },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', () => resolve(reply(0, '')));
          incoming.on('end', () => resolve(reply(incoming.statusCode ?? 0, Buffer.concat(parts).toString())));
        },
      );
      outgoing.on('error', (error) => {
        // A connection that lay idle may be closed at the very instant it is used again: nothing was done then.
        const isStale = outgoing.reusedSocket && 'code' in error && error.code === 'ECONNRESET';
        resolve(isStale ? this.#send(method, path, body) : reply(0, ''));
      });
      outgoing.end(body);
    });
  }
}
