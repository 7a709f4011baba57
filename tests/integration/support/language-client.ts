import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
}

/** An editor's side of the Language Server Protocol: as much of it as completion takes. */
export class LanguageClient {
  readonly #server: ChildProcessWithoutNullStreams;
  readonly #waiting = new Map<number, (result: unknown) => void>();
  #received = Buffer.alloc(0);
  #lastId = 0;

  /** Starts yaml-language-server on pipes. */
  constructor() {
    const manifest = createRequire(import.meta.url).resolve('yaml-language-server/package.json');
    const program = manifest.replace(/package\.json$/, 'bin/yaml-language-server');
    this.#server = spawn(process.execPath, [program, '--stdio']);
    this.#server.stdout.on('data', (bytes: Buffer) => this.#receive(bytes));
  }

  request(method: string, params: unknown): Promise<unknown> {
    const id = ++this.#lastId;
    const answer = new Promise((resolve) => this.#waiting.set(id, resolve));
    this.#write({ id, method, params });
    return answer;
  }

  notify(method: string, params: unknown): void {
    this.#write({ method, params });
  }

  async stop(): Promise<void> {
    const ended = once(this.#server, 'close');
    this.#server.kill();
    await ended;
  }

  #write(message: object): void {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const head = /^Content-Length: (\d+)\r\n(?:.*\r\n)*?\r\n/.exec(this.#received.toString('latin1'));
      if (head === null) return;
      const end = head[0].length + Number(head[1]);
      if (this.#received.length < end) return;
      const text = this.#received.subarray(head[0].length, end).toString('utf8');
      this.#received = this.#received.subarray(end);
      this.#take(JSON.parse(text) as Answer);
    }
  }

  #take({ id, method, result }: Answer): void {
    if (id === undefined) return;
    if (method === undefined) {
      this.#waiting.get(id)?.(result);
      this.#waiting.delete(id);
    } else {
      // A question of the server's: it asks for settings, of which there are none.
      this.#write({ id, result: method === 'workspace/configuration' ? [] : null });
    }
  }
}
