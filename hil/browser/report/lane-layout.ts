import type { LaneItem } from '../../report/timeline-data.ts';

/** Maximum number of rows of a lane; items without a free row share the last one. */
const MAX_ROWS = 4;

/** Puts items that overlap in time into separate rows; each row is in the order of time. */
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

/** One drawn item: a single item, or several that are too close to distinguish. */
export interface Drawn {
  readonly x: number;
  readonly width: number;
  /** Free pixels before and after it, for a label that does not fit inside. */
  readonly before: number;
  readonly behind: number;
  readonly items: readonly LaneItem[];
}

/** Minimum width in pixels that can be pointed at. */
export const LEAST_WIDTH = 5;

interface Growing {
  x: number;
  end: number;
  readonly isNarrow: boolean;
  readonly items: LaneItem[];
}

/**
 * The drawn items of a row between pixel 0 and `width`: items too narrow to distinguish are combined, so that there are
 * never more than the width has room for. A wide item stays separate, and yields to a narrow one before it.
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
