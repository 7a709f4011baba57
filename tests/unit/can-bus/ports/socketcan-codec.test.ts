import { describe, expect, it } from 'vitest';
import { CanFrame, dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { filtersFor, SocketcanDecoder, SocketcanEncoder } from '../../../../can-bus/ports/socketcan-codec.ts';
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
      expect(new SocketcanDecoder().decode(encode(frame))).toEqual(frame);
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

describe('frames from the socketcan package', () => {
  const message = (parts: Partial<SocketcanMessage> = {}): SocketcanMessage => ({
    id: 0x750,
    data: Buffer.of(2, 0x3e, 0),
    ...parts,
  });

  it('are the same object again while their content is the same', () => {
    const decoder = new SocketcanDecoder();
    const first = decoder.decode(message());
    expect(first).toEqual(dataFrame(0x750, Uint8Array.of(2, 0x3e, 0)));
    expect(decoder.decode(message())).toBe(first);
  });

  it.each([
    ['other data', { data: Buffer.of(2, 0x3e, 1) }],
    ['more data', { data: Buffer.of(2, 0x3e, 0, 0) }],
    ['a 29-bit id of the same value', { ext: true }],
    ['another id in the same place', { id: 0x740 }],
    ['a remote frame', { rtr: true }],
  ])('are another object with %s', (_what, parts) => {
    const decoder = new SocketcanDecoder();
    const first = decoder.decode(message());
    const second = decoder.decode(message(parts));
    expect(second).not.toBe(first);
    expect(second).toEqual(new SocketcanDecoder().decode(message(parts)));
    expect(decoder.decode(message())).toEqual(first);
  });

  it('are an object each where they have a time stamp, which is kept by frame', () => {
    const decoder = new SocketcanDecoder();
    const stamped = message({ ts_sec: 1, ts_usec: 2 });
    const first = decoder.decode(stamped);
    expect(decoder.decode(stamped)).not.toBe(first);
    const unstamped = decoder.decode(message());
    expect(unstamped).not.toBe(first);
    expect(decoder.decode(stamped)).not.toBe(unstamped);
  });

  it('do not share the bytes of the package, which uses its buffer again', () => {
    const data = Buffer.of(1, 2);
    const frame = new SocketcanDecoder().decode(message({ data }));
    data[0] = 9;
    expect([...(frame?.data ?? [])]).toEqual([1, 2]);
  });
});
