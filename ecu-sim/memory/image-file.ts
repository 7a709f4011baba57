import { crc32 } from 'node:zlib';

import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { BLOCK_NAMES, type BlockName, perBlock } from './block-copy.ts';
import { emptyImage, type NvmImage, recover } from './nvm-image.ts';

/** Whose memory a file holds: a file of another vehicle must not be taken for this one's. */
export interface VehicleIdentity {
  readonly vin: string;
  /** 28 bits. */
  readonly ecuSerial: number;
}

/** What could be read of a file. */
export interface ImageFile {
  readonly image: NvmImage;
  /** Blocks with no good copy and nothing in the journal (VEH-5). */
  readonly damaged: readonly BlockName[];
  /** Null when the header cannot be read. */
  readonly vehicle: VehicleIdentity | null;
  /** What the bench keeps beside the memory; null when it was not written or cannot be read. */
  readonly bench: Uint8Array | null;
  /**
   * `none`: every part was found whole. `empty`: no bytes. `foreign`: nothing in it is ours. `version`: written by a
   * version that laid it out differently. `damaged`: ours, with parts missing or changed.
   */
  readonly trouble: 'none' | 'empty' | 'foreign' | 'version' | 'damaged';
}

/** Each section: these four bytes, tag, length of the payload, CRC-32 of tag and length, payload. */
const SECTION_MARK: Uint8Array = Uint8Array.of(0x56, 0x53, 0x4b, 0x9e);
const SECTION_HEADER_LENGTH = 13;
const FORMAT_VERSION = 1;

/** Section tags: header, journal, bench, then the first and second copies of each block. */
const HEADER_TAG = 0x01;
const JOURNAL_TAG = 0x02;
const BENCH_TAG = 0x03;
const copyTag = (block: BlockName, index: number): number => 0x10 + 2 * BLOCK_NAMES.indexOf(block) + index;

/**
 * The memory as one run of bytes for a file, with the vehicle it belongs to in its header.
 *
 * @param bench anything the bench wants to keep beside it, or null
 */
export function encodeImage(image: NvmImage, vehicle: VehicleIdentity, bench: Uint8Array | null): Uint8Array {
  const writer = new ByteWriter();
  writeSection(writer, HEADER_TAG, withChecksum(encodeHeader(vehicle)));
  for (const block of BLOCK_NAMES) {
    for (const [index, bytes] of image.copies[block].entries()) writeSection(writer, copyTag(block, index), bytes);
  }
  writeSection(writer, JOURNAL_TAG, image.journal);
  writeSection(writer, BENCH_TAG, withChecksum(encodeBench(bench)));
  return writer.toBytes();
}

/**
 * What is readable of such a run of bytes, whatever happened to it; never throws. A section whose own header is
 * damaged is skipped, and reading goes on at the next one.
 */
export function decodeImage(bytes: Uint8Array): ImageFile {
  const sections = findSections(bytes);
  if (sections.size === 0) return nothingReadable(bytes.length === 0 ? 'empty' : 'foreign');
  const section = (tag: number): Uint8Array => sections.get(tag) ?? new Uint8Array(0);
  const header = decodeHeader(withoutChecksum(section(HEADER_TAG)));
  if (header !== null && header.version !== FORMAT_VERSION) return nothingReadable('version');

  const copies = perBlock((block): [Uint8Array, Uint8Array] => [
    section(copyTag(block, 0)),
    section(copyTag(block, 1)),
  ]);
  const image: NvmImage = { copies, journal: section(JOURNAL_TAG) };
  const vehicle = header?.vehicle ?? null;
  const bench = decodeBench(withoutChecksum(section(BENCH_TAG)));
  const isWhole = vehicle !== null && sameBytes(encodeImage(image, vehicle, bench), bytes);
  return { image, damaged: recover(image).damaged, vehicle, bench, trouble: isWhole ? 'none' : 'damaged' };
}

function nothingReadable(trouble: ImageFile['trouble']): ImageFile {
  return { image: emptyImage(), damaged: BLOCK_NAMES, vehicle: null, bench: null, trouble };
}

function encodeHeader(vehicle: VehicleIdentity): Uint8Array {
  const vin = new TextEncoder().encode(vehicle.vin);
  return new ByteWriter().u8(FORMAT_VERSION).u8(vin.length).bytes(vin).u32(vehicle.ecuSerial).toBytes();
}

/** The header of any version begins with the version; of another than ours no more than that is known. */
function decodeHeader(
  bytes: Uint8Array | null,
): { readonly version: number; readonly vehicle: VehicleIdentity | null } | null {
  const version = bytes?.[0];
  if (bytes === null || version === undefined) return null;
  const vehicle = decodeExactly(bytes.subarray(1), (reader) => ({
    vin: new TextDecoder().decode(reader.bytes(reader.u8())),
    ecuSerial: reader.u32(),
  }));
  return { version, vehicle };
}

/** It is there even when the bench has nothing to say, so that a file cut off in front of it is noticed. */
function encodeBench(bench: Uint8Array | null): Uint8Array {
  return bench === null ? Uint8Array.of(0) : new ByteWriter().u8(1).bytes(bench).toBytes();
}

function decodeBench(payload: Uint8Array | null): Uint8Array | null {
  return payload?.[0] === 1 ? payload.slice(1) : null;
}

function writeSection(writer: ByteWriter, tag: number, payload: Uint8Array): void {
  const tagAndLength = new ByteWriter().u8(tag).u32(payload.length).toBytes();
  writer.bytes(SECTION_MARK).bytes(tagAndLength).u32(crc32(tagAndLength)).bytes(payload);
}

/** The payload of each section by its tag; of two with the same tag the first counts. One cut short is kept as it is. */
function findSections(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>();
  let offset = 0;
  while (offset < bytes.length) {
    const header = readSectionHeader(bytes.subarray(offset, offset + SECTION_HEADER_LENGTH));
    if (header === null) {
      offset += 1;
      continue;
    }
    const start = offset + SECTION_HEADER_LENGTH;
    if (!sections.has(header.tag)) sections.set(header.tag, bytes.slice(start, start + header.length));
    offset = start + header.length;
  }
  return sections;
}

function readSectionHeader(bytes: Uint8Array): { readonly tag: number; readonly length: number } | null {
  if (bytes[0] !== SECTION_MARK[0]) return null;
  return decodeExactly(bytes, (reader) => {
    const hasMark = sameBytes(reader.bytes(SECTION_MARK.length), SECTION_MARK);
    const tagAndLength = bytes.subarray(SECTION_MARK.length, SECTION_HEADER_LENGTH - 4);
    const header = { tag: reader.u8(), length: reader.u32() };
    const hasChecksum = reader.u32() === crc32(tagAndLength);
    return hasMark && hasChecksum ? header : null;
  });
}

/** For sections that do not carry a checksum of their own; the copies and the journal do. */
function withChecksum(payload: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(payload).u32(crc32(payload)).toBytes();
}

function withoutChecksum(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 4) return null;
  const payload = bytes.slice(0, -4);
  return decodeExactly(bytes.subarray(-4), (reader) => reader.u32()) === crc32(payload) ? payload : null;
}
