import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { BLOCK_NAMES, decodeBlockCopy, encodeBlockCopy, perBlock } from '../../../../ecu-sim/memory/block-copy.ts';

const VERSION = { block: 'log', generation: 0x0102_0304_0506, payload: fromHex('AA BB') } as const;
/** Block 2, generation, length, payload, CRC-32. */
const COPY = '02 01 02 03 04 05 06 00 00 00 02 AA BB';

describe('a copy of a memory block', () => {
  it('keeps the order of the blocks, whose numbers are stored', () => {
    expect(BLOCK_NAMES).toEqual(['keys', 'security', 'log', 'identity', 'faults']);
    expect(perBlock((block) => block.length)).toEqual({ keys: 4, security: 8, log: 3, identity: 8, faults: 6 });
  });

  it('has number, generation, length and payload in front of its checksum', () => {
    const bytes = encodeBlockCopy(VERSION);
    expect(toHex(bytes.subarray(0, -4), ' ')).toBe(COPY);
    expect(bytes).toHaveLength(17);
    expect(decodeBlockCopy(bytes, 'log')).toEqual(VERSION);
  });

  it('is read with any bytes after it', () => {
    const bytes = Uint8Array.of(...encodeBlockCopy(VERSION), 0xff, 0xff);
    expect(decodeBlockCopy(bytes, 'log')).toEqual(VERSION);
  });

  it('VEH-5: is not read with any one byte damaged, cut short, or for another block', () => {
    const bytes = encodeBlockCopy(VERSION);
    for (const [index, byte] of bytes.entries()) {
      expect(decodeBlockCopy(bytes.with(index, byte ^ 1), 'log'), `byte ${index}`).toBeNull();
    }
    expect(decodeBlockCopy(bytes.subarray(0, -1), 'log')).toBeNull();
    expect(decodeBlockCopy(bytes.subarray(0, 5), 'log')).toBeNull();
    expect(decodeBlockCopy(bytes, 'keys')).toBeNull();
  });
});
