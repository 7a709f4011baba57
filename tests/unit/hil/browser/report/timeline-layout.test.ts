import { describe, expect, it } from 'vitest';
import {
  cut,
  describeItem,
  labelWidthOf,
  laneName,
  neighbour,
  place,
  roundStep,
} from '../../../../../hil/browser/report/timeline-layout.ts';
import type { LaneItem } from '../../../../../hil/report/timeline-data.ts';

const FIRST: LaneItem = [10, 10, 'a', '', 0];
const SECOND: LaneItem = [20, 30, 'b', 'more', 0];
const LANE = { title: 'Keys', omitted: 0, rows: [[FIRST], [SECOND]], load: null };
const LOAD = { title: 'Load', omitted: 0, rows: [], load: { binUs: 1, permille: [], frames: 0 } };

describe('the layout of the timeline', () => {
  it('puts lanes below each other, as high as their rows', () => {
    expect(place([LANE, LOAD]).map(({ y, height }) => [y, height])).toEqual([
      [32, 40],
      [78, 40],
    ]);
  });

  it('goes from item to item, and stays at the last one', () => {
    const view = { lanes: [LANE], view: [15, 40] as const };
    expect(neighbour(view, null, 1)?.item).toBe(SECOND);
    expect(neighbour(view, FIRST, 1)?.item).toBe(SECOND);
    expect(neighbour(view, SECOND, 1)?.item).toBe(SECOND);
    expect(neighbour(view, SECOND, -1)?.item).toBe(FIRST);
    expect(neighbour({ lanes: [], view: [0, 1] }, null, 1)).toBeNull();
  });

  it('says an item with its time', () => {
    expect(describeItem(FIRST)).toBe('a · 0.000010 s');
    expect(describeItem(SECOND)).toBe('b · 0.000020 s to 0.000030 s (10 µs) · more');
  });

  it('cuts labels to their room', () => {
    expect([cut('a label', 100), cut('a label', 30), cut('a label', 10)]).toEqual(['a label', 'a l…', '']);
    expect([labelWidthOf(390), labelWidthOf(1280)]).toEqual([96, 140]);
    expect(['Smart Key ECU', 'Session, security'].map((title) => laneName(title, 88))).toEqual([
      'Smart Key ECU',
      'Session',
    ]);
    expect(laneName('Session, security', 132)).toBe('Session, security');
  });

  it.each([
    [0, 1],
    [3, 5],
    [11, 20],
    [600, 1000],
  ])('has the round step above %i: %i', (us, step) => {
    expect(roundStep(us)).toBe(step);
  });
});
