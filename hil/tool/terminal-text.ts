import { printable } from '../../can-bus/bytes/printable.ts';

/**
 * Text for a terminal: wrapped, with headings, within the width, and without anything that the terminal would
 * interpret.
 */

/** Wider text is hard to read. */
const WIDEST = 100;
const NARROWEST = 40;
/** The side borders of Techstream's dialog boxes. */
const MARGIN = '  ';

/** Columns that text may fill: one stays free, because some terminals wrap in the last one. */
export function textWidth(columns: number | undefined): number {
  return Math.min(WIDEST, Math.max(NARROWEST, columns ?? 80)) - 1;
}

/**
 * Lines no longer than the width, broken at blanks; consecutive blanks within a line are kept. A word that is too long
 * is cut.
 */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let rest = printable(text);
  while (rest.length > width) {
    const blank = rest.lastIndexOf(' ', width);
    const end = blank > 0 ? blank : width;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** A title with the bulletin's screen number at the right, a rule below, and the text. */
export function screenLines(
  {
    title,
    number,
    lines,
  }: { readonly title: string; readonly number: string | null; readonly lines: readonly string[] },
  width: number,
): readonly string[] {
  return [...heading(printable(title), number, width), '', ...body(lines, width), ''];
}

function heading(title: string, number: string | null, width: number): readonly string[] {
  const right = number === null ? '' : `(${number})`;
  const gap = width - title.length - right.length;
  const first = gap > 0 ? [`${title}${' '.repeat(gap)}${right}`.trimEnd()] : [...wrap(title, width), right];
  return [...first.filter((line) => line !== ''), '─'.repeat(width)];
}

function body(lines: readonly string[], width: number): readonly string[] {
  return lines.flatMap((line) => wrap(line, width - MARGIN.length)).map((line) => `${MARGIN}${line}`);
}

const BAR_WIDTH = 40;

/** `[##########····]  4:10 elapsed, 11:50 left`. */
export function progressBar(elapsedMs: number, remainingMs: number): string {
  const share = elapsedMs / Math.max(1, elapsedMs + remainingMs);
  const filled = Math.min(BAR_WIDTH, Math.floor(share * BAR_WIDTH));
  const [elapsed, remaining] = [clock(Math.floor(elapsedMs / 1000)), clock(Math.ceil(remainingMs / 1000))];
  return `[${'#'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}]  ${elapsed} elapsed, ${remaining} left`;
}

/** Minutes and seconds. */
function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
