import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { TraceHash } from '../../../../can-bus/trace/trace-hash.ts';
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
