import { crc32 } from 'node:zlib';

import { type ByteReader, decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { type BlockVersion, encodeBlockVersion, readBlockVersion } from './block-copy.ts';

/**
 * The record's last byte, written last. The journal is cleared to zeros before the next record, so that this byte alone
 * decides: without it there is no record, with it the whole transaction counts.
 */
const COMMIT_MARK = 0x5a;

/** A transaction as one record: number of blocks, the blocks, CRC-32 over both, commit mark. */
export function encodeJournal(versions: readonly BlockVersion[]): Uint8Array {
  const body = new ByteWriter().u8(versions.length);
  for (const version of versions) encodeBlockVersion(body, version);
  const bytes = body.toBytes();
  return new ByteWriter().bytes(bytes).u32(crc32(bytes)).u8(COMMIT_MARK).toBytes();
}

/** The reverse; null when the journal is clear, unfinished or damaged. */
export function decodeJournal(bytes: Uint8Array): readonly BlockVersion[] | null {
  const bodyLength = bytes.length - 5;
  if (bytes.at(-1) !== COMMIT_MARK) return null;
  const body = bytes.subarray(0, bodyLength);
  const checksum = decodeExactly(bytes.subarray(bodyLength, bodyLength + 4), (reader) => reader.u32());
  return checksum === crc32(body) ? decodeExactly(body, readVersions) : null;
}

function readVersions(reader: ByteReader): readonly BlockVersion[] {
  const count = reader.u8();
  const versions: BlockVersion[] = [];
  for (let index = 0; index < count; index += 1) {
    const version = readBlockVersion(reader);
    if (version !== null) versions.push(version);
  }
  return versions;
}
