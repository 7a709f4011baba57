import { stripVTControlCharacters } from 'node:util';
import type { IPty } from '@lydell/node-pty';
import { MAIN } from '../../integration/support/main-file.ts';

const PATIENCE_MS = 45_000;
const ESCAPE = '\u001b';
export const ENTER = '\r';
export const UP = '\u001b[A';
export const DOWN = '\u001b[B';
export const CTRL_C = '\u0003';

/** A text wherever its lines are broken. */
function wrapped(text: string): RegExp {
  return new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '\\s+'));
}

/** A `smartkey` in a terminal of 80 columns, with somebody who reads and types. */
export class Terminal {
  /** All that was written, as it came. */
  raw = '';
  #read = 0;
  #exitCode: number | null = null;
  #wake: () => void = () => undefined;
  readonly #pty: IPty;

  private constructor(pty: IPty) {
    this.#pty = pty;
    pty.onData((data) => {
      this.raw += data;
      this.#wake();
    });
    pty.onExit(({ exitCode }) => {
      this.#exitCode = exitCode;
      this.#wake();
    });
  }

  static async run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
    const { spawn } = await import('@lydell/node-pty');
    const environment = {
      ...process.env,
      TERM: 'xterm-256color',
      NO_COLOR: '1',
      DISPLAY: '',
      WAYLAND_DISPLAY: '',
      ...env,
    };
    return new Terminal(
      spawn(process.execPath, [MAIN, ...args], { name: 'xterm-256color', cols: 80, rows: 40, env: environment }),
    );
  }

  /** What was written, as text. */
  get text(): string {
    return stripVTControlCharacters(this.raw).replaceAll('\r', '');
  }

  /** What has been drawn since the last screen took the place of the one before. */
  get screen(): string {
    const clear = `${ESCAPE}[2J${ESCAPE}[H`;
    return stripVTControlCharacters(this.raw.slice(this.raw.lastIndexOf(clear) + clear.length)).replaceAll('\r', '');
  }

  /** Every line as it was drawn; what was drawn over another is separate. */
  get drawnLines(): readonly string[] {
    // The ways to go back to the left edge: cursor movements, and the carriage return.
    const apart = this.raw.replaceAll(new RegExp(`${ESCAPE}\\[[0-9;]*[A-HJK]|\r`, 'g'), '\n');
    return stripVTControlCharacters(apart).split('\n');
  }

  /** Waits until a text comes after the last one waited for, and gives what was written up to it. */
  async until(wanted: string | RegExp): Promise<string> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    const pattern = typeof wanted === 'string' ? wrapped(wanted) : wanted;
    for (;;) {
      const rest = this.text.slice(this.#read);
      const found = pattern.exec(rest);
      if (found !== null) {
        const end = found.index + found[0].length;
        this.#read += end;
        return rest.slice(0, end);
      }
      if (deadline.aborted || this.#exitCode !== null) throw new Error(`no ${String(wanted)} in:\n${rest}`);
      await this.#more(deadline);
    }
  }

  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** As when somebody drags the edge of the window. */
  resize(columns: number): void {
    this.#pty.resize(columns, 40);
  }

  /** Waits for a text, then types. */
  async answer(wanted: string | RegExp, keys: string): Promise<string> {
    const read = await this.until(wanted);
    this.type(keys);
    return read;
  }

  /** Chooses an entry of a list of buttons, whichever place it has. */
  async press(button: string): Promise<void> {
    await this.until('? Choose:');
    const list = await this.until('select');
    const entries = list.split('\n').map((line) => line.replace(/^[❯ ]+/, ''));
    const place = entries.filter((entry) => entry !== '').findIndex((entry) => entry.startsWith(button));
    if (place < 0) throw new Error(`there is no button "${button}" in:\n${list}`);
    this.type(DOWN.repeat(place) + ENTER);
  }

  /** Checks boxes one by one, each when the pointer is at it. */
  async check(...items: readonly string[]): Promise<void> {
    for (const item of items) await this.answer(`❯ [ ] ${item}`, 'y');
  }

  async ended(): Promise<number> {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    while (this.#exitCode === null) {
      if (deadline.aborted) throw new Error(`it does not end:\n${this.text.slice(this.#read)}`);
      await this.#more(deadline);
    }
    return this.#exitCode;
  }

  kill(): void {
    if (this.#exitCode === null) this.#pty.kill();
  }

  async #more(deadline: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    deadline.addEventListener('abort', this.#wake, { once: true });
    await promise;
  }
}
