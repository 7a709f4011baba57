import { describe, expect, it } from 'vitest';
import { isServedOnly, servedEvent } from '../../../../hil/trace/feed-event.ts';

describe('an event of the feed', () => {
  it('is served with its words and its details', () => {
    const event = { kind: 'car-restarted', why: 'asked' };
    const served = { timeUs: 7, source: 'host', servedKind: 'time', event } as const;
    expect(isServedOnly(served)).toBe(true);
    expect(servedEvent(3, served)).toMatchObject({
      id: 3,
      timeUs: 7,
      kind: 'time',
      event: 'car-restarted',
      why: 'asked',
    });
  });

  it('of the car has the kind of its record', () => {
    const cut = { timeUs: 7, source: 'stimulus', event: { kind: 'power-cut' } } as const;
    expect(isServedOnly(cut)).toBe(false);
    expect(servedEvent(4, cut)).toMatchObject({ id: 4, kind: 'stimulus', event: 'power-cut' });
  });
});
