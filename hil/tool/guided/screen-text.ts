import { printable } from '../../../can-bus/bytes/printable.ts';
import type { ShownText } from '../../tester/command.ts';
import { beepText } from '../../view/beep-text.ts';
import { wrap } from '../terminal-text.ts';
import type { Paint } from './paint.ts';

/** A screen of the guided tool as lines of a terminal: title bar, text, warnings, notes. */

/** What is shown of one. */
interface Pictured extends ShownText {
  /** The number of the screen in this run. */
  readonly count: number;
  /** The text is a seed, which goes into a box. */
  readonly isSeed: boolean;
  /** The pass-code that the dealer server has just given. */
  readonly passCode: string | null;
}

/** What Techstream's dialog boxes have at the sides. */
const MARGIN = '  ';
/** In the margin of a warning, so that it is one without color too. */
const WARNING_MARGIN = '! ';
const NOTE = 'NOTE  ';

/**
 * Lines no wider than that.
 *
 * @param barWidth that of the title bar, which may be wider than text is read well
 */
export function screenText(shown: Pictured, width: number, paint: Paint, barWidth: number = width): readonly string[] {
  const { lines, alerts = [], notes = [], beeps, isSeed, isWarning = false, passCode } = shown;
  const inner = width - MARGIN.length;
  const text = (line: string): readonly string[] => wrap(line, inner).map((part) => `${MARGIN}${part}`.trimEnd());
  const warning = (line: string): readonly string[] =>
    wrap(line, inner).map((part, index) => paint.warning(`${index === 0 ? WARNING_MARGIN : MARGIN}${part}`));
  const body = [
    ...(passCode === null ? [] : [...passCodeLines(passCode, inner, paint), '']),
    ...(isSeed
      ? boxed(lines, inner, paint)
      : lines.flatMap((line, index) => (isWarning && index === 0 ? warning(line) : text(line)))),
    ...alerts.flatMap(warning),
    ...(beeps === undefined ? [] : [`${MARGIN}${paint.beep(beepText(beeps))}`]),
  ];
  const below = notes.flatMap((note) => noteLines(note, inner, paint));
  return [...titleBar(shown, barWidth, paint), '', ...body, ...(below.length > 0 ? ['', ...below] : []), ''];
}

/** `Smart Code Reset            (SMRT-18-002)  screen 5`, in inverse, or with a rule below. */
function titleBar({ title, number, count, isWarning }: Pictured, width: number, paint: Paint): readonly string[] {
  const right = `${number === null ? '' : `(${number})  `}screen ${count}`;
  const fill = paint.isColored ? ' ' : '';
  const left = `${fill}${printable(title)}`;
  const gap = width - left.length - right.length - fill.length;
  const lines =
    gap > 0
      ? [`${left}${' '.repeat(gap)}${right}${fill}`]
      : [...wrap(left, width), `${' '.repeat(width - right.length - fill.length)}${right}${fill}`];
  if (!paint.isColored) return [...lines, '─'.repeat(width)];
  const bar = isWarning === true ? paint.warningTitle : paint.title;
  return lines.map((line) => bar(line.padEnd(width)));
}

function noteLines(note: string, inner: number, paint: Paint): readonly string[] {
  return wrap(note, inner - NOTE.length).map(
    (part, index) => `${MARGIN}${index === 0 ? paint.strong(NOTE) : ' '.repeat(NOTE.length)}${part}`,
  );
}

/** In a frame, so that it is found at once, and typed from. */
function boxed(lines: readonly string[], inner: number, paint: Paint): readonly string[] {
  const parts = lines.flatMap((line) => wrap(line, inner - 4));
  const room = Math.max(0, ...parts.map(({ length }) => length));
  const [left, right] = [`${MARGIN}${paint.dim('│')} `, ` ${paint.dim('│')}`];
  return [
    `${MARGIN}${paint.dim(`┌${'─'.repeat(room + 2)}┐`)}`,
    ...parts.map((part) => `${left}${paint.strong(part.padEnd(room))}${right}`),
    `${MARGIN}${paint.dim(`└${'─'.repeat(room + 2)}┘`)}`,
  ];
}

function passCodeLines(passCode: string, inner: number, paint: Paint): readonly string[] {
  const label = 'Pass-code from the dealer server: ';
  const shown = ` ${printable(passCode)} `;
  const code = paint.isColored ? paint.inverse(shown) : `[${shown}]`;
  if (label.length + shown.length + 2 <= inner) return [`${MARGIN}${label}${code}`];
  return [`${MARGIN}${label.trimEnd()}`, `${MARGIN}${code}`];
}
