import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';
import { LoadMeter } from '../../../../hil/report/load-meter.ts';

const FRAME = dataFrame(0x123, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
/** At 500 kbit/s a bit takes 2 µs; three bits of intermission follow a frame. */
const FRAME_US = (wireBits(FRAME) + 3) * 2;

describe('the load of a bus', () => {
  it('is 0 without frames', () => {
    expect(new LoadMeter(500_000).build(2000)).toEqual({ binUs: 1000, permille: [0, 0], frames: 0 });
  });

  it('is the time that frames take, in bins of 1 ms', () => {
    const meter = new LoadMeter(500_000);
    meter.frame(1000, FRAME);
    meter.frame(1700, FRAME);
    meter.frame(1990, FRAME);
    expect(meter.build(2000)).toEqual({ binUs: 1000, permille: [FRAME_US, 2 * FRAME_US], frames: 3 });
  });

  it('is never above 1000', () => {
    const meter = new LoadMeter(500_000);
    for (let index = 0; index < 9; index++) meter.frame(500, FRAME);
    expect(meter.build(1000).permille).toEqual([1000]);
  });

  it('has at most 256 bins: they get twice as wide', () => {
    const meter = new LoadMeter(500_000);
    meter.frame(1000, FRAME);
    meter.frame(2000, FRAME);
    meter.frame(256_001, FRAME);
    const { binUs, permille } = meter.build(257_000);
    expect([binUs, permille.length]).toEqual([2000, 129]);
    expect(permille[0]).toBe(FRAME_US);
    expect(permille.slice(1, -1).every((load) => load === 0)).toBe(true);
  });
});
