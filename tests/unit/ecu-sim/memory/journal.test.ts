import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { decodeJournal, encodeJournal } from '../../../../ecu-sim/memory/journal.ts';

const VERSIONS = [
  { block: 'keys', generation: 1, payload: fromHex('AA') },
  { block: 'faults', generation: 2, payload: fromHex('') },
] as const;

describe('the journal of the memory', () => {
  it('has the number of blocks and the blocks, a checksum, and the commit mark at its end', () => {
    const bytes = encodeJournal(VERSIONS);
    expect(toHex(bytes.subarray(0, -5))).toBe('02' + '0000000000000100000001AA' + '0400000000000200000000');
    expect(bytes.at(-1)).toBe(0x5a);
    expect(decodeJournal(bytes)).toEqual(VERSIONS);
  });

  it('VEH-4: without its last byte does not exist', () => {
    const bytes = encodeJournal(VERSIONS);
    for (let length = 0; length < bytes.length; length++) {
      const written = new Uint8Array(bytes.length);
      written.set(bytes.subarray(0, length));
      expect(decodeJournal(written), `${length} bytes`).toBeNull();
      expect(decodeJournal(bytes.subarray(0, length)), `${length} bytes`).toBeNull();
    }
  });

  it('VEH-5: is not read with any one byte damaged', () => {
    const bytes = encodeJournal(VERSIONS);
    for (const [index, byte] of bytes.entries()) expect(decodeJournal(bytes.with(index, byte ^ 1))).toBeNull();
  });

  it('VEH-4: is not read where there is nothing before the mark, or less than a checksum', () => {
    for (let zeros = 0; zeros <= 4; zeros++) {
      expect(decodeJournal(Uint8Array.of(...new Uint8Array(zeros), 0x5a)), `${zeros} bytes`).toBeNull();
    }
  });
});
