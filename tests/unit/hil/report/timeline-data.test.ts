import { describe, expect, it } from 'vitest';
import { itemsOf, LANE_IDS, LANE_TITLES, type LaneItem } from '../../../../hil/report/timeline-data.ts';

describe('the data of a timeline', () => {
  it('counts the things of all lanes, not those that found no room', () => {
    const item: LaneItem = [0, 1, 'label', '', 0];
    const load = { binUs: 1000, permille: [1, 2, 3], frames: 3 };
    const lanes = [
      { id: 'keys', items: [item, item], omitted: 40 },
      { id: 'uds', items: [item], omitted: 0 },
    ] as const;
    expect(itemsOf({ car: 'car', endUs: 1, lanes, load })).toBe(3);
    expect(itemsOf({ car: 'car', endUs: 1, lanes: [], load })).toBe(0);
  });

  it('has a title of its own for each lane', () => {
    const titles = LANE_IDS.map((id) => LANE_TITLES[id]);
    expect(new Set(titles).size).toBe(12);
  });
});
