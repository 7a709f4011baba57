import { crc32 } from 'node:zlib';

import { ByteReader, decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { BLOCK_NAMES, type BlockName, type PerBlock, perBlock } from './block-copy.ts';
import { emptyImage, type NvmImage, writeBlocks } from './nvm-image.ts';
import type { VehicleIdentity } from './vehicle-identity.ts';

/**
 * The first layout of a memory file, read only. Its second copies were a generation older, so that a damaged file may
 * contain an older memory without showing it: only an intact file is accepted (VEH-5).
 *
 * Consecutive sections: mark, tag, length of the payload (u32), CRC-32 of tag and length, payload.
 */
export const FIRST_LAYOUT_MARK: Uint8Array = Uint8Array.of(0x56, 0x53, 0x4b, 0x9e);

const FIRST_VERSION = 1;
const HEADER_TAG = 0x01;
const JOURNAL_TAG = 0x02;
const BENCH_TAG = 0x03;
const firstCopyTag = (block: BlockName): number => 0x10 + 2 * BLOCK_NAMES.indexOf(block);

/** The content of an intact file of the first layout, in the present form. */
interface FirstLayout {
  readonly image: NvmImage;
  readonly vehicle: VehicleIdentity;
  readonly bench: Uint8Array | null;
}

/** Null for a file that is not intact. */
export function readFirstLayout(bytes: Uint8Array): FirstLayout | 'later-version' | null {
  try {
    return readWhole(new ByteReader(bytes));
  } catch (error) {
    if (error instanceof OperationError) return null;
    throw error;
  }
}

function readWhole(reader: ByteReader): FirstLayout | 'later-version' {
  const header = withoutChecksum(readSection(reader, HEADER_TAG));
  if (header[0] !== FIRST_VERSION) return 'later-version';
  const vehicle = decodeExactly(header.subarray(1), (fields) => ({
    vin: new TextDecoder().decode(fields.bytes(fields.u8())),
    ecuSerial: fields.u32(),
  }));
  const payloads = perBlock((block) => readBlock(reader, block));
  const journal = readSection(reader, JOURNAL_TAG);
  const bench = withoutChecksum(readSection(reader, BENCH_TAG));
  reader.end();
  if (vehicle === null || journal.length > 0)
    throw new OperationError('memory-not-whole', 'no vehicle, or a write in progress');
  const blocks: PerBlock<Uint8Array> = { ...payloads, security: presentSecurity(payloads.security) };
  return { image: writeBlocks(emptyImage(), blocks), vehicle, bench: bench[0] === 1 ? bench.slice(1) : null };
}

function readSection(reader: ByteReader, tag: number): Uint8Array {
  const mark = reader.bytes(FIRST_LAYOUT_MARK.length);
  const tagAndLength = reader.bytes(5);
  const checksum = reader.u32();
  const length = decodeExactly(tagAndLength.subarray(1), (field) => field.u32()) ?? 0;
  const isGood = sameBytes(mark, FIRST_LAYOUT_MARK) && tagAndLength[0] === tag && checksum === crc32(tagAndLength);
  if (!isGood) throw new OperationError('memory-not-whole', `section ${tag}`);
  return reader.bytes(length);
}

function withoutChecksum(bytes: Uint8Array): Uint8Array {
  const payload = bytes.slice(0, -4);
  const checksum = decodeExactly(bytes.slice(-4), (reader) => reader.u32());
  if (checksum !== crc32(payload)) throw new OperationError('memory-not-whole', 'checksum');
  return payload;
}

/** The newer of its two copies; the second copy of a block that was written once is empty. */
function readBlock(reader: ByteReader, block: BlockName): Uint8Array {
  const tag = firstCopyTag(block);
  const first = readCopy(readSection(reader, tag), block);
  const second = readCopy(readSection(reader, tag + 1), block);
  const newest = first !== null && second !== null && second.generation > first.generation ? second : first;
  const present = newest ?? second;
  if (present === null) throw new OperationError('memory-not-whole', `block ${block}`);
  return present.payload;
}

/** Null for a copy that was never written. Block number, generation (u32), length, payload, CRC-32. */
function readCopy(
  bytes: Uint8Array,
  block: BlockName,
): { readonly generation: number; readonly payload: Uint8Array } | null {
  if (bytes.length === 0) return null;
  const reader = new ByteReader(withoutChecksum(bytes));
  const number = reader.u8();
  const copy = { generation: reader.u32(), payload: reader.bytes(reader.u32()) };
  reader.end();
  if (number !== BLOCK_NAMES.indexOf(block)) throw new OperationError('memory-not-whole', `block ${block}`);
  return copy;
}

/** The `security` block in its present form: the seed counter's round after the counter, and nothing lost. */
function presentSecurity(payload: Uint8Array): Uint8Array {
  const security = decodeExactly(payload, (reader) => ({ seedCounter: reader.u16(), rest: reader.bytes(18) }));
  if (security === null) throw new OperationError('memory-not-whole', 'block security');
  return new ByteWriter().u16(security.seedCounter).u32(0).bytes(security.rest).u8(0).toBytes();
}
