import { closeSync, fstatSync, writeSync } from 'node:fs';
import { Duplex } from 'node:stream';
import { ReadStream } from 'node:tty';
import { loadOptional } from './optional-package.ts';

/** Both ends of a new pseudo-terminal, as file descriptors, and the path of the end that programs open. */
interface OpenedPty {
  readonly master: number;
  readonly slave: number;
  readonly pty: string;
}

/** The part of node-pty's native module that is used here: its JavaScript can only start programs in a terminal. */
interface PtyBinding {
  open(columns: number, rows: number): OpenedPty;
}

const PACKAGE = '@lydell/node-pty';
/** Not named in the import itself: it has no types, and must not be bundled. */
const NATIVE_LOADER: string = `${PACKAGE}/requireBinary.js`;

interface NativeLoader {
  requireBinary(file: string): unknown;
}

function hasFunction<Name extends string>(value: unknown, name: Name): value is Record<Name, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}

function isNativeLoader(value: unknown): value is NativeLoader {
  return hasFunction(value, 'requireBinary') && typeof value.requireBinary === 'function';
}

function isPtyBinding(value: unknown): value is PtyBinding {
  return hasFunction(value, 'open') && typeof value.open === 'function';
}

async function loadBinding(): Promise<PtyBinding> {
  return loadOptional(PACKAGE, 'a pseudo-terminal', async () => {
    const loader: unknown = await import(NATIVE_LOADER);
    const binding = isNativeLoader(loader) ? loader.requireBinary('pty.node') : null;
    if (!isPtyBinding(binding)) throw new Error('this version of it cannot open one');
    return binding;
  });
}

const FIRST_RETRY_MS = 1;
const LAST_RETRY_MS = 16;

function isFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

/**
 * Our end of the terminal. Written by hand, because Node's own stream blocks the whole process when the other end does
 * not read; this descriptor is non-blocking, and a full terminal is retried a little later.
 */
class MasterStream extends Duplex {
  readonly #fd: number;
  readonly #reader: ReadStream;
  readonly #release: () => void;
  #retryTimer: NodeJS.Timeout | null = null;

  constructor(fd: number, release: () => void) {
    super();
    this.#fd = fd;
    this.#release = release;
    this.#reader = new ReadStream(fd);
    this.#reader.on('data', (chunk: Uint8Array) => {
      if (!this.push(chunk)) this.#reader.pause();
    });
    this.#reader.on('error', (error) => this.destroy(error));
    this.#reader.on('end', () => this.push(null));
  }

  override _read(): void {
    this.#reader.resume();
  }

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#writeFrom(chunk, 0, FIRST_RETRY_MS, done);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#reader.destroy();
    this.#release();
    done(error);
  }

  #writeFrom(chunk: Uint8Array, start: number, retryMs: number, done: (error?: Error | null) => void): void {
    let written = start;
    try {
      while (written < chunk.length) written += writeSync(this.#fd, chunk, written);
      done();
    } catch (error) {
      if (isFull(error)) {
        const nextMs = written > start ? FIRST_RETRY_MS : Math.min(2 * retryMs, LAST_RETRY_MS);
        this.#retryTimer = setTimeout(() => this.#writeFrom(chunk, written, nextMs, done), nextMs);
      } else done(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

interface PseudoTerminal {
  /** The path that a program opens. */
  readonly path: string;
  /** Data from and to the program. `destroy` closes it and removes the path. */
  readonly stream: Duplex;
}

/**
 * A new pseudo-terminal, raw and without echo from the start, so that our output does not come back as commands. Its
 * other end is kept open: a program that disconnects does not end it.
 *
 * @throws PortError (`bench`) where the platform has none
 */
export async function openPseudoTerminal(): Promise<PseudoTerminal> {
  const binding = await loadBinding();
  const { master, slave, pty } = binding.open(80, 24);
  const device = fstatSync(slave).rdev;
  const other = new ReadStream(slave);
  other.setRawMode(true);
  // It is never read here, and nobody waits for it.
  other.unref();
  const release = (): void => {
    other.destroy();
    closeIfStillOpen(slave, device);
  };
  return { path: pty, stream: new MasterStream(master, release) };
}

/** Node's stream works on a second descriptor of the same terminal, and leaves the first one open. */
function closeIfStillOpen(fd: number, device: number): void {
  try {
    if (fstatSync(fd).rdev === device) closeSync(fd);
  } catch {
    // It was closed with the stream.
  }
}
