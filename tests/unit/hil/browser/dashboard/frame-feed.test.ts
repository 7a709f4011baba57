import { describe, expect, it } from 'vitest';
import { FrameFeed } from '../../../../../hil/browser/dashboard/frame-feed.ts';
import { FakeSource } from './feeds.ts';

describe('the frames for the log', () => {
  it('are asked for only while somebody looks, sampled', () => {
    const opened: string[] = [];
    const source = new FakeSource();
    const feed = new FrameFeed(
      (url) => {
        opened.push(url);
        return source;
      },
      (work) => work(),
    );
    expect(opened).toEqual([]);
    feed.follow()();
    expect(opened).toEqual(['/api/events?kinds=frame&frames=sampled']);
    expect(source.closed).toBe(true);
  });

  it('are kept newest first, 1000 of them, with a count of all and of those not shown', () => {
    const source = new FakeSource();
    const feed = new FrameFeed(
      () => source,
      (work) => work(),
    );
    feed.follow();
    for (let eventId = 1; eventId <= 1500; eventId++) source.say('frame', { eventId, id: '620' });
    source.say('sampled', { skipped: 250 });
    expect(feed.newestFirst.value).toHaveLength(1000);
    expect(feed.newestFirst.value[0]?.eventId).toBe(1500);
    expect(feed.total.value).toBe(1750);
    expect(feed.skipped.value).toBe(250);
  });
});
