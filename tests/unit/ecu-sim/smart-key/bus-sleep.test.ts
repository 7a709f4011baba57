import { describe, expect, it } from 'vitest';
import { SECOND, TestBench } from '../../../support/test-bench.ts';

const STATUS_ID = 0x5b5;

/** A car with bus sleep on, its power off since now; the time is right after the body ECU has reported it. */
function sleepyCar(): TestBench {
  const bench = new TestBench({ profile: { busSleep: true } });
  bench.car.setVehicle({ powerMode: 'off' });
  bench.car.settle();
  return bench;
}

function statusFramesSince(bench: TestBench, timeUs: number): number {
  return [...bench.car.log].filter((record) => record.frame.id === STATUS_ID && record.timeUs > timeUs).length;
}

describe('VEH-7: bus sleep', () => {
  it('VEH-7: falls silent 2.0 s after the power went off, to the microsecond', () => {
    const offUs = sleepyCar().car.nowUs;
    const awake = sleepyCar();
    awake.car.advanceTo(offUs + 2 * SECOND - 1000);
    expect(awake.request('3E 00')).toBe('7E 00');

    const asleep = sleepyCar();
    asleep.car.advanceTo(offUs + 2 * SECOND);
    expect(asleep.request('3E 00')).toBeNull();
    const silentFromUs = asleep.car.nowUs;
    asleep.advance(10 * SECOND);
    expect(statusFramesSince(asleep, silentFromUs)).toBe(0);
  });

  it('VEH-7: a door edge wakes it, and each further one keeps it awake', () => {
    const bench = sleepyCar();
    bench.advance(10 * SECOND);
    expect(bench.request('3E 00')).toBeNull();
    for (const open of [true, false, true]) {
      bench.door(open);
      bench.advance(1.5 * SECOND);
      expect(bench.request('3E 00')).toBe('7E 00');
    }
    bench.advance(2 * SECOND);
    expect(bench.request('3E 00')).toBeNull();
  });

  it('VEH-7: stays awake while a procedure is under way', () => {
    const bench = new TestBench({ profile: { busSleep: true } });
    bench.beginReset();
    bench.car.setVehicle({ powerMode: 'off' });
    bench.advance(60 * SECOND);
    expect(bench.request('22 10 01')).toBe('62 10 01 02');
  });

  it('VEH-7: without busSleep it answers with the power off for ever', () => {
    const bench = new TestBench();
    bench.car.setVehicle({ powerMode: 'off' });
    bench.advance(3600 * SECOND);
    expect(bench.request('3E 00')).toBe('7E 00');
  });

  it('VEH-7: with the power on it does not sleep', () => {
    const bench = new TestBench({ profile: { busSleep: true } });
    bench.advance(3600 * SECOND);
    expect(bench.request('3E 00')).toBe('7E 00');
  });
});
