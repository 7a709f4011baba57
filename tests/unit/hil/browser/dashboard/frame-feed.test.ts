import { describe, expect, it } from 'vitest';
import { FrameFeed } from '../../../../../hil/browser/dashboard/frame-feed.ts';
import type { ServedFrame } from '../../../../../hil/view/served-event.ts';

function frames(count: number, from = 1): readonly ServedFrame[] {
  return Array.from({ length: count }, (_, at) => {
    return { kind: 'frame', eventId: from + at, timeUs: 0, source: 'body', id: '620', data: '' };
  });
}

describe('the frames for the log', () => {
  it('are kept newest first, 1000 of them, with a count of all and of those not shown', () => {
    const feed = new FrameFeed();
    feed.take({ frames: frames(700), skippedFrames: 0 });
    feed.take({ frames: frames(800, 701), skippedFrames: 250 });
    expect(feed.newestFirst.value).toHaveLength(1000);
    expect(feed.newestFirst.value[0]?.eventId).toBe(1500);
    expect(feed.total.value).toBe(1750);
    expect(feed.skipped.value).toBe(250);
  });

  it('begin anew with another car, and stay the same where nothing comes', () => {
    const feed = new FrameFeed();
    feed.take({ frames: frames(1), skippedFrames: 0 });
    const { value } = feed.newestFirst;
    feed.take({ frames: [], skippedFrames: 0 });
    expect(feed.newestFirst.value).toBe(value);
    feed.clear();
    expect(feed.newestFirst.value).toEqual([]);
    expect(feed.total.value).toBe(1);
  });
});
