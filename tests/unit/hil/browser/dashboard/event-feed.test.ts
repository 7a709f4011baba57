import { describe, expect, it } from 'vitest';
import { followEvents } from '../../../../../hil/browser/dashboard/event-feed.ts';
import { FakeEvents } from './feeds.ts';

describe('the events of the car', () => {
  function follow(): { events: FakeEvents; pictures: (() => void)[]; log: string[]; stop: () => void } {
    const events = new FakeEvents();
    const pictures: (() => void)[] = [];
    const log: string[] = [];
    const stop = followEvents(
      events.follow,
      (work) => pictures.push(work),
      { lastEventId: 17, instance: 'first' },
      {
        batch: ({ events: happened, frames, skippedFrames }) => {
          log.push(
            `${happened.map(({ id }) => id).join()}; ${frames.map(({ eventId }) => eventId).join()}; ${skippedFrames}`,
          );
        },
        connection: (state) => log.push(state),
        reset: (reason) => log.push(`reset: ${reason}`),
      },
    );
    return { events, pictures, log, stop };
  }

  it('come in batches with the frames, one a picture', () => {
    const { events, pictures, log } = follow();
    expect(events.followed).toEqual([{ lastEventId: 17, instance: 'first' }]);
    events.say('uds', { id: 18 });
    events.say('frame', { eventId: 19 });
    events.say('state', { id: 20 });
    events.say('sampled', { skipped: 7 });
    expect(pictures).toHaveLength(1);
    pictures[0]?.();
    events.say('frame', { eventId: 21 });
    pictures[1]?.();
    expect(log).toEqual(['18,20; 19; 7', '; 21; 0']);
  });

  it('report the connection, and a hole that the server cannot fill', () => {
    const { events, pictures, log } = follow();
    events.connection('live');
    events.connection('lost');
    events.say('uds', { id: 18 });
    events.say('reset', { reason: 'forgotten' });
    events.say('overflow', {});
    pictures[0]?.();
    expect(log).toEqual(['live', 'lost', 'reset: forgotten', 'reset: overflow', '; ; 0']);
  });

  it('end with the page’s interest, also those that wait for a picture', () => {
    const { events, pictures, log, stop } = follow();
    events.say('uds', { id: 18 });
    stop();
    pictures[0]?.();
    events.connection('lost');
    events.say('reset', { reason: 'forgotten' });
    expect(events.isFollowed).toBe(false);
    expect(log).toEqual([]);
  });
});
