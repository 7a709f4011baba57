import { describe, expect, it } from 'vitest';
import { CanFrame, dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { decodeSocketcanFrame, filtersFor, SocketcanEncoder } from '../../../../can-bus/ports/socketcan-codec.ts';
import type { SocketcanMessage } from '../../../../can-bus/ports/socketcan-module.ts';

const encode = (frame: CanFrame): SocketcanMessage => new SocketcanEncoder().encode(frame);

describe('frames for the socketcan package', () => {
  it('are asserted to fit: a longer one would be copied over what follows it', () => {
    const tooLong = new CanFrame('data', 1, false, new Uint8Array(9), 9, false, false);
    expect(() => encode(tooLong)).toThrow('a frame of 9 bytes, not 0 to 8');
    const tooLongFd = new CanFrame('data', 1, false, new Uint8Array(65), 65, true, false);
    expect(() => encode(tooLongFd)).toThrow('a frame of 65 bytes, not 0 to 64');
  });

  it('hold only the bytes of the frame where these are part of a larger buffer', () => {
    const all = Uint8Array.of(1, 2, 3, 4, 5);
    const { data } = encode(dataFrame(1, all.subarray(1, 3)));
    expect([...data]).toEqual([2, 3]);
  });

  it('are received as they were sent', () => {
    for (const frame of [
      dataFrame(0x7ff, Uint8Array.of(1, 2)),
      dataFrame(0x1, Uint8Array.of(9), { extended: true }),
      dataFrame(0x7e8, new Uint8Array(64).fill(7), { fd: true }),
    ]) {
      expect(decodeSocketcanFrame(encode(frame))).toEqual(frame);
    }
  });

  it('are each filled anew, and no more than a message of each length is made', () => {
    const encoder = new SocketcanEncoder();
    const remote = encoder.encode(new CanFrame('remote', 0x1ffff, true, new Uint8Array(0), 2, false, false));
    expect([remote.id, remote.ext, remote.rtr, remote.data.length]).toEqual([0x1ffff, true, true, 2]);
    const data = encoder.encode(dataFrame(0x7e8, Uint8Array.of(7, 8)));
    expect(data).toBe(remote);
    expect(data).toEqual({ id: 0x7e8, ext: false, rtr: false, fd_brs: false, data: Buffer.of(7, 8) });
  });

  it('are filtered by the kernel only up to as many ids as it takes', () => {
    const ids = Array.from({ length: 513 }, (_, id) => id);
    expect(filtersFor(ids.slice(0, 512))).toHaveLength(512);
    expect(filtersFor(ids)).toEqual([]);
  });
});
