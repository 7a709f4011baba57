import { describe, expect, it } from 'vitest';
import { BusLog } from '../../../../../hil/browser/dashboard/bus-log.tsx';
import { FrameFeed } from '../../../../../hil/browser/dashboard/frame-feed.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';

describe('the bus log', () => {
  it('shows frames with name, bytes and meaning, the load, and how many it does not show', () => {
    const feed = new FrameFeed();
    const frame = { kind: 'frame', eventId: 1, timeUs: 100_000, id: '5B0', source: 'body' } as const;
    feed.take({ frames: [{ ...frame, data: '8831380000000000' }], skippedFrames: 1200 });
    const view = carView({ buses: [{ url: 'virtual', clients: [], loadPercent: 7 }] });
    const text = textOf(markup(BusLog, { view, feed }));
    expect(text).toContain('load 7 % · 1,201 frames · 1,200 not shown');
    expect(text).toContain('00:00.100000 5B0 VEHICLE_STATE 88 31 38 00 00 00 00 00 POWER_MODE 2, SHIFT_P 1');
    expect(markup(BusLog, { view, feed }).match(/<tr>/g)).toHaveLength(2);
  });
});
