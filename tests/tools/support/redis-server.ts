import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const START_TRIES = 200;
const TRY_MS = 50;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A Redis of a test's own on a free port, with its append-only file in a folder of its own. */
export class RedisServer {
  /** As the guide starts it. */
  static readonly ADVISED: readonly string[] = ['--appendonly', 'yes', '--maxmemory-policy', 'noeviction'];
  readonly port: number;
  readonly #password: string | null;
  readonly #folder = mkdtempSync(join(tmpdir(), 'vsk-redis-'));
  #process: ChildProcess | null = null;

  private constructor(port: number, password: string | null) {
    this.port = port;
    this.#password = password;
  }

  static async start(password: string | null = null): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), password);
    await server.#start();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Killed as by a power failure, and started again with what its file has. */
  async restart(): Promise<void> {
    await this.#kill();
    await this.#start();
  }

  async stop(): Promise<void> {
    await this.#kill();
    rmSync(this.#folder, { recursive: true });
  }

  async #kill(): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running?.exitCode !== null) return;
    const ended = once(running, 'close');
    running.kill('SIGKILL');
    await ended;
  }

  async #start(): Promise<void> {
    const options = ['--port', String(this.port), '--bind', '127.0.0.1', '--dir', this.#folder, '--save', ''];
    const password = this.#password === null ? [] : ['--requirepass', this.#password];
    this.#process = spawn('redis-server', [...options, ...RedisServer.ADVISED, ...password], { stdio: 'ignore' });
    for (let tries = 0; tries < START_TRIES; tries++) {
      if (await this.#answers()) return;
      await setTimeout(TRY_MS);
    }
    throw new Error('redis-server did not start');
  }

  async #answers(): Promise<boolean> {
    const socket = connect(this.port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  }
}
