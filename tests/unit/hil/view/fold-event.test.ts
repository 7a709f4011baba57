import { describe, expect, it } from 'vitest';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import type { CarView } from '../../../../hil/view/car-view.ts';
import { foldEvent, viewAt } from '../../../../hil/view/fold-event.ts';
import { controlOf } from '../../../support/car-control.ts';
import { TestBench } from '../../../support/test-bench.ts';

function viewOf(before: (bench: TestBench) => void = () => undefined): CarView {
  const bench = new TestBench();
  const feed = new EventFeed(controlOf(bench.car), { instance: 'test' });
  before(bench);
  return feed.view();
}

const HEAD = { id: 900, timeUs: 5_000_000, source: 'car', text: '' } as const;

describe('folding an event', () => {
  it('changes what the event says, the instant and the last id, and leaves the rest the same objects', () => {
    const view = viewOf();
    const changed = { brake: true, faults: ['B2785'] };
    const after = foldEvent(view, { ...HEAD, kind: 'state', event: 'view', changed });
    expect(after).toEqual({ ...view, ...changed, timeUs: 5_000_000, lastEventId: 900 });
    expect(after.slots).toBe(view.slots);
    expect(view.brake).toBe(false);
  });

  it('gives the same view for a frame', () => {
    const view = viewOf();
    const frame = { kind: 'frame', eventId: 9, timeUs: 5_000_000, source: 'body', id: '5B0', data: '00' } as const;
    expect(foldEvent(view, frame)).toBe(view);
  });

  it('of any other event takes the instant and the id', () => {
    const view = viewOf();
    const event = { ...HEAD, kind: 'stimulus', event: 'power-cut' } as const;
    expect(foldEvent(view, event)).toEqual({ ...view, timeUs: 5_000_000, lastEventId: 900 });
  });
});

describe('the view at another instant', () => {
  it('RST-5: elapsed time rounds down and remaining time up', () => {
    const view = viewOf((bench) => bench.beginReset());
    const sinceUs = view.procedureSinceUs ?? 0;
    expect(viewAt(view, sinceUs + 1)).toMatchObject({ elapsedMs: 0, remainingMs: 960_000 });
    expect(viewAt(view, sinceUs + 1999)).toMatchObject({ elapsedMs: 1, remainingMs: 959_999 });
    expect(viewAt(view, sinceUs + 960_000_000)).toMatchObject({ elapsedMs: 960_000, remainingMs: 0 });
  });

  it('ERA-7: the clock is stopped while a delete is written', () => {
    const view = {
      ...viewOf((bench) => bench.openWindow(1)),
      procedureStoppedUs: 3_000_000,
      procedureDeadlineUs: null,
    };
    const stopped = viewAt({ ...view, procedureSinceUs: 1_000_000 }, 9_000_000);
    expect([stopped.elapsedMs, stopped.remainingMs]).toEqual([2000, 0]);
  });

  it('has no time where nothing is under way', () => {
    expect(viewAt(viewOf(), 9_000_000)).toMatchObject({ timeUs: 9_000_000, elapsedMs: null, remainingMs: null });
  });
});
