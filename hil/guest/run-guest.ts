import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { benchError, OperationError } from '../../can-bus/errors/operation-error.ts';
import { provideGuestKernel } from './guest-kernel.ts';
import { findHostTools } from '../doctor/host-tools.ts';
import { commandScript, initScript, type GuestPortName } from './init-script.ts';
import { buildInitramfs } from './initramfs.ts';
import { qemuArguments, type Accelerator } from './qemu-arguments.ts';

export interface GuestOptions {
  /** The program and its arguments; one word with blanks in it is a command line for the shell. */
  readonly command: readonly string[];
  /** The folder in which the command starts, on the host. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Number of interfaces vcan0, vcan1, …. */
  readonly vcanCount: number;
  /** Two emulated Kvaser adapters on one bus, up at 500 kbit/s: can0 and can1. */
  readonly kvaser: boolean;
  readonly accelerator: Accelerator;
  /** A kernel package (.deb), instead of the one that apt finds. */
  readonly kernelPackage: string | null;
  /** Time limit for booting. */
  readonly bootTimeoutMs: number;
  /** Time limit for the command, or null. */
  readonly timeoutMs: number | null;
  /** Ends the guest. */
  readonly signal: AbortSignal;
  /** Null: the command reads an empty input. */
  readonly stdin: Readable | null;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Reports slow steps. */
  readonly notice: (text: string) => void;
}

interface GuestResult {
  /** The command's, 0 to 255; 128 and the signal's number where a signal ended it. */
  readonly exitCode: number;
  /** From starting QEMU to starting the command. */
  readonly bootMs: number;
}

/** A KVM that does not start hangs: waiting longer does not help. */
const KVM_BOOT_TIMEOUT_MS = 15_000;
const CONSOLE_KEPT_CHARACTERS = 4_000;
/** Powering off takes less than a second; the result is available by then. */
const POWER_OFF_MS = 10_000;

type PortServers = Readonly<Record<GuestPortName, Server>>;

/** Why QEMU was ended from outside. */
type Ending = 'interrupted' | 'boot-timeout' | 'timeout';

/** The exit code of a guest that did not start the command. */
const NOT_BOOTED = 'bench/guest-not-booted';

async function listen(path: string): Promise<Server> {
  const server = createServer({ allowHalfOpen: true });
  server.listen(path);
  await once(server, 'listening');
  return server;
}

/** One run of QEMU. */
class Machine {
  readonly #options: GuestOptions;
  readonly #servers: PortServers;
  readonly #qemu: ChildProcess;
  readonly #startedAtMs: number = performance.now();
  readonly #outputs: Promise<unknown>[] = [];
  #console = '';
  #ending: Ending | null = null;
  #failure: string | null = null;
  #bootMs: number | null = null;
  #exitCode: number | null = null;
  #timer: NodeJS.Timeout;

  constructor(options: GuestOptions, servers: PortServers, qemuPath: string, args: readonly string[]) {
    this.#options = options;
    this.#servers = servers;
    this.#serve();
    this.#qemu = spawn(qemuPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.#qemu.stdout, this.#qemu.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.#console = (this.#console + text).slice(-CONSOLE_KEPT_CHARACTERS);
      });
    }
    this.#timer = setTimeout(() => this.#end('boot-timeout'), options.bootTimeoutMs);
  }

  /** @throws OperationError: {@link NOT_BOOTED} where the command was not started; `bench` where it did not end */
  async result(): Promise<GuestResult> {
    const onAbort = (): void => this.#end('interrupted');
    this.#options.signal.addEventListener('abort', onAbort);
    if (this.#options.signal.aborted) onAbort();
    // The process never leaves QEMU running.
    const kill = (): void => void this.#qemu.kill('SIGKILL');
    process.once('exit', kill);
    try {
      await once(this.#qemu, 'close');
    } finally {
      process.off('exit', kill);
      clearTimeout(this.#timer);
      this.#options.signal.removeEventListener('abort', onAbort);
      for (const server of Object.values(this.#servers)) server.close();
    }
    await Promise.all(this.#outputs);
    return this.#judge();
  }

  #serve(): void {
    const { stdin, stdout, stderr } = this.#options;
    this.#servers.control.once('connection', (socket: Socket) => {
      this.#outputs.push(closed(socket));
      createInterface({ input: socket }).on('line', (line) => this.#hear(line));
    });
    for (const [server, output] of [
      [this.#servers.stdout, stdout],
      [this.#servers.stderr, stderr],
    ] as const) {
      server.once('connection', (socket: Socket) => {
        this.#outputs.push(closed(socket));
        socket.pipe(output, { end: false });
      });
    }
    this.#servers.stdin.once('connection', (socket: Socket) => {
      // The command may end without reading its input.
      socket.on('error', () => socket.destroy());
      socket.resume();
      if (stdin === null) {
        socket.end();
        return;
      }
      stdin.pipe(socket);
      socket.once('close', () => stdin.unpipe(socket));
    });
  }

  #hear(line: string): void {
    const [word = '', ...rest] = line.split(' ');
    if (word === 'ready') {
      this.#bootMs = Math.round(performance.now() - this.#startedAtMs);
      clearTimeout(this.#timer);
      const { timeoutMs } = this.#options;
      if (timeoutMs !== null) this.#timer = setTimeout(() => this.#end('timeout'), timeoutMs);
    } else if (word === 'exit') {
      this.#exitCode = Number(rest[0]);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#qemu.kill('SIGKILL'), POWER_OFF_MS);
    } else if (word === 'fail') {
      this.#failure = rest.join(' ');
    }
  }

  #end(why: Ending): void {
    this.#ending ??= why;
    this.#qemu.kill('SIGKILL');
  }

  #judge(): GuestResult {
    if (this.#exitCode !== null && this.#bootMs !== null) return { exitCode: this.#exitCode, bootMs: this.#bootMs };
    if (this.#ending === 'interrupted') throw new OperationError('interrupted', 'the guest was ended');
    const saysConsole = this.#console.trim() === '' ? '' : `\nIts console ends with:\n${this.#console.trim()}`;
    if (this.#bootMs === null) {
      const reason =
        this.#failure ??
        (this.#ending === 'boot-timeout' ? `it took over ${this.#options.bootTimeoutMs / 1_000} s` : 'QEMU gave up');
      throw new OperationError(NOT_BOOTED, `the guest did not boot: ${reason}${saysConsole}`, {
        hint: 'try --boot-timeout SECONDS, or another --kernel',
      });
    }
    if (this.#ending === 'timeout') {
      throw benchError(
        `the command did not end within ${(this.#options.timeoutMs ?? 0) / 1_000} s`,
        'the guest runs programs about ten times slower: raise the limit with --timeout SECONDS',
      );
    }
    throw benchError(`the guest went down before the command ended${saysConsole}`);
  }
}

/** Everything the other end sent has been read. */
async function closed(socket: Socket): Promise<void> {
  socket.on('error', () => socket.destroy());
  // Our half would keep it open.
  socket.once('end', () => socket.end());
  await once(socket, 'close');
}

interface Prepared {
  readonly qemu: string;
  readonly kernelImage: string;
  readonly initramfs: string;
}

async function boot(options: GuestOptions, prepared: Prepared, folder: string): Promise<GuestResult> {
  await mkdir(folder);
  const sockets: Record<GuestPortName, string> = {
    control: join(folder, 'control.sock'),
    stdin: join(folder, 'stdin.sock'),
    stdout: join(folder, 'stdout.sock'),
    stderr: join(folder, 'stderr.sock'),
  };
  const servers: PortServers = {
    control: await listen(sockets.control),
    stdin: await listen(sockets.stdin),
    stdout: await listen(sockets.stdout),
    stderr: await listen(sockets.stderr),
  };
  const args = qemuArguments({
    accelerator: options.accelerator,
    kernelImage: prepared.kernelImage,
    initramfs: prepared.initramfs,
    kvaser: options.kvaser,
    sockets,
  });
  return new Machine(options, servers, prepared.qemu, args).result();
}

async function prepare(options: GuestOptions, folder: string): Promise<Prepared> {
  const tools = findHostTools();
  const { kernelPackage: packageFile, notice, vcanCount, kvaser } = options;
  const kernel = await provideGuestKernel({ tools, packageFile, notice });
  const tree = join(folder, 'tree');
  await mkdir(tree);
  const archive = await buildInitramfs({
    tools,
    kernel,
    initScript: initScript({ vcanCount, kvaser }),
    commandScript: commandScript(options),
    folder: tree,
  });
  const initramfs = join(folder, 'initramfs');
  // It holds the user's environment.
  await writeFile(initramfs, archive, { mode: 0o600 });
  return { qemu: tools['qemu-system-x86_64'], kernelImage: kernel.image, initramfs };
}

async function bootWithFallback(options: GuestOptions, prepared: Prepared, folder: string): Promise<GuestResult> {
  if (options.accelerator !== 'kvm') return boot(options, prepared, join(folder, 'run'));
  try {
    const bootTimeoutMs = Math.min(options.bootTimeoutMs, KVM_BOOT_TIMEOUT_MS);
    return await boot({ ...options, bootTimeoutMs }, prepared, join(folder, 'kvm'));
  } catch (error) {
    if (!(error instanceof OperationError) || error.code !== NOT_BOOTED) throw error;
    options.notice('KVM does not start here: continuing without it');
    return boot({ ...options, accelerator: 'tcg' }, prepared, join(folder, 'run'));
  }
}

/**
 * Boots a kernel with CAN on the host's own files, runs a command there and powers off. The command sees the whole
 * host, and what it writes is lost afterwards.
 *
 * @throws OperationError: `bench` where the guest cannot be created, does not boot, or takes too long; `interrupted`
 * after
 * the signal
 */
export async function runGuest(options: GuestOptions): Promise<GuestResult> {
  const folder = await mkdtemp(join(tmpdir(), 'smartkey-guest-'));
  try {
    return await bootWithFallback(options, await prepare(options, folder), folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
