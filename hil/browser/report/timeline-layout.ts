import { instant, span } from './format.ts';
import type { LaneItem } from '../../report/timeline-data.ts';
import { inOrder, type ViewLane } from './lanes.ts';

export const ROW = 20;
export const LANE_GAP = 6;
const LOAD_HEIGHT = 40;
export const AXIS = 26;
/** Pixels that a letter takes on average. */
const LETTER = 6.6;
/** Less room is no use for a label. */
const FEWEST_LETTERS = 3;

/** A lane with its place in the drawing. */
export interface Placed {
  readonly lane: ViewLane;
  readonly y: number;
  readonly height: number;
}

/** The next or the one before in the order of time, as seen from a thing or from the left rim of the view. */
export function neighbour(
  view: { readonly lanes: readonly ViewLane[]; readonly view: readonly [number, number] },
  present: LaneItem | null,
  by: 1 | -1,
): ReturnType<typeof inOrder>[number] | null {
  const all = inOrder(view.lanes);
  const index = present === null ? -1 : all.findIndex(({ item }) => item === present);
  if (index >= 0) return all[Math.min(Math.max(index + by, 0), all.length - 1)] ?? null;
  const [from] = view.view;
  return all.find(({ item }) => item[0] >= from) ?? all.at(-1) ?? null;
}

export function describeItem([fromUs, toUs, label, detail]: LaneItem): string {
  const when = fromUs === toUs ? instant(fromUs) : `${instant(fromUs)} to ${instant(toUs)} (${span(toUs - fromUs)})`;
  return `${label} · ${when}${detail === '' ? '' : ` · ${detail}`}`;
}

export function place(lanes: readonly ViewLane[]): readonly Placed[] {
  let y = AXIS + LANE_GAP;
  return lanes.map((lane) => {
    const height = lane.load === null ? Math.max(lane.rows.length, 1) * ROW : LOAD_HEIGHT;
    const placed = { lane, y, height };
    y += height + LANE_GAP;
    return placed;
  });
}

export function labelWidthOf(width: number): number {
  return width < 560 ? 96 : 140;
}

/**
 * As much of a text as has room.
 *
 * @param widthOf how wide a text is in pixels; by the number of its letters where absent
 */
export function cut(text: string, width: number, widthOf: (text: string) => number = byLetters): string {
  if (width < FEWEST_LETTERS * LETTER) return '';
  if (widthOf(text) <= width) return text;
  for (let length = text.length - 1; length > 1; length--) {
    const shorter = `${text.slice(0, length)}…`;
    if (widthOf(shorter) <= width) return shorter;
  }
  return '';
}

function byLetters(text: string): number {
  return text.length * LETTER;
}

/** A lane's name; only its first part where there is no room for all of it. */
export function laneName(title: string, width: number): string {
  const [first = title] = title.split(', ');
  return title.length * LETTER <= width ? title : cut(first, width);
}

/** 1, 2 or 5 times a power of ten, not below what is asked for. */
export function roundStep(us: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(us, 1)));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= us) ?? 10;
  return factor * power;
}
