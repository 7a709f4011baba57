import type { LaneItem } from '../../report/timeline-data.ts';

/** Rows a lane has at most; what finds none free shares the last. */
const MAX_ROWS = 4;

/** Puts things that overlap in time into rows of their own; each row in the order of time. */
export function rowsOf(items: readonly LaneItem[], maxRows: number = MAX_ROWS): readonly (readonly LaneItem[])[] {
  const rows: LaneItem[][] = [];
  const ends: number[] = [];
  for (const item of items) {
    const [fromUs, toUs] = item;
    let row = ends.findIndex((endUs) => endUs < fromUs || (endUs === fromUs && toUs > fromUs));
    if (row < 0) row = Math.min(rows.length, maxRows - 1);
    const list = rows[row] ?? [];
    list.push(item);
    rows[row] = list;
    ends[row] = Math.max(ends[row] ?? 0, toUs);
  }
  return rows;
}

/** What is drawn as one: a thing, or several too close to distinguish. */
export interface Drawn {
  readonly x: number;
  readonly width: number;
  /** Pixels that are free before and behind it, for a label that finds no room inside. */
  readonly before: number;
  readonly behind: number;
  readonly items: readonly LaneItem[];
}

/** Narrower than this nothing can be pointed at, in pixels. */
export const LEAST_WIDTH = 5;

interface Growing {
  x: number;
  end: number;
  readonly isNarrow: boolean;
  readonly items: LaneItem[];
}

/**
 * What of a row is to be drawn between pixel 0 and `width`: things too narrow to distinguish become one, so that there
 * are never more than the width has room for. A wide thing stays by itself, and gives way to a narrow one before it.
 */
export function drawnOf(row: readonly LaneItem[], x: (us: number) => number, width: number): readonly Drawn[] {
  const drawn: Growing[] = [];
  for (const item of row) {
    const from = x(item[0]);
    const isNarrow = x(item[1]) - from <= LEAST_WIDTH;
    const to = isNarrow ? from + LEAST_WIDTH : x(item[1]);
    if (to < 0 || from > width) continue;
    const last = drawn.at(-1);
    if (last?.isNarrow === true && isNarrow && from < last.end + 1) {
      last.items.push(item);
      last.end = to;
    } else {
      const free = last === undefined || last.end - from > LEAST_WIDTH * 2 ? from : Math.max(from, last.end);
      drawn.push({ x: free, end: Math.max(to, free + 1), isNarrow, items: [item] });
    }
  }
  return drawn.map((one, index) => {
    const [left, right] = [Math.max(one.x, -LEAST_WIDTH), Math.min(one.end, width + LEAST_WIDTH)];
    const before = Math.max(left, 0) - Math.max(drawn[index - 1]?.end ?? 0, 0);
    const behind = Math.min(drawn[index + 1]?.x ?? width, width) - right;
    return { x: left, width: right - left, before, behind, items: one.items };
  });
}
