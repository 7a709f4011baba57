import { minutesText } from './minutes-text.ts';
import { printable } from '../../can-bus/bytes/printable.ts';

/** Text for a terminal: wrapped, with nothing beyond the edge and nothing that the terminal would obey. */

/** Wider text is hard to read. */
const WIDEST = 100;
const NARROWEST = 40;

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

const BAR_WIDTH = 40;

/** `[##########····]  4:10 elapsed, 11:50 left`. */
export function progressBar(elapsedMs: number, remainingMs: number): string {
  const share = elapsedMs / Math.max(1, elapsedMs + remainingMs);
  const filled = Math.min(BAR_WIDTH, Math.floor(share * BAR_WIDTH));
  const [elapsed, remaining] = [minutesText(Math.floor(elapsedMs / 1000)), minutesText(Math.ceil(remainingMs / 1000))];
  return `[${'#'.repeat(filled)}${'·'.repeat(BAR_WIDTH - filled)}]  ${elapsed} elapsed, ${remaining} left`;
}
