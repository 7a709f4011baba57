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

  it('are not listened to while nobody looks', () => {
    const sources: FakeSource[] = [];
    const feed = new FrameFeed(
      () => {
        const source = new FakeSource();
        sources.push(source);
        return source;
      },
      (work) => work(),
    );
    feed.resume();
    expect(sources).toHaveLength(0);
    const stop = feed.follow();
    feed.pause();
    expect(sources.map(({ closed }) => closed)).toEqual([true]);
    feed.resume();
    stop();
    feed.resume();
    expect(sources.map(({ closed }) => closed)).toEqual([true, true]);
  });

  it('begin anew where the server cannot go on from where it was, also those that wait for a picture', () => {
    const source = new FakeSource();
    const pictures: (() => void)[] = [];
    const feed = new FrameFeed(
      () => source,
      (work) => pictures.push(work),
    );
    feed.follow();
    source.say('frame', { eventId: 1, id: '620' });
    pictures[0]?.();
    source.say('frame', { eventId: 2, id: '620' });
    source.say('reset', { reason: 'restarted' });
    source.say('frame', { eventId: 1, id: '5B0' });
    for (const draw of pictures.slice(1)) draw();
    expect(feed.newestFirst.value).toEqual([{ eventId: 1, id: '5B0' }]);
  });
});
