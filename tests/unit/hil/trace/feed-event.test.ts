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

  it('has no bytes of a pass-code, and says how many are left out', () => {
    const payload = Uint8Array.of(0x27, 0x02, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36);
    const uds = { kind: 'uds', endpoint: 'oem', direction: 'request', payload } as const;
    expect(servedEvent(1, { timeUs: 7, source: 'smart-key', event: uds })).toMatchObject({
      payload: '2702',
      hiddenBytes: 6,
      text: 'Request on oem: send the pass-code, level 1.',
    });
    const event = { kind: 'uds-exchange', request: '2702313233343536', response: '6702' };
    const exchange = servedEvent(1, { timeUs: 7, source: 'smart-key', servedKind: 'uds', event });
    expect(exchange).toMatchObject({ request: '2702', hiddenBytes: 6 });
    const other = { kind: 'uds-exchange', request: '3101020101', response: '7101020101' };
    expect(servedEvent(1, { timeUs: 7, source: 'smart-key', servedKind: 'uds', event: other })).not.toHaveProperty(
      'hiddenBytes',
    );
  });
});
