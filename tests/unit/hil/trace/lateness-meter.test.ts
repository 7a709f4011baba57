import { describe, expect, it } from 'vitest';
import { LatenessMeter, type LatenessFigures } from '../../../../hil/trace/lateness-meter.ts';

/** A minute at 100 frames a second. */
function minute(lateUs: (atUs: number) => number, seconds = 60): LatenessFigures {
  const meter = new LatenessMeter();
  for (let frame = 0; frame < seconds * 100; frame++) meter.frame(frame * 10_000, lateUs(frame * 10_000));
  return meter.figures();
}

describe('how punctual a replay was (issue 6, point 6)', () => {
  it('is a drift where all gets later and later', () => {
    const { driftUsPerMinute, mostLateUs } = minute((atUs) => 40 + atUs / 60_000);
    expect(driftUsPerMinute).toBeCloseTo(1000, 6);
    expect(mostLateUs).toBeCloseTo(1039.83, 2);
  });

  it('shows no drift if every frame is equally late', () => {
    expect(minute(() => 700)).toEqual({ driftUsPerMinute: 0, meanLateUs: 700, mostLateUs: 700 });
  });

  it('shows no drift if a busy machine delays frames, even the last ones', () => {
    const { driftUsPerMinute, meanLateUs, mostLateUs } = minute((atUs) => (atUs % 50_000 === 0 ? 5 : 5 + atUs / 1000));
    expect(driftUsPerMinute).toBeCloseTo(0, 6);
    expect(meanLateUs).toBeGreaterThan(10_000);
    expect(mostLateUs).toBe(59_995);
  });

  it('does not report a drift from less than three seconds', () => {
    expect(minute(() => 1, 2).driftUsPerMinute).toBeNull();
    expect(minute(() => 1, 3).driftUsPerMinute).toBe(0);
    expect(new LatenessMeter().figures()).toEqual({ driftUsPerMinute: null, meanLateUs: 0, mostLateUs: 0 });
  });
});
