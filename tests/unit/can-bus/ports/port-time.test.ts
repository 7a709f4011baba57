import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortTime } from '../../../../can-bus/ports/port-time.ts';

const SECOND_US = 1_000_000;
const SLCAN_SPAN_US = 60 * SECOND_US;

describe('the age of frames with time stamps of another clock', () => {
  it('counts from the frame that came soonest after its stamp', () => {
    const time = new PortTime();
    expect(time.ageUs(1_000, 500_300)).toBe(0);
    // 200 µs later than the first one, beside its stamp; then 100 µs sooner, which is the new measure.
    expect(time.ageUs(2_000, 501_500)).toBe(200);
    expect(time.ageUs(3_000, 502_200)).toBe(0);
    expect(time.ageUs(4_000, 503_500)).toBe(300);
  });

  it('is right across the end of the span of an SLCAN adapter, EA5F', () => {
    const time = new PortTime(SLCAN_SPAN_US);
    expect(time.ageUs(59_999_000, 100_000)).toBe(0);
    expect(time.ageUs(1_000, 102_000)).toBe(0);
    expect(time.ageUs(3_000, 104_700)).toBe(700);
    expect(time.ageUs(4_000, 105_500)).toBe(500);
  });

  it('forgets what is older than 20 s, so that two clocks may part', () => {
    const time = new PortTime();
    const slower = 0.999_9;
    let ageUs = 0;
    for (let nowUs = 0; nowUs < 600 * SECOND_US; nowUs += SECOND_US) ageUs = time.ageUs(nowUs * slower, nowUs);
    // 100 µs a second: at most 20 s of that, and not the 60 ms of ten minutes.
    expect(ageUs).toBeLessThanOrEqual(2_001);
    expect(time.ageUs(1_000 * SECOND_US, 10_000 * SECOND_US)).toBe(0);
  });

  it('never is less than nothing, and never more than how much later than the soonest it came', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 50_000 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(delays, fc.integer({ min: 0, max: SLCAN_SPAN_US - 1 }), (delaysUs, startUs) => {
        const time = new PortTime(SLCAN_SPAN_US);
        const soonestUs = Math.min(...delaysUs);
        delaysUs.forEach((delayUs, index) => {
          const receivedUs = index * 100_000;
          const ageUs = time.ageUs((startUs + receivedUs) % SLCAN_SPAN_US, receivedUs + delayUs);
          expect(ageUs).toBeGreaterThanOrEqual(0);
          expect(ageUs).toBeLessThanOrEqual(delayUs - soonestUs);
        });
      }),
    );
  });
});
