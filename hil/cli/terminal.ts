import { randomUUID } from 'node:crypto';
import { styleText } from 'node:util';

import { printable } from '../../can-bus/bytes/printable.ts';
import type { TextStyle } from '../report/text-style.ts';

/**
 * The output of a command: results to `out`, everything else to `err`. Colour only on a terminal. Text from an ECU, a
 * file or a server is displayed, never interpreted: only this program's own escape sequences pass.
 */
export interface Terminal {
  out(text: string): void;
  err(text: string): void;
  /** A line that the next one replaces; does nothing without a terminal. */
  progress(text: string): void;
  /** For text that {@link out}, {@link err} or {@link progress} writes. */
  style(style: TextStyle, text: string): string;
  readonly isInteractive: boolean;
}

/** A stream that a command writes to: the process's own, or one that collects the text. */
export interface OutputStream {
  readonly isTTY: boolean;
  write(text: string): unknown;
}

interface TerminalOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly noColor: boolean;
}

const CLEAR_LINE = '\r\u001b[2K';
const ESCAPE = '\u001b';
/** Behind the escape character of a style of this program: no text from outside knows it. */
const OWN = randomUUID();
const OWN_STYLE = new RegExp(`${ESCAPE}${OWN}(\\[\\d+m)`);

/** Colour unless `--no-color`, NO_COLOR (any value), TERM=dumb, or the output is not a terminal. */
export function createTerminal({ stdout, stderr, env, noColor }: TerminalOptions): Terminal {
  const isInteractive = stdout.isTTY && stderr.isTTY;
  const plain = noColor || (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || !stdout.isTTY;
  let progressShown = false;
  const clear = (): void => {
    if (progressShown) stderr.write(CLEAR_LINE);
    progressShown = false;
  };
  return {
    isInteractive,
    out: (text) => {
      clear();
      stdout.write(`${shown(text)}\n`);
    },
    err: (text) => {
      clear();
      stderr.write(`${shown(text)}\n`);
    },
    progress: (text) => {
      if (!isInteractive) return;
      stderr.write(`${CLEAR_LINE}${shown(text)}`);
      progressShown = true;
    },
    style: (style, text) => (plain ? text : ownStyle(style, text)),
  };
}

function ownStyle(style: TextStyle, text: string): string {
  return styleText(style, printable(text), { validateStream: false }).replaceAll(ESCAPE, ESCAPE + OWN);
}

/** Text from outside as it is displayed, with the styles that this program has given it. */
function shown(text: string): string {
  if (!text.includes(ESCAPE)) return printable(text);
  return text
    .split(OWN_STYLE)
    .map((part, index) => (index % 2 === 1 ? ESCAPE + part : printable(part)))
    .join('');
}
