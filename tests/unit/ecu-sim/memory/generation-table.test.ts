import { describe, expect, it } from 'vitest';
import { toHex } from '../../../../can-bus/bytes/hex.ts';
import { decodeGenerations, encodeGenerations } from '../../../../ecu-sim/memory/generation-table.ts';

const GENERATIONS = { keys: 1, security: 2, log: 3, identity: 4, faults: 0x0102_0304_0506 };

describe('the table of generations', () => {
  it('has six bytes for each block in order, then a checksum', () => {
    const bytes = encodeGenerations(GENERATIONS);
    expect(toHex(bytes.subarray(0, 30))).toBe('000000000001000000000002000000000003000000000004010203040506');
    expect(bytes).toHaveLength(34);
    expect(decodeGenerations(bytes)).toEqual(GENERATIONS);
  });

  it('VEH-5: is not read with any one byte damaged, or with another length', () => {
    const bytes = encodeGenerations(GENERATIONS);
    for (const [index, byte] of bytes.entries()) {
      expect(decodeGenerations(bytes.with(index, byte ^ 1)), `byte ${index}`).toBeNull();
    }
    expect(decodeGenerations(bytes.subarray(1))).toBeNull();
    expect(decodeGenerations(new Uint8Array(0))).toBeNull();
    expect(decodeGenerations(Uint8Array.of(...bytes, 0))).toBeNull();
  });
});
