import { describe, expect, it } from 'vitest';
import { decodeSignal, encodeSignal, SignalError, type SignalSpec } from '../../../../can-bus/dbc/signal.ts';

function spec(startBit: number, length: number): SignalSpec {
  return { name: 'X', startBit, length };
}

describe('big-endian signals in DBC numbering', () => {
  const vectors: readonly { spec: SignalSpec; value: number; bytes: readonly number[] }[] = [
    { spec: spec(7, 1), value: 1, bytes: [0x80, 0, 0, 0, 0, 0, 0, 0] },
    { spec: spec(0, 1), value: 1, bytes: [0x01, 0, 0, 0, 0, 0, 0, 0] },
    { spec: spec(45, 1), value: 1, bytes: [0, 0, 0, 0, 0, 0x20, 0, 0] },
    { spec: spec(7, 2), value: 2, bytes: [0x80, 0, 0, 0, 0, 0, 0, 0] },
    { spec: spec(15, 16), value: 0x3138, bytes: [0, 0x31, 0x38, 0, 0, 0, 0, 0] },
    { spec: spec(2, 6), value: 0b101101, bytes: [0b101, 0b1010_0000, 0, 0, 0, 0, 0, 0] },
    { spec: spec(7, 32), value: 0xdeadbeef, bytes: [0xde, 0xad, 0xbe, 0xef, 0, 0, 0, 0] },
    { spec: spec(60, 1), value: 1, bytes: [0, 0, 0, 0, 0, 0, 0, 0x10] },
  ];

  for (const vector of vectors) {
    const title = `${vector.spec.startBit}|${vector.spec.length} = ${vector.value}`;
    it(`writes and reads ${title}`, () => {
      const bytes = new Uint8Array(8);
      encodeSignal(bytes, vector.spec, vector.value);
      expect([...bytes]).toEqual(vector.bytes);
      expect(decodeSignal(bytes, vector.spec)).toBe(vector.value);
    });
  }

  it('clears the bits of an old value and leaves those of other signals', () => {
    const bytes = new Uint8Array([0xff, 0xff]);
    encodeSignal(bytes, spec(5, 4), 0);
    expect([...bytes]).toEqual([0b1100_0011, 0xff]);
  });

  for (const value of [-1, 4, 1.5, NaN, Infinity]) {
    it(`refuses ${value} for two bits by the signal's name, and writes nothing`, () => {
      const bytes = new Uint8Array([0b0100_0000]);
      const attempt = (): void => encodeSignal(bytes, { name: 'POWER_MODE', startBit: 7, length: 2 }, value);
      expect(attempt).toThrow(SignalError);
      expect(attempt).toThrow(expect.objectContaining({ code: 'SIGNAL_VALUE', signal: 'POWER_MODE' }));
      expect([...bytes]).toEqual([0b0100_0000]);
    });
  }

  for (const layout of [spec(0, 2), spec(7, 0), spec(7, 33), spec(-1, 1), spec(8, 1), spec(1.5, 1)]) {
    it(`refuses ${layout.startBit}|${layout.length} in one byte`, () => {
      const misplaced = expect.objectContaining({ code: 'SIGNAL_LAYOUT', signal: 'X' });
      expect(() => encodeSignal(new Uint8Array(1), layout, 0)).toThrow(misplaced);
      expect(() => decodeSignal(new Uint8Array(1), layout)).toThrow(misplaced);
    });
  }
});
