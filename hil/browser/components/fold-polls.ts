import type { Happening } from './happening.ts';

/** Services a tester sends over and over: tester present, and a routine's results. */
const POLLS: readonly string[] = ['3E', '3103'];
/** Rows in which an earlier poll is looked for: tools alternate between a few requests. */
const LOOK_BACK = 3;

/** What an exchange has in common with its repetitions; null for what is never folded. */
function keyOf(event: Happening): string | null {
  const { request, response, endpoint, client } = event as Readonly<Record<string, unknown>>;
  if (event.event !== 'uds-exchange' || typeof request !== 'string') return null;
  // A poll's answer counts time: it is the same poll. Of a refusal all bytes count.
  const answer = typeof response !== 'string' ? '' : isPoll(request) && !response.startsWith('7F') ? '+' : response;
  return [request, answer, String(endpoint), String(client)].join(' ');
}

function isPoll(request: string): boolean {
  return POLLS.some((start) => request.startsWith(start));
}

interface Row {
  readonly event: Happening;
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
  const back = key !== null && isPoll(key) ? LOOK_BACK : 1;
  for (let index = rows.length - 1; key !== null && index >= Math.max(0, rows.length - back); index--) {
    const row = rows[index];
    const rowKey = row === undefined ? null : keyOf(row.event);
    if (row === undefined || rowKey === null) break;
    if (rowKey !== key) continue;
    rows[index] = { ...row, repeats: row.repeats + 1 };
    return index;
  }
  return rows.push(added) - 1;
}
