import { crc32 } from 'node:zlib';

import { type ByteReader, decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';

/** The named blocks, in the order of their numbers; a number is stored, so that the order is part of the format. */
export const BLOCK_NAMES = ['keys', 'security', 'log', 'identity', 'faults'] as const;

export type BlockName = (typeof BLOCK_NAMES)[number];

/** A value for every block. */
export type PerBlock<T> = { readonly [name in BlockName]: T };

/** One block's content with its generation: only the newest known generation counts. */
export interface BlockVersion {
  readonly block: BlockName;
  /** From 1, u48: enough for a write every millisecond in 8900 years. */
  readonly generation: number;
  readonly payload: Uint8Array;
}

/** Block number (u8), generation (u48), length of the payload (u32). */
const HEADER_LENGTH = 11;

/** A value for every block, made one by one. */
export function perBlock<T>(make: (block: BlockName) => T): PerBlock<T> {
  return {
    keys: make('keys'),
    security: make('security'),
    log: make('log'),
    identity: make('identity'),
    faults: make('faults'),
  };
}

/** One copy as stored in memory: block number, generation, length, payload, CRC-32 over all of these. */
export function encodeBlockCopy(version: BlockVersion): Uint8Array {
  const body = encodeBlockVersion(new ByteWriter(), version).toBytes();
  return new ByteWriter().bytes(body).u32(crc32(body)).toBytes();
}

/** The reverse; null when it is not readable or belongs to another block. Bytes after the copy do not matter. */
export function decodeBlockCopy(bytes: Uint8Array, block: BlockName): BlockVersion | null {
  const length = decodeExactly(bytes.subarray(0, HEADER_LENGTH), (reader) => {
    reader.bytes(HEADER_LENGTH - 4);
    return reader.u32();
  });
  if (length === null) return null;
  const end = HEADER_LENGTH + length;
  const checksum = decodeExactly(bytes.subarray(end, end + 4), (reader) => reader.u32());
  if (checksum !== crc32(bytes.subarray(0, end))) return null;
  const version = decodeExactly(bytes.subarray(0, end), readBlockVersion);
  return version !== null && version.block === block ? version : null;
}

/** Writes a block's number, generation, length and payload. */
export function encodeBlockVersion(writer: ByteWriter, version: BlockVersion): ByteWriter {
  return writer
    .u8(BLOCK_NAMES.indexOf(version.block))
    .u48(version.generation)
    .u32(version.payload.length)
    .bytes(version.payload);
}

/** The reverse; null for an unknown block number. */
export function readBlockVersion(reader: ByteReader): BlockVersion | null {
  const block = BLOCK_NAMES[reader.u8()];
  const generation = reader.u48();
  const payload = reader.bytes(reader.u32());
  return block === undefined ? null : { block, generation, payload };
}
