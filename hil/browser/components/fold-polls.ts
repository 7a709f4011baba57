import { sentenceOf } from '../../view/changed-text.ts';
import { timeAdvancedText } from '../../view/time-text.ts';
import type { Happening } from './happening.ts';

/** Services a tester sends over and over: tester present, and a routine's results. */
const POLLS: readonly string[] = ['3E', '3103'];
/** Rows in which an earlier poll is looked for: tools alternate between a few polls, and time in between. */
const LOOK_BACK = 3;

/** What repeats while a tool waits; anything else is a row of its own unless it is identical. */
type Repetition = 'poll' | 'advance' | null;

function repetitionOf(happening: Happening): Repetition {
  const { event } = happening;
  if (event === 'time-advanced') return 'advance';
  const request = fieldOf(happening, 'request');
  const isPoll =
    event === 'uds-exchange' && typeof request === 'string' && POLLS.some((sid) => request.startsWith(sid));
  return isPoll ? 'poll' : null;
}

/** What an event has in common with its repetitions; null for what is never folded. */
function keyOf(event: Happening): string | null {
  if (repetitionOf(event) === 'advance') return event.event;
  const { request, response, endpoint, client } = event as Readonly<Record<string, unknown>>;
  if (event.event !== 'uds-exchange' || typeof request !== 'string') return null;
  // The bytes of a poll's answer count time: it is the same one while its words are. Of a refusal all bytes count.
  const bytes = typeof response === 'string' ? response : '';
  const isCounting = repetitionOf(event) === 'poll' && bytes !== '' && !bytes.startsWith('7F');
  return [request, isCounting ? `+${event.text}` : bytes, String(endpoint), String(client)].join(' ');
}

interface Row {
  readonly event: Happening;
  /** The earliest of those that share the row. */
  readonly first: Happening;
  /** How often it happened in a row. */
  readonly repeats: number;
}

/**
 * Adds an event, older than all rows there are, or counts it as a repetition of one of the last rows.
 *
 * @param rows newest first
 * @returns the place of the row that it is in
 */
export function addFolded<Added extends Row>(rows: Added[], added: Added): number {
  const key = keyOf(added.event);
  const repetition = repetitionOf(added.event);
  const back = repetition === null ? 1 : LOOK_BACK;
  for (let index = rows.length - 1; key !== null && index >= Math.max(0, rows.length - back); index--) {
    const row = rows[index];
    const rowKey = row === undefined ? null : keyOf(row.event);
    if (row === undefined || rowKey === null) break;
    if (rowKey !== key) {
      // What ended a series on the bus ends it whether or not the events say so, too: a log has no other ones.
      if (repetitionOf(row.event) === null) break;
      continue;
    }
    if (repetition === 'advance' && !isBetweenPolls(rows, index)) break;
    rows[index] = { ...row, first: added.event, repeats: row.repeats + 1 };
    return index;
  }
  return rows.push(added) - 1;
}

/** Whether a poll came between the advances of a row and an older one: who moves time by hand wants to see each step. */
function isBetweenPolls(rows: readonly Row[], index: number): boolean {
  const { repeats = 0 } = rows[index] ?? {};
  const isPoll = (row: Row | undefined): boolean => row !== undefined && repetitionOf(row.event) === 'poll';
  const newer = rows[index - 1];
  if (newer !== undefined && isPoll(newer) && newer.repeats > repeats) return true;
  return rows.slice(index + 1).some((row) => isPoll(row) && row.repeats >= repeats);
}

/** The words of a row: an advance in several steps is one. */
export function textOfRow({ event, first, repeats }: Row): string {
  if (repeats === 1 || repetitionOf(event) !== 'advance') return event.text;
  return sentenceOf(timeAdvancedText(fieldOf(first, 'fromUs'), fieldOf(event, 'toUs')));
}

function fieldOf(event: Happening, name: string): unknown {
  return (event as Readonly<Record<string, unknown>>)[name];
}
