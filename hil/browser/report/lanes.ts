import { LANE_TITLES, TONES, type BusLoad, type LaneItem, type Timeline } from '../../report/timeline-data.ts';
import type { PageStep } from '../../report/viewer-data.ts';
import { SIGNS } from './format.ts';
import { rowsOf } from './lane-layout.ts';

/** A lane as displayed: rows of items, or the bus load. */
export interface ViewLane {
  readonly title: string;
  readonly omitted: number;
  readonly rows: readonly (readonly LaneItem[])[];
  readonly load: BusLoad | null;
}

const STEP_TONES = { pass: 'good', fail: 'bad', error: 'bad', inconclusive: 'wait', skipped: 'muted' } as const;

/** The steps first, then what happened in the car. */
export function viewLanes(timeline: Timeline, steps: readonly PageStep[]): readonly ViewLane[] {
  const lanes = timeline.lanes.map(({ id, items, omitted }) => ({
    title: LANE_TITLES[id],
    omitted,
    rows: rowsOf(items),
    load: null,
  }));
  const stepItems = steps.flatMap(itemOfStep).sort((a, b) => a[0] - b[0]);
  const load = { title: LANE_TITLES.load, omitted: 0, rows: [], load: timeline.load };
  const own = steps.length === 0 ? [] : [{ title: 'Steps', omitted: 0, rows: rowsOf(stepItems, 3), load: null }];
  return [...own, ...lanes, load];
}

function itemOfStep(step: PageStep): readonly LaneItem[] {
  const { startUs, endUs, verdict, index } = step;
  const { what, expected, got } = step.words ?? step;
  if (startUs === null || endUs === null) return [];
  const judged = expected === null || verdict === 'pass' ? '' : `expected ${expected}, got ${got ?? 'nothing'}`;
  return [[startUs, endUs, `${SIGNS[verdict]} ${index + 1} ${what}`, judged, TONES.indexOf(STEP_TONES[verdict])]];
}

/** All items of all lanes in the order of time, each with its lane. */
export function inOrder(lanes: readonly ViewLane[]): readonly { readonly lane: string; readonly item: LaneItem }[] {
  return lanes
    .flatMap(({ title, rows }) => rows.flatMap((row) => row.map((item) => ({ lane: title, item }))))
    .sort((a, b) => a.item[0] - b.item[0]);
}
