import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { BlfWriter, encodeBlf } from '../../../../can-bus/trace/blf.ts';

const FRAME = { timeUs: 1_000_001, frame: dataFrame(0x7b5, Uint8Array.of(2, 0x10, 3)) };
const DATE = '2019-07-01T08:00:00.250Z';

describe('a BLF log (interfaces, traces)', () => {
  it('begins with LOGG, its head’s length, and the date as SYSTEMTIME', () => {
    const head = new BlfWriter({ date: DATE }).head();
    expect(toHex(head.subarray(0, 8))).toBe('4C4F474790000000');
    expect(toHex(head.subarray(40, 56))).toBe('E307070001000100080000000000FA00');
  });

  it('has the totals in its head once it is written', () => {
    const writer = new BlfWriter({ date: DATE });
    writer.frame(FRAME);
    const container = writer.flush();
    const view = new DataView(writer.head().buffer);
    expect(view.getBigUint64(16, true)).toBe(144n + BigInt(container.length));
    expect(view.getBigUint64(24, true)).toBe(144n + 32n + 48n);
    expect(view.getUint32(32, true)).toBe(1);
  });

  it('holds a frame as CAN_MESSAGE with a time in nanoseconds, in a compressed container', () => {
    const [, container = new Uint8Array(0)] = [...encodeBlf([FRAME], DATE)];
    const size = new DataView(container.buffer).getUint32(8, true);
    expect(toHex(container.subarray(0, 8))).toBe('4C4F424A10000100');
    expect([size + (size % 4), container[12], container[16]]).toEqual([container.length, 10, 2]);
    expect(toHex(inflateSync(container.subarray(32, size)))).toBe(
      // LOBJ, head 32, version 1, size 48, type 1; nanoseconds, 1,000,001,000 of them
      `4C4F424A2000010030000000010000000200000000000000E8CD9A3B00000000` +
        // channel 1, flags, DLC, id, data
        '01000003B50700000210030000000000',
    );
  });

  it('begins a new container after 128 KiB', () => {
    const parts = [...encodeBlf(new Array(6000).fill(FRAME), DATE)];
    expect(parts.length).toBe(1 + Math.ceil((6000 * 48) / 131_072));
  });

  it('takes a bus with a name longer than a container', () => {
    const writer = new BlfWriter({ date: DATE });
    writer.frame(FRAME, 'x'.repeat(200_000));
    expect(inflateSync(writer.flush().subarray(32)).length).toBeGreaterThan(0);
  });
});
