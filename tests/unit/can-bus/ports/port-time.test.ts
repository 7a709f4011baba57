import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PortTime } from '../../../../can-bus/ports/port-time.ts';

const SECOND_US = 1_000_000;
const SLCAN_SPAN_US = 60 * SECOND_US;
const LONG_SPAN_US = 65.536 * SECOND_US;
const EITHER_SPAN = [SLCAN_SPAN_US, LONG_SPAN_US];

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
    const time = new PortTime([SLCAN_SPAN_US]);
    expect(time.ageUs(59_999_000, 100_000)).toBe(0);
    expect(time.ageUs(1_000, 102_000)).toBe(0);
    expect(time.ageUs(3_000, 104_700)).toBe(700);
    expect(time.ageUs(4_000, 105_500)).toBe(500);
  });

  /** A frame each second from `startUs` on, each 5 ms late and each seventh 250 ms, by a clock that starts again. */
  function agesMs(time: PortTime, spanUs: number, startUs: number, seconds: number): number[] {
    return Array.from({ length: seconds }, (_, index) => {
      const receivedUs = index * SECOND_US;
      const delayUs = index % 7 === 6 ? 250_000 : 5_000;
      return time.ageUs((startUs + receivedUs) % spanUs, receivedUs + delayUs) / 1_000;
    });
  }

  for (const [name, spanUs] of [
    ['EA5F', SLCAN_SPAN_US],
    ['FFFF', LONG_SPAN_US],
  ] as const) {
    it(`is right for stamps that start again after ${name}, which is seen by them alone`, () => {
      for (const startUs of [0, 1_000, 30_000_000, 59_000_000, 59_999_000]) {
        const ages = agesMs(new PortTime(EITHER_SPAN), spanUs, startUs, 400);
        expect(
          ages.map((age, index) => age - (index % 7 === 6 ? 245 : 0)).filter((age) => Math.abs(age) > 0.001),
        ).toEqual([]);
      }
    });
  }

  it('finds the span again where a frame that came 5.536 s late has made EA5F look like FFFF', () => {
    const time = new PortTime(EITHER_SPAN);
    expect(time.ageUs(59_000_000, 0)).toBe(0);
    // 2 s after its stamp of 0, which came 1 s after the first one, and 5.536 s late.
    time.ageUs(0, 6_536_000);
    expect(time.ageUs(6_000_000, 7_000_000)).toBe(0);
    expect(time.ageUs(6_500_000, 7_800_000)).toBe(300_000);
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
        const time = new PortTime([SLCAN_SPAN_US]);
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
