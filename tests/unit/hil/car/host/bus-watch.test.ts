import { describe, expect, it } from 'vitest';
import { BusWatch } from '../../../../../hil/car/host/bus-watch.ts';

const SECOND = 1_000_000;
const CALM = { waiting: [], heldBack: [] };

describe('the watch over the bus', () => {
  it('measures the load of each second of vehicle time, or of more where time jumps', () => {
    const watch = new BusWatch();
    expect(watch.loadPercent).toBe(0);
    expect([watch.isDue(999_999), watch.isDue(SECOND)]).toEqual([false, true]);
    expect(watch.take({ nowUs: SECOND, busyUs: 250_000, ...CALM })).toBeNull();
    expect(watch.loadPercent).toBe(25);
    expect(watch.isDue(1_999_999)).toBe(false);
    watch.take({ nowUs: 11 * SECOND, busyUs: 1_250_000, ...CALM });
    expect(watch.loadPercent).toBe(10);
  });

  it('has nothing to say of a full bus on which nobody is held back or waits long', () => {
    const watch = new BusWatch();
    const waiting = [{ name: 'smart-key', sinceUs: 500_001 }];
    expect(watch.take({ nowUs: SECOND, busyUs: SECOND, waiting, heldBack: [] })).toBeNull();
  });

  it('names the client that fills the bus, and who has waited for half a second; then not for 10 s', () => {
    const watch = new BusWatch();
    const waiting = [{ name: 'smart-key', sinceUs: 200_000 }];
    const heldBack = ['socketcand:127.0.0.1:4000'];
    const at = (seconds: number): string | null =>
      watch.take({ nowUs: seconds * SECOND, busyUs: seconds * 990_000, waiting, heldBack });
    expect(at(1)).toBe(
      'the bus is at 99 % load: socketcand:127.0.0.1:4000 sends more than it carries; waiting for the bus: smart-key for 0.8 s',
    );
    expect(at(10)).toBeNull();
    expect(at(11)).toMatch(/smart-key for 10\.8 s$/);
  });

  it('counts half a second as long, and a load of 90 % as full', () => {
    const at = (sinceUs: number, busyUs: number, heldBack: readonly string[]): string | null =>
      new BusWatch().take({ nowUs: SECOND, busyUs, waiting: [{ name: 'body', sinceUs }], heldBack });
    expect(at(500_000, 0, [])).toBe('the bus is at 0 % load; waiting for the bus: body for 0.5 s');
    expect(at(500_001, 0, [])).toBeNull();
    expect(at(500_001, 900_000, ['slow'])).toBe('the bus is at 90 % load: slow sends more than it carries');
    expect(at(500_001, 890_000, ['slow'])).toBeNull();
  });

  it('says who waits though nobody is held back: a real bus behind a port may be full by itself', () => {
    const waiting = [{ name: 'body', sinceUs: 0 }];
    expect(new BusWatch().take({ nowUs: SECOND, busyUs: 0, waiting, heldBack: [] })).toBe(
      'the bus is at 0 % load; waiting for the bus: body for 1.0 s',
    );
  });
});
