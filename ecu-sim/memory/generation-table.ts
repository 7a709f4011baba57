import { crc32 } from 'node:zlib';

import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { BLOCK_NAMES, type PerBlock, perBlock } from './block-copy.ts';

/** The newest generation of each block, stored apart from the blocks: it reveals an older copy (VEH-5). */
export type Generations = PerBlock<number>;

/** u48 for each block in the order of their numbers, then CRC-32 over these. */
const BODY_LENGTH = 6 * BLOCK_NAMES.length;

export function encodeGenerations(generations: Generations): Uint8Array {
  const writer = new ByteWriter();
  for (const block of BLOCK_NAMES) writer.u48(generations[block]);
  const body = writer.toBytes();
  return new ByteWriter().bytes(body).u32(crc32(body)).toBytes();
}

/** The reverse; null when it is not readable. */
export function decodeGenerations(bytes: Uint8Array): Generations | null {
  const body = bytes.subarray(0, BODY_LENGTH);
  return decodeExactly(bytes, (reader) => {
    const generations = perBlock(() => reader.u48());
    return reader.u32() === crc32(body) ? generations : null;
  });
}
