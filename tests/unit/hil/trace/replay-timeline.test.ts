import { describe, expect, it } from 'vitest';
import { ReplayTimeline } from '../../../../hil/trace/replay-timeline.ts';

const SECOND_US = 1_000_000;

describe('the timeline of a replay', () => {
  it('begins with the first frame and keeps the distances', () => {
    const timeline = new ReplayTimeline();
    expect([500, 700, 700, 1700].map((timeUs) => timeline.next(timeUs))).toEqual([0, 200, 200, 1200]);
    expect([timeline.disordered, timeline.jump]).toEqual([0, null]);
  });

  it('sends at once what is behind a later frame by up to 100 ms', () => {
    const timeline = new ReplayTimeline();
    const due = [0, 100_000, 0, 150_000].map((timeUs) => timeline.next(timeUs));
    expect(due).toEqual([0, 100_000, 100_000, 150_000]);
    expect(timeline.disordered).toBe(1);
  });

  it('takes more than 100 ms back as a jump of the clock', () => {
    const timeline = new ReplayTimeline();
    timeline.next(0);
    timeline.next(100_001);
    expect(timeline.next(0)).toBe(100_001);
    expect(timeline.jump).toEqual({ place: 3, fromUs: 100_001, toUs: 0 });
    expect(timeline.next(10)).toBe(100_011);
    expect([timeline.jump, timeline.disordered]).toEqual([null, 0]);
  });

  it('waits an hour, and takes more for a jump of the clock', () => {
    const timeline = new ReplayTimeline();
    timeline.next(0);
    expect(timeline.next(3600 * SECOND_US)).toBe(3600 * SECOND_US);
    expect(timeline.jump).toBeNull();
    expect(timeline.next(7200 * SECOND_US + 1)).toBe(3600 * SECOND_US);
    expect(timeline.jump).toEqual({ place: 3, fromUs: 3600 * SECOND_US, toUs: 7200 * SECOND_US + 1 });
  });
});
