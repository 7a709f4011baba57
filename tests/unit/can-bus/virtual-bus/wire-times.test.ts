import { describe, expect, it } from 'vitest';
import { BitTiming, WireInstant } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { WireTimes } from '../../../../can-bus/virtual-bus/wire-times.ts';

/** 2 µs a bit. */
const FAST = new BitTiming(500_000);
/** A unit is a bit, of 12.0048… µs. */
const ODD = new BitTiming(83_300);

describe('the times on the wire', () => {
  it('begin at the instant given, and keep the wire busy to the end of the intermission', () => {
    const wire = new WireTimes(FAST, 100);
    expect([wire.start.anchorUs, wire.end.anchorUs, wire.free.anchorUs, wire.units]).toEqual([100, 100, 100, 0]);
    const from = new WireInstant(FAST, 1000);
    wire.begin(from, 50);
    from.setMicros(5);
    expect([wire.start.anchorUs, wire.end.ceilUs(), wire.units]).toEqual([1000, 1100, 50]);
    expect(wire.leave()).toBe(53);
    expect(wire.free.ceilUs()).toBe(1106);
  });

  it('begin when the wire is free, or later where the frame is ready later', () => {
    const wire = new WireTimes(FAST, 0);
    wire.beginFrom(10, 50);
    wire.leave();
    wire.beginFrom(10, 20);
    expect([wire.start.ceilUs(), wire.end.ceilUs(), wire.units]).toEqual([116, 156, 20]);
    wire.leave();
    wire.beginFrom(162, 1);
    expect(wire.start.ceilUs()).toBe(162);
    wire.leave();
    wire.beginFrom(171, 1);
    expect(wire.start.ceilUs()).toBe(171);
  });

  it('begin a number of units after an instant', () => {
    const wire = new WireTimes(FAST, 0);
    wire.beginAfter(1_000, 53, 60);
    expect([wire.start.ceilUs(), wire.end.ceilUs(), wire.units]).toEqual([1_106, 1_226, 60]);
    const odd = new WireTimes(ODD, 0);
    odd.beginAfter(7, 103, 100);
    expect([odd.start.anchorUs, odd.start.units, odd.end.units, odd.units]).toEqual([7, 103, 203, 100]);
  });

  it('are exact between microseconds', () => {
    const wire = new WireTimes(ODD, 0);
    wire.beginFrom(0, 100);
    expect(wire.end.ceilUs()).toBe(1201);
    wire.leave();
    // 103 bits are 1236.49 µs; the wire continues there, not at the next whole microsecond.
    wire.beginFrom(1236, 100);
    expect([wire.start.anchorUs, wire.start.units]).toEqual([0, 103]);
    expect(wire.end.ceilUs()).toBe(2437);
  });

  it('end earlier or later than planned', () => {
    const wire = new WireTimes(FAST, 0);
    wire.beginFrom(0, 100);
    wire.endAfter(new WireInstant(FAST, 60), 20);
    expect([wire.end.ceilUs(), wire.units]).toEqual([100, 50]);
  });

  it('are restored from a snapshot', () => {
    const wire = new WireTimes(ODD, 0);
    wire.beginFrom(3, 100);
    wire.leave();
    const snapshot = wire.snapshot();
    expect(snapshot).toEqual({
      start: { anchorUs: 3, units: 0 },
      end: { anchorUs: 3, units: 100 },
      free: { anchorUs: 3, units: 103 },
      units: 100,
    });
    const other = new WireTimes(ODD, 9);
    other.restore(snapshot);
    expect(other.snapshot()).toEqual(snapshot);
    expect(other.free.order).toBe(wire.free.order);
  });
});
