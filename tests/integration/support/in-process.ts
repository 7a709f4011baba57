import { runCli } from '../../../hil/cli/program.ts';
import type { OutputStream } from '../../../hil/cli/terminal.ts';
import type { ProgramEnd } from './program.ts';

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** Output that is kept. */
class Captured implements OutputStream {
  readonly isTTY = false;
  text = '';
  #wake: () => void = () => undefined;

  write(text: string): void {
    this.text += text;
    this.#wake();
  }

  /** Resolved once something was written. */
  async written(): Promise<void> {
    if (this.text !== '') return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

interface Running {
  readonly stdout: Captured;
  readonly stderr: Captured;
  readonly ended: Promise<number>;
}

function start(args: readonly string[]): Running {
  const [stdout, stderr] = [new Captured(), new Captured()];
  return { stdout, stderr, ended: runCli(args, { stdout, stderr, env: {} }) };
}

/** Runs a command line to its end in this process, which takes a fraction of the time of one of its own. */
export async function runCommand(...args: readonly string[]): Promise<ProgramEnd> {
  const { stdout, stderr, ended } = start(args);
  const exitCode = await ended;
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}

/** A `smartkey car` in this process, on ports that the system picks. One is started after the other. */
export class CarInProcess {
  readonly http: string;
  /** The first of `buses`: SLCAN on TCP. */
  readonly bus: string;
  readonly buses: readonly string[];
  readonly #running: Running;
  /** What the car, and nothing else in this process, does at each signal. */
  readonly #listeners: ReadonlyMap<NodeJS.Signals, readonly (() => void)[]>;

  private constructor(running: Running, listeners: ReadonlyMap<NodeJS.Signals, readonly (() => void)[]>) {
    this.#running = running;
    this.#listeners = listeners;
    const { http, buses } = JSON.parse(running.stdout.text) as {
      readonly http: string;
      readonly buses: readonly string[];
    };
    this.http = http;
    this.buses = buses;
    this.bus = buses[0] ?? '';
  }

  /** Resolved when it is ready. */
  static async start(...args: readonly string[]): Promise<CarInProcess> {
    const before = listenersNow();
    const running = start(['car', '--json', '--http', '127.0.0.1:0', '--bus', 'slcan-tcp:127.0.0.1:0', ...args]);
    await Promise.race([running.stdout.written(), running.ended]);
    if (running.stdout.text === '') throw new Error(`the car did not start: ${running.stderr.text}`);
    const added = [...listenersNow()].map(
      ([signal, all]) => [signal, all.filter((listener) => before.get(signal)?.includes(listener) !== true)] as const,
    );
    return new CarInProcess(running, new Map(added));
  }

  get stdout(): string {
    return this.#running.stdout.text;
  }

  get stderr(): string {
    return this.#running.stderr.text;
  }

  /** Ctrl-C, or what a supervisor sends. @returns the exit code */
  async end(signal: (typeof SIGNALS)[number]): Promise<number> {
    for (const listener of this.#listeners.get(signal) ?? []) listener();
    const exitCode = await this.#running.ended;
    for (const [name, listeners] of this.#listeners) {
      for (const listener of listeners) process.removeListener(name, listener);
    }
    return exitCode;
  }

  async get(path: string): Promise<string> {
    return (await fetch(this.http + path)).text();
  }

  async post(path: string, body: unknown): Promise<number> {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(this.http + path, { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }
}

function listenersNow(): ReadonlyMap<NodeJS.Signals, readonly (() => void)[]> {
  return new Map(SIGNALS.map((signal) => [signal, process.rawListeners(signal) as (() => void)[]]));
}
