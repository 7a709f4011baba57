import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { MAIN } from './main-file.ts';

/** A `smartkey car`, on ports that the system picks, to be watched and ended in any way. */
export class CarProcess {
  http = '';
  /** The first of `buses`: SLCAN on TCP. */
  bus = '';
  buses: readonly string[] = [];
  stdout = '';
  stderr = '';
  readonly #process: ChildProcess;
  readonly #closed: Promise<unknown>;

  private constructor(args: readonly string[]) {
    const command = [MAIN, 'car', '--json', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0', ...args];
    this.#process = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#closed = once(this.#process, 'close');
    this.#process.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  /** Resolved when it is ready. */
  static async start(...args: readonly string[]): Promise<CarProcess> {
    const car = new CarProcess(args);
    const { stdout } = car.#process;
    if (stdout === null) throw new Error('no output');
    await Promise.race([once(stdout, 'data'), car.#closed]);
    const ready: unknown = car.stdout === '' ? null : JSON.parse(car.stdout);
    if (!isReady(ready)) throw new Error(`the car did not start: ${car.stderr}`);
    car.http = ready.http;
    car.buses = ready.buses;
    car.bus = ready.buses[0] ?? '';
    return car;
  }

  /** The process gets no turn for so long. */
  async suspend(forMs: number): Promise<void> {
    this.#process.kill('SIGSTOP');
    await delay(forMs);
    this.#process.kill('SIGCONT');
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.#process.kill(signal);
    await this.#closed;
    return this.#process.exitCode;
  }

  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#process.exitCode;
  }

  async get(path: string): Promise<string> {
    return (await fetch(this.http + path)).text();
  }

  async post(path: string, body: unknown): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(this.http + path, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }
}

function isReady(
  value: unknown,
): value is { readonly ready: true; readonly http: string; readonly buses: readonly string[] } {
  if (typeof value !== 'object' || value === null) return false;
  return 'ready' in value && 'http' in value && 'buses' in value && Array.isArray(value.buses);
}
