import { describe, expect, it } from 'vitest';
import { FaultTimeline } from '../../../../../hil/car/faults/fault-timeline.ts';

/** All inputs there are, each as `ms what`. */
function inputs(timeline: FaultTimeline): readonly string[] {
  const lines: string[] = [];
  for (let dueUs = timeline.deadlineUs(); dueUs !== Infinity; dueUs = timeline.deadlineUs()) {
    for (const input of timeline.take(dueUs)) {
      lines.push(`${dueUs / 1000} ${input.kind === 'supply' ? input.mv : `${input.door} ${input.open}`}`);
    }
  }
  return lines;
}

describe('fault timeline', () => {
  it('goes in straight lines from point to point, in steps, and holds the last', () => {
    const timeline = new FaultTimeline();
    const points = [
      { atMs: 20, mv: 12_000 },
      { atMs: 35, mv: 9000 },
    ];
    timeline.followSupply({ points, stepMs: 10 }, 12_600, 1000);
    expect(inputs(timeline)).toEqual(['11 12300', '21 12000', '31 10000', '36 9000']);
  });

  it('jumps at the points where it has no steps; a point at 0 is due at once', () => {
    const timeline = new FaultTimeline();
    const points = [
      { atMs: 0, mv: 11_000 },
      { atMs: 500, mv: 10_000 },
    ];
    timeline.followSupply({ points, stepMs: 0 }, 12_600, 0);
    expect(inputs(timeline)).toEqual(['0 11000', '500 10000']);
  });

  it('flutters a door for the number of edges, from its present state', () => {
    const timeline = new FaultTimeline();
    timeline.flutter({ door: 'driver', periodMs: 2.5, edges: 3 }, true, 0);
    expect(inputs(timeline)).toEqual(['2.5 driver false', '5 driver true', '7.5 driver false']);
  });

  it('does both at once, is over when it is ended, and continues from its state', () => {
    const timeline = new FaultTimeline();
    timeline.flutter({ door: 'trunk', periodMs: 10, edges: 100 }, false, 0);
    timeline.followSupply({ points: [{ atMs: 10, mv: 10_000 }], stepMs: 0 }, 12_600, 0);
    expect(timeline.take(10_000)).toEqual([
      { kind: 'supply', mv: 10_000 },
      { kind: 'door', door: 'trunk', open: true },
    ]);
    const { state } = timeline;
    timeline.flutter(null, true, 10_000);
    expect(timeline.deadlineUs()).toBe(Infinity);
    timeline.restore(state);
    expect(timeline.deadlineUs()).toBe(20_000);
  });
});
