import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { VirtualBusOptions } from '../../../../can-bus/virtual-bus/bus-options.ts';
import type { Station } from '../../../../can-bus/virtual-bus/station.ts';
import { VirtualBus } from '../../../../can-bus/virtual-bus/virtual-bus.ts';

/** 50 bits: 100 µs at 500 kbit/s. */
const SHORT = dataFrame(0x000, new Uint8Array(0));

function bench(options: VirtualBusOptions = {}): { bus: VirtualBus; a: Station; b: Station } {
  const bus = new VirtualBus(options, () => undefined);
  return { bus, a: bus.addStation('a'), b: bus.addStation('b') };
}

/** What is due up to an instant. */
function runTo(bus: VirtualBus, timeUs: number): void {
  while (bus.deadlineUs <= timeUs) bus.onDeadline(bus.deadlineUs);
}

describe('a bus on which a frame may pass without arbitration', () => {
  it('has no frame on the wire, and its intermission is over', () => {
    const { bus, a } = bench();
    expect(bus.isFreeAt(0)).toBe(true);
    bus.request(a, SHORT, 0);
    expect(bus.isFreeAt(0)).toBe(false);
    runTo(bus, 100);
    expect([bus.isFreeAt(105), bus.isFreeAt(106)]).toEqual([false, true]);
  });

  it('is not free before the end of an intermission that lies between two microseconds', () => {
    const { bus, a } = bench({ bitRate: 83_333 });
    bus.request(a, SHORT, 0);
    // 53 bits of 12.00005 µs: 636.0025 µs.
    runTo(bus, 601);
    expect([bus.isFreeAt(636), bus.isFreeAt(637)]).toEqual([false, true]);
  });

  it('has nobody with a frame, be it of a node that went bus-off', () => {
    const { bus, a } = bench();
    bus.forceBusOff(a, true, 0);
    bus.request(a, SHORT, 0);
    expect(bus.isFreeAt(10)).toBe(false);
    bus.resetStation(a, 10);
    expect(bus.isFreeAt(10)).toBe(true);
  });

  it('has no errors left that good frames count down', () => {
    const { bus, a, b } = bench();
    bus.setFaults({ corrupt: 1, count: 1 });
    bus.request(a, SHORT, 0);
    runTo(bus, 1_000);
    bus.setFaults({});
    expect([a.transmitErrors, b.receiveErrors, bus.isFreeAt(1_000)]).toEqual([7, 0, false]);
    for (let sent = 1; sent <= 7; sent++) {
      expect(bus.isFreeAt(1_000 * sent)).toBe(false);
      bus.request(a, SHORT, 1_000 * sent);
      runTo(bus, 1_000 * sent + 999);
    }
    expect([a.transmitErrors, bus.isFreeAt(8_000)]).toEqual([0, true]);
  });
});

describe('a frame that begins when the bus is free', () => {
  it.each([
    [176, 344],
    [177, 344],
    [178, 345],
  ])('asked for at %i µs, with the bus free at 176 µs and two thirds, ends at %i µs', (requestUs, endUs) => {
    const { bus, a, b } = bench({ bitRate: 300_000 });
    bus.request(a, SHORT, 0);
    runTo(bus, requestUs);
    bus.request(b, SHORT, requestUs);
    expect(bus.deadlineUs).toBe(endUs);
  });

  it.each([
    [176, 344],
    [177, 344],
    [178, 345],
  ])('asked for at %i µs, after one that has passed, ends at %i µs', (requestUs, endUs) => {
    const { bus, a } = bench({ bitRate: 300_000 });
    bus.passed(1, 53, 0, 0, 50);
    expect([bus.isFreeAt(176), bus.isFreeAt(177)]).toEqual([false, true]);
    bus.request(a, SHORT, requestUs);
    expect(bus.deadlineUs).toBe(endUs);
  });

  it('follows the last of those that have passed, which count as any others', () => {
    const { bus, a } = bench();
    bus.passed(3, 190, 1_000, 53, 60);
    expect(bus.figures()).toEqual({ frames: 3, errorFrames: 0, busyUs: 380 });
    expect([bus.isFreeAt(1_231), bus.isFreeAt(1_232)]).toEqual([false, true]);
    bus.request(a, SHORT, 1_000);
    expect(bus.deadlineUs).toBe(1_332);
  });

  it('is arbitrated with one that is asked for in the same microsecond, before the bus is free', () => {
    const { bus, a, b } = bench({ bitRate: 300_000 });
    bus.request(a, SHORT, 0);
    runTo(bus, 176);
    bus.request(a, SHORT, 176);
    bus.request(b, dataFrame(0x7ff, new Uint8Array(0)), 176);
    expect([bus.sender?.name, bus.deadlineUs]).toEqual(['a', 344]);
  });

  it('is withdrawn with its node before, and breaks off a fraction of a microsecond after', () => {
    const lines = (resetUs: number): readonly string[] => {
      const reported: string[] = [];
      const bus = new VirtualBus({ bitRate: 300_000 }, (timeUs, { kind }) => reported.push(`${timeUs} ${kind}`));
      const a = bus.addStation('a');
      bus.request(a, SHORT, 0);
      bus.request(a, SHORT, 0);
      runTo(bus, resetUs);
      bus.resetStation(a, resetUs);
      runTo(bus, 1_000);
      return reported;
    };
    expect(lines(176)).toEqual([]);
    // 20 bits of 3.33 µs.
    expect(lines(177)).toEqual(['244 frame-aborted']);
  });
});

describe('arbitration between a classical frame and an FD frame of the same identifier', () => {
  it.each(['classical first', 'FD first'])('is won by the classical one: attached %s', (order) => {
    const { bus, a, b } = bench();
    const fd = dataFrame(0x000, new Uint8Array(0), { fd: true });
    const [first, second] = order === 'FD first' ? [fd, SHORT] : [SHORT, fd];
    bus.request(a, first, 0);
    bus.request(b, second, 0);
    runTo(bus, 10);
    expect(bus.frame).toBe(SHORT);
  });
});
