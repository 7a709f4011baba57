import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { PackedWriter, TraceHash } from '../../../../can-bus/trace/trace-hash.ts';
import { wireBits } from '../../../../can-bus/virtual-bus/bit-timing.ts';

function hashOf(write: (hash: TraceHash) => void): string {
  const hash = new TraceHash();
  write(hash);
  return hash.digest();
}

function hashOfEvent(event: object): string {
  return hashOf((hash) => hash.event(1, 'a', event));
}

const FRAME = dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03));

describe('trace hash', () => {
  it('is SHA-256 over packed records: name, then frame', () => {
    const time = new Uint8Array(8);
    new DataView(time.buffer).setFloat64(0, 1_500, true);
    const name = [3, 4, 0, 0, 0, ...new TextEncoder().encode('tool')];
    const frame = [1, ...time, 0, 0, 0, 0, 0xb5, 0x07, 0, 0, 0, 3, 3, 0, 0, 0, 0x02, 0x10, 0x03];
    const expected = createHash('sha256')
      .update(Uint8Array.from([...name, ...frame]))
      .digest('hex');
    expect(hashOf((hash) => hash.frame(1_500, FRAME, 'tool'))).toBe(expected);
  });

  it('can be read in between without changing what follows', () => {
    const hash = new TraceHash();
    hash.frame(1, FRAME, 'a');
    const first = hash.digest();
    expect(hash.digest()).toBe(first);
    hash.frame(2, FRAME, 'a');
    expect(hash.digest()).toBe(
      hashOf((whole) => {
        whole.frame(1, FRAME, 'a');
        whole.frame(2, FRAME, 'a');
      }),
    );
  });

  it('differs with anything that differs in a frame', () => {
    const frames: [number, CanFrame, string][] = [
      [1, FRAME, 'a'],
      [2, FRAME, 'a'],
      [1, FRAME, 'b'],
      [1, dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x02)), 'a'],
      [1, dataFrame(0x7b5, Uint8Array.of(0x02, 0x10)), 'a'],
      [1, dataFrame(0x7b4, Uint8Array.of(0x02, 0x10, 0x03)), 'a'],
      [1, dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03), { extended: true }), 'a'],
      [1, dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03), { fd: true }), 'a'],
      [1, dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0x03), { fd: true, bitRateSwitch: true }), 'a'],
      [1, remoteFrame(0x7b5, 0), 'a'],
      [1, remoteFrame(0x7b5, 3), 'a'],
    ];
    const digests = frames.map(([timeUs, frame, sender]) => hashOf((hash) => hash.frame(timeUs, frame, sender)));
    expect(new Set(digests).size).toBe(frames.length);
  });

  it('does not depend on the order in which an event was built, nor on members that are undefined', () => {
    const one = { kind: 'beep', count: 2, where: { b: 1, a: [true, null] } };
    const other = { where: { a: [true, null], b: 1 }, extra: undefined, count: 2, kind: 'beep' };
    expect(hashOfEvent(other)).toBe(hashOfEvent(one));
  });

  it('differs with anything that differs in an event', () => {
    const events = [
      {},
      { a: 1 },
      { b: 1 },
      { a: 2 },
      { a: '1' },
      { a: true },
      { a: false },
      { a: null },
      { a: [] },
      { a: {} },
      { a: [1] },
      { a: [1, 2] },
      { a: [[1], 2] },
      { a: Uint8Array.of(1) },
      { a: Uint8Array.of(2) },
      { a: 1, b: 1 },
      { a: 'ab', b: 'c' },
      { a: 'a', b: 'bc' },
      { a: NaN },
      { a: Infinity },
    ];
    expect(new Set(events.map(hashOfEvent)).size).toBe(events.length);
    expect(hashOfEvent({ a: -0 })).toBe(hashOfEvent({ a: 0 }));
  });

  it('does not depend on whether the length of a frame in an event was counted before', () => {
    const event = (frame: CanFrame): object => ({ kind: 'fault-struck', frame });
    const counted = dataFrame(0x123, Uint8Array.of(1, 2, 3));
    wireBits(counted);
    expect(hashOfEvent(event(dataFrame(0x123, Uint8Array.of(1, 2, 3))))).toBe(hashOfEvent(event(counted)));
  });

  it('takes more than one buffer', () => {
    const long = new Uint8Array(200_000).fill(7);
    const digest = hashOf((hash) => {
      for (let i = 0; i < 10_000; i++) hash.frame(i, FRAME, 'a');
      hash.event(1, 'a', { long });
      hash.event(2, 'a', { text: 'x'.repeat(70_000) });
    });
    long[199_999] = 8;
    const other = hashOf((hash) => {
      for (let i = 0; i < 10_000; i++) hash.frame(i, FRAME, 'a');
      hash.event(1, 'a', { long });
      hash.event(2, 'a', { text: 'x'.repeat(70_000) });
    });
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
    expect(other).not.toBe(digest);
  });

  it('refuses what has no value to compare', () => {
    const loop: { self?: object } = {};
    loop.self = loop;
    for (const event of [{ a: () => 1 }, { a: Symbol('s') }, { a: 1n }, loop])
      expect(() => hashOfEvent(event)).toThrow(TypeError);
  });
});

/** The chunks, copied: each is valid only during the call. */
function written(write: (writer: PackedWriter) => void): readonly Uint8Array[] {
  const chunks: Uint8Array[] = [];
  const writer = new PackedWriter((chunk) => chunks.push(chunk.slice()));
  write(writer);
  writer.flush();
  return chunks;
}

function hexOf(write: (writer: PackedWriter) => void): string {
  return written(write)
    .map((chunk) => toHex(chunk, ' '))
    .join(' | ');
}

describe('the packed writer', () => {
  it('writes little-endian', () => {
    expect(
      hexOf((writer) => {
        writer.u8(0xfe);
        writer.u32(0x0102_0304);
        writer.f64(1);
      }),
    ).toBe('FE 04 03 02 01 00 00 00 00 00 00 F0 3F');
  });

  it('writes a record as its parts one by one', () => {
    const data = fromHex('AA BB');
    const record = hexOf((writer) => {
      writer.record(7, 1.5, 2, 0xffff_ffff, 3, 4, data);
    });
    expect(record).toBe('07 00 00 00 00 00 00 F8 3F 02 00 00 00 FF FF FF FF 03 04 02 00 00 00 AA BB');
  });

  it('refuses a record with more than 64 bytes', () => {
    expect(() =>
      written((writer) => {
        writer.record(0, 0, 0, 0, 0, 0, new Uint8Array(65));
      }),
    ).toThrow(new RangeError('65 bytes in a record, the maximum is 64'));
  });

  it('writes a text as UTF-8 behind its length in bytes', () => {
    expect(
      hexOf((writer) => {
        writer.string('ab');
      }),
    ).toBe('02 00 00 00 61 62');
    expect(
      hexOf((writer) => {
        writer.string('é');
      }),
    ).toBe('02 00 00 00 C3 A9');
    expect(
      written((writer) => {
        writer.string('x'.repeat(65));
      })[0]?.subarray(0, 5),
    ).toEqual(fromHex('41 00 00 00 78'));
  });

  it('writes a blob behind its length', () => {
    expect(
      hexOf((writer) => {
        writer.blob(fromHex('01 02 03'));
      }),
    ).toBe('03 00 00 00 01 02 03');
    expect(
      hexOf((writer) => {
        writer.blob(new Uint8Array(0));
      }),
    ).toBe('00 00 00 00');
  });

  it('gives on chunks of 64 KiB at most, and a longer blob by itself', () => {
    const chunks = written((writer) => {
      writer.blob(new Uint8Array(65_532));
      writer.u8(1);
      writer.blob(new Uint8Array(65_537));
    });
    expect(chunks.map(({ length }) => length)).toEqual([65_536, 5, 65_537]);
  });

  it('gives on nothing where nothing was written', () => {
    expect(written(() => undefined)).toEqual([]);
  });
});
