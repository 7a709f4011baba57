import { PassThrough, Writable } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';

/** Turns of the event loop after which nothing more is drawn. */
const MANY_TURNS = 2_000;

/** A terminal with nobody at it but the test: what is written is kept, and keys are pressed by `type`. */
export class FakeTerminal {
  readonly input: PassThrough = new PassThrough();
  readonly output: Writable & { readonly columns: number; readonly isTTY: boolean };
  /** All that was written, control sequences too. */
  raw = '';

  /** @param isTTY whether it is a real one, on which screens take the place of one another */
  constructor(columns: number = 80, isTTY: boolean = false) {
    const screen = new Writable({
      decodeStrings: false,
      write: (chunk: unknown, _encoding, done): void => {
        this.raw += String(chunk);
        done();
      },
    });
    // As the process's own: a prompt that ends does not end it.
    screen.end = () => screen;
    this.output = Object.assign(screen, { columns, isTTY });
  }

  /** All that was written, as text. */
  get text(): string {
    return stripVTControlCharacters(this.raw);
  }

  /** As when somebody drags the edge of the window. */
  resize(columns: number): void {
    Object.assign(this.output, { columns });
    this.output.emit('resize');
  }

  /** Forgets what was written. */
  clear(): void {
    this.raw = '';
  }

  /** Resolves once this was written since the last `clear`. */
  async shows(part: string): Promise<void> {
    for (let turn = 0; !this.text.includes(part); turn += 1) {
      if (turn > MANY_TURNS) throw new Error(`"${part}" is not shown, but ${JSON.stringify(this.text)}`);
      await this.turn();
    }
    await this.turn();
  }

  /** Waits for this, then presses the keys. */
  async type(part: string, keys: string): Promise<void> {
    await this.shows(part);
    this.clear();
    this.input.write(keys);
    await this.turn();
  }

  async turn(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const KEYS = { enter: '\r', down: '\u001b[B', ctrlC: '\u0003', space: ' ' } as const;
