import { describe, expect, it } from 'vitest';
import { BitTiming } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { BusCounters } from '../../../../can-bus/virtual-bus/bus-counters.ts';

describe('the counters of the bus', () => {
  it('start at zero', () => {
    expect(new BusCounters().snapshot()).toEqual({ frames: 0, errorFrames: 0, busyUnits: 0 });
  });

  it('report the time the bus was taken in microseconds: 50 bits at 500 kbit/s are 100 µs', () => {
    const timing = new BitTiming(500_000, 500_000);
    const counters = new BusCounters();
    counters.frames = 3;
    counters.errorFrames = 1;
    counters.busyUnits = 50 * timing.unitsPerBit;
    expect(counters.figures(timing)).toEqual({ frames: 3, errorFrames: 1, busyUs: 100 });
  });

  it('continue from a snapshot', () => {
    const counters = new BusCounters();
    counters.restore({ frames: 7, errorFrames: 2, busyUnits: 900 });
    counters.frames++;
    expect(counters.snapshot()).toEqual({ frames: 8, errorFrames: 2, busyUnits: 900 });
  });
});
