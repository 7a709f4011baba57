import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../dist/smartkey.js', import.meta.url));
const READY_MS = 30_000;

/** A server process that answers. */
export interface ServerProcess {
  readonly port: number;
  readonly child: ChildProcess;
  /** Politely; resolved when it has ended. */
  end(): Promise<void>;
  /** `kill -9`; resolved when it has ended. */
  kill(): Promise<void>;
}

/** Starts the built `smartkey dealer` on a database. */
export async function startDealer(database: string): Promise<ServerProcess> {
  return start([MAIN, 'dealer', '--dealer-db', database, '--http', '127.0.0.1:0', '--json']);
}

/** The bare handler of the same framework, for comparison. */
export async function startBare(): Promise<ServerProcess> {
  return start([fileURLToPath(new URL('bare-handler.ts', import.meta.url))]);
}

async function start(args: readonly string[]): Promise<ServerProcess> {
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  const port = await readyPort(child);
  const stopBy = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await ended;
  };
  return { port, child, end: async () => stopBy('SIGTERM'), kill: async () => stopBy('SIGKILL') };
}

async function readyPort(child: ChildProcess): Promise<number> {
  if (child.stdout === null) throw new Error('the server has no output');
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS);
  for await (const line of createInterface({ input: child.stdout })) {
    clearTimeout(timer);
    const ready = JSON.parse(line) as { readonly http: string };
    return Number(new URL(ready.http).port);
  }
  throw new Error('the server ended before it was ready');
}
