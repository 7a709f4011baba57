import { describe, expect, it } from 'vitest';
import { followEvents } from '../../../../../hil/browser/dashboard/event-feed.ts';
import { FakeSource } from './feeds.ts';

describe('the events of the car', () => {
  function follow(): { source: FakeSource; pictures: (() => void)[]; log: string[]; stop: () => void } {
    const source = new FakeSource();
    const pictures: (() => void)[] = [];
    const log: string[] = [];
    const stop = followEvents(
      (url) => {
        log.push(url);
        return source;
      },
      (work) => pictures.push(work),
      17,
      {
        events: (batch) => log.push(batch.map(({ id }) => id).join()),
        connection: (state) => log.push(state),
        reset: () => log.push('reset'),
      },
    );
    return { source, pictures, log, stop };
  }

  it('come in batches, one a picture', () => {
    const { source, pictures, log } = follow();
    source.say('uds', { id: 18 });
    source.say('state', { id: 19 });
    expect(pictures).toHaveLength(1);
    pictures[0]?.();
    source.say('effect', { id: 20 });
    pictures[1]?.();
    expect(log).toEqual([
      '/api/events?since=17&kinds=uds,effect,state,stimulus,bus,memory,dealer,time,client',
      '18,19',
      '20',
    ]);
  });

  it('report the connection, and a hole that the server cannot fill', () => {
    const { source, log } = follow();
    source.onopen?.(new Event('open'));
    source.onerror?.(new Event('error'));
    source.say('reset', {});
    source.say('overflow', {});
    expect(log.slice(1)).toEqual(['live', 'lost', 'reset', 'reset']);
  });

  it('end with the page’s interest, also those that wait for a picture', () => {
    const { source, pictures, log, stop } = follow();
    source.say('uds', { id: 18 });
    stop();
    pictures[0]?.();
    expect(source.closed).toBe(true);
    expect(log).toHaveLength(1);
  });
});
