import { describe, expect, it } from 'vitest';
import { CanFrame, dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { decodeSocketcanFrame, encodeSocketcanFrame, filtersFor } from '../../../../can-bus/ports/socketcan-codec.ts';

describe('frames for the socketcan package', () => {
  it('are asserted to fit: a longer one would be copied over what follows it', () => {
    const tooLong = new CanFrame('data', 1, false, new Uint8Array(9), 9, false, false);
    expect(() => encodeSocketcanFrame(tooLong)).toThrow('a frame of 9 bytes, not 0 to 8');
    const tooLongFd = new CanFrame('data', 1, false, new Uint8Array(65), 65, true, false);
    expect(() => encodeSocketcanFrame(tooLongFd)).toThrow('a frame of 65 bytes, not 0 to 64');
  });

  it('hold only the bytes of the frame where these are part of a larger buffer', () => {
    const all = Uint8Array.of(1, 2, 3, 4, 5);
    const { data } = encodeSocketcanFrame(dataFrame(1, all.subarray(1, 3)));
    expect([...data]).toEqual([2, 3]);
  });

  it('come back as they were sent', () => {
    for (const frame of [
      dataFrame(0x7ff, Uint8Array.of(1, 2)),
      dataFrame(0x1, Uint8Array.of(9), { extended: true }),
      dataFrame(0x7e8, new Uint8Array(64).fill(7), { fd: true }),
    ]) {
      expect(decodeSocketcanFrame(encodeSocketcanFrame(frame))).toEqual(frame);
    }
  });

  it('are filtered by the kernel only up to as many ids as it takes', () => {
    const ids = Array.from({ length: 513 }, (_, id) => id);
    expect(filtersFor(ids.slice(0, 512))).toHaveLength(512);
    expect(filtersFor(ids)).toEqual([]);
  });
});
