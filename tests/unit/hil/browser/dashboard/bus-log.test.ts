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
    expect(text).toContain('00:00.100000 5B0 VEHICLE_STATE 88 31 38 00 00 00 00 00 POWER_MODE IG on, SHIFT_P 1');
    expect(markup(BusLog, { view, feed }).match(/<tr>/g)).toHaveLength(2);
  });

  it('shows in the past the frames up to then, and nothing that is measured now', () => {
    const feed = new FrameFeed();
    const frame = { kind: 'frame', id: '5B0', source: 'body', data: '8831380000000000' } as const;
    const frames = [100, 200, 300].map((ms, index) => ({ ...frame, eventId: index, timeUs: ms * 1000 }));
    feed.take({ frames, skippedFrames: 7 });
    const at = (timeUs: number): string => textOf(markup(BusLog, { view: carView({ timeUs }), feed, isPast: true }));
    expect(at(200_000)).toContain('Bus PAST: the frames up to this instant Freeze');
    expect(at(200_000).match(/00:00\.\d{6}/g)).toEqual(['00:00.200000', '00:00.100000']);
    expect(at(99_999)).toMatch(/From The page has kept no frame of that time\.$/);
    expect(at(200_000)).not.toContain('load');
  });
});
