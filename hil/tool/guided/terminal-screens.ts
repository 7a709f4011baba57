import { printable } from '../../../can-bus/bytes/printable.ts';
import type { ShownText } from '../../tester/command.ts';
import { textWidth, wrap } from '../terminal-text.ts';
import { paintFor, type Paint } from './paint.ts';
import { PromptOutput } from './prompt-output.ts';
import { screenText } from './screen-text.ts';

/** Where screens are shown. */
export interface ScreenOutput extends NodeJS.WritableStream {
  readonly columns?: number;
  readonly isTTY?: boolean;
}

/** What a screen shows besides its own text. */
interface Extras {
  readonly isSeed?: boolean;
  readonly passCode?: string | null;
}

/** One screen of this run, for the summary. */
interface Visited {
  readonly key: string;
  readonly count: number;
  readonly number: string | null;
  readonly title: string;
  readonly text: string;
  readonly answers: string[];
}

const ENTER_ALTERNATE = '\u001b[?1049h';
const LEAVE_ALTERNATE = '\u001b[?1049l\u001b[?25h';
const CLEAR = '\u001b[2J\u001b[H';

/**
 * The screens of a run, each in place of the one before, in the terminal's alternate screen. At the end the terminal
 * is as it was, with a summary of them below. Where the terminal cannot do that, they follow one another.
 */
export class TerminalScreens {
  readonly paint: Paint;
  readonly #output: ScreenOutput;
  readonly #replaces: boolean;
  readonly #visited: Visited[] = [];
  readonly #prompts: PromptOutput;
  readonly #onResize = (): void => this.#prompts.redraw();
  #isOpen = false;
  /** The lines of the screen that is shown, as wide as the terminal is by then; without what has been read. */
  #lines: () => readonly string[] = () => [];
  /** All that is shown above the prompts. */
  #drawn: () => readonly string[] = () => [];

  constructor(output: ScreenOutput, environment: Readonly<Record<string, string | undefined>>) {
    const isTerminal = output.isTTY === true;
    this.#output = output;
    this.#replaces = isTerminal && !['', 'dumb'].includes(environment['TERM'] ?? '');
    this.paint = paintFor(isTerminal, environment);
    this.#prompts = new PromptOutput(output, () => output.write(`${CLEAR}${textOf(this.#drawn())}`));
  }

  /** Where prompts below the screens are written to: they are drawn again with them when the terminal is resized. */
  get promptOutput(): NodeJS.WritableStream {
    return this.#replaces ? this.#prompts : this.#output;
  }

  /** Columns that text may fill. */
  get width(): number {
    return textWidth(this.#output.columns);
  }

  show(shown: ShownText, extras: Extras = {}): void {
    this.#lines = () => this.text({ ...shown, notes: [] }, extras);
    this.#draw(() => this.text(shown, extras));
  }

  /** The lines of a screen, for what draws them itself; it is one of this run's. */
  text(shown: ShownText, { isSeed = false, passCode = null }: Extras = {}): readonly string[] {
    const { count } = this.#visit(shown, isSeed);
    const barWidth = Math.max(this.width, (this.#output.columns ?? 0) - 1);
    return screenText({ ...shown, count, isSeed, passCode }, this.width, this.paint, barWidth);
  }

  /** Makes room for what draws itself. */
  clear(): void {
    if (this.#replaces) this.#replaceWith(() => []);
  }

  /** Below the screen that is shown, in place of what was said there before. A link stays whole, to be followed. */
  say(text: string, link?: string): void {
    const screen = this.#lines;
    this.#draw(() => {
      const words = wrap(text, this.width - 2).map((line) => `  ${line}`);
      return [...(this.#replaces ? screen() : []), ...words, ...(link === undefined ? [] : [link]), ''];
    });
  }

  /** What the technician did at the screen that is shown. */
  answered(answer: string): void {
    this.#visited.at(-1)?.answers.push(answer);
  }

  /** The terminal as it was, without a summary: the process ends. */
  leave(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#output.removeListener('resize', this.#onResize);
    this.#output.write(LEAVE_ALTERNATE);
  }

  /** The terminal as it was, and a line for each screen of the run. */
  close(): void {
    if (!this.#isOpen) return;
    this.leave();
    this.#output.write(`${this.#summary().join('\n')}\n\n`);
  }

  #draw(lines: () => readonly string[]): void {
    if (this.#replaces) this.#replaceWith(lines);
    else this.#output.write(`\n${textOf(lines())}`);
  }

  #replaceWith(lines: () => readonly string[]): void {
    this.#open();
    this.#drawn = lines;
    this.#prompts.forget();
    this.#output.write(CLEAR);
    this.#output.write(textOf(lines()));
  }

  #open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#output.on('resize', this.#onResize);
    this.#output.write(ENTER_ALTERNATE);
  }

  /** The same one again, with another countdown, is not another. */
  #visit({ number, title, lines }: ShownText, isSeed: boolean): Visited {
    const text = (isSeed ? lines.slice(1).join(', ') : (lines[0] ?? '')).replaceAll(/ +/g, ' ');
    const key = JSON.stringify([number, title, text.replaceAll(/\d+/g, '0')]);
    const last = this.#visited.at(-1);
    if (last?.key === key) return last;
    const visited = { key, count: this.#visited.length + 1, number, title, text, answers: [] };
    this.#visited.push(visited);
    return visited;
  }

  #summary(): readonly string[] {
    const { paint, width } = this;
    const digits = String(this.#visited.length).length;
    return [
      paint.strong('Screens of this run'),
      ...this.#visited.map(({ count, number, title, text, answers }) => {
        const head = `${String(count).padStart(digits)}  ${number === null ? '' : `(${number}) `}`;
        const answer = answers.length === 0 ? '' : `  [${printable(answers.join(', '))}]`;
        const room = Math.max(0, width - head.length - answer.length);
        return `${head}${cut(printable(`${title}: ${text}`), room)}${paint.dim(answer)}`;
      }),
    ];
  }
}

function textOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function cut(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, Math.max(0, room - 1))}…`;
}
