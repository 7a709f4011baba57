import { Writable } from 'node:stream';

/** The parts of a terminal that prompts are written to. */
interface PromptTerminal {
  readonly columns?: number;
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const ESCAPE = '\u001b';
/** A prompt that is drawn again first goes below itself and erases its lines upwards. */
const ERASURE = new RegExp(`^(?:${ESCAPE}\\[\\d+B)?(?:${ESCAPE}\\[2K(?:${ESCAPE}\\[\\d*[AG])?)+`);
/** The end of a prompt shows the cursor again. */
const END = `${ESCAPE}[?25h`;

/**
 * Where prompts are written to below a screen. It keeps what they show at present, so that screen and prompts can be
 * drawn again for a terminal of another size, in which the prompt's own idea of its height is wrong.
 */
export class PromptOutput extends Writable {
  readonly #terminal: PromptTerminal;
  /** Empties the terminal and draws the screen above the prompts. */
  readonly #drawScreen: () => void;
  /** All prompts below the screen as they are shown; those that are answered come first. */
  #shown = '';
  /** Where the prompt that is open begins in it. */
  #begins = 0;
  /** The size has changed since the open prompt was drawn. */
  #isStale = false;

  constructor(terminal: PromptTerminal, drawScreen: () => void) {
    super({ decodeStrings: false });
    this.#terminal = terminal;
    this.#drawScreen = drawScreen;
  }

  get columns(): number | undefined {
    return this.#terminal.columns;
  }

  get isTTY(): boolean {
    return this.#terminal.isTTY === true;
  }

  /** The screen above is another: what was shown below it is no longer there. */
  forget(): void {
    this.#shown = '';
    this.#begins = 0;
    this.#isStale = false;
  }

  /** Draws the screen and the prompts below it. */
  redraw(): void {
    this.#drawScreen();
    this.#terminal.write(this.#shown);
    this.#isStale = true;
  }

  override _write(chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    this.#take(String(chunk));
    done();
  }

  /** Prompts end their output; the terminal stays. */
  override end(): this {
    return this;
  }

  #take(text: string): void {
    const erased = ERASURE.exec(text)?.[0] ?? '';
    const drawn = text.slice(erased.length);
    const isWhole = erased !== '';
    this.#shown = (isWhole ? this.#shown.slice(0, this.#begins) : this.#shown) + drawn;
    if (drawn.endsWith(END)) this.#begins = this.#shown.length;
    if (isWhole && this.#isStale) {
      this.#isStale = false;
      this.#drawScreen();
      this.#terminal.write(this.#shown);
      return;
    }
    this.#terminal.write(text);
  }
}
