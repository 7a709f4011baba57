import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';

import { decodeExactly } from '../../can-bus/bytes/byte-reader.ts';
import { ByteWriter } from '../../can-bus/bytes/byte-writer.ts';
import { sameBytes } from '../../can-bus/bytes/same-bytes.ts';
import { BLOCK_NAMES, type BlockName, perBlock } from './block-copy.ts';
import { FIRST_LAYOUT_MARK, readFirstLayout } from './first-layout.ts';
import { emptyImage, type NvmImage, recover, type TwoCopies } from './nvm-image.ts';
import type { VehicleIdentity } from './vehicle-identity.ts';

/** The readable parts of a file. */
export interface ImageFile {
  readonly image: NvmImage;
  /** Blocks without a good copy and without one in the journal (VEH-5). */
  readonly damaged: readonly BlockName[];
  /** Null when it is unknown. */
  readonly vehicle: VehicleIdentity | null;
  /** The bench's data beside the memory; null when it was not written or is not readable. */
  readonly bench: Uint8Array | null;
  /** False when neither copy of the bench's part is readable: then its content is unknown. */
  readonly isBenchReadable: boolean;
  /**
   * `none`: every part is intact. `migrated`: intact, of the first layout. `empty`: no bytes. `foreign`: not a memory
   * file. `version`: of a later layout. `first-layout`: of the first one, and not intact; its newest content cannot be
   * known. `damaged`: a memory file with parts missing or changed.
   */
  readonly trouble: 'none' | 'migrated' | 'empty' | 'foreign' | 'version' | 'first-layout' | 'damaged';
}

/**
 * A file is a head, the sections of the first copies, those of the second copies, and the head again. The head: mark,
 * its own length (u16), version (u8), VIN, ECU serial number (u32), length and CRC-32 of each section (u32 each),
 * CRC-32 over all of these. So every byte is stored twice, and a section is found without searching.
 */
const MARK: Uint8Array = Uint8Array.of(0x56, 0x53, 0x4b, 0x9f);
const FORMAT_VERSION = 2;
const VIN_LENGTH = 17;
/** Of one half: the blocks, the generations, the journal, the bench's part. */
const SECTIONS_A_HALF = BLOCK_NAMES.length + 3;
const VERSION_OFFSET = MARK.length + 2;
const HEAD_LENGTH = VERSION_OFFSET + 1 + VIN_LENGTH + 4 + 2 * SECTIONS_A_HALF * 8 + 4;

interface SectionEntry {
  readonly length: number;
  readonly checksum: number;
}

interface Head {
  readonly vehicle: VehicleIdentity;
  readonly sections: readonly SectionEntry[];
}

/**
 * The memory as a byte sequence for a file, with the vehicle it belongs to.
 *
 * @param bench any data that the bench wants to keep beside it, or null
 */
export function encodeImage(image: NvmImage, vehicle: VehicleIdentity, bench: Uint8Array | null): Uint8Array {
  const benchSection = encodeBench(bench);
  const sections = ([0, 1] as const).flatMap((half) => [
    ...BLOCK_NAMES.map((block) => image.copies[block][half]),
    image.generations[half],
    image.journal[half],
    benchSection,
  ]);
  const head = encodeHead(vehicle, sections);
  const writer = new ByteWriter().bytes(head);
  for (const section of sections) writer.bytes(section);
  return writer.bytes(head).toBytes();
}

/** The readable parts of such a byte sequence, whatever its condition; never throws. */
export function decodeImage(bytes: Uint8Array): ImageFile {
  const first = decodeHead(bytes.subarray(0, HEAD_LENGTH));
  const last = decodeHead(bytes.subarray(-HEAD_LENGTH));
  const head = first ?? last;
  if (head === null) return withoutHead(bytes);

  const headsDiffer = !sameBytes(bytes.subarray(0, HEAD_LENGTH), bytes.subarray(-HEAD_LENGTH));
  // Two different files in one: neither half is known to be the newer.
  if (first !== null && last !== null && headsDiffer) return nothingReadable('damaged');
  const sections = readSections(bytes, head);
  const both = (index: number): TwoCopies => [sections[index] ?? NOTHING, sections[index + SECTIONS_A_HALF] ?? NOTHING];
  const image: NvmImage = {
    copies: perBlock((block) => both(BLOCK_NAMES.indexOf(block))),
    generations: both(BLOCK_NAMES.length),
    journal: both(BLOCK_NAMES.length + 1),
  };
  const { bench, isReadable } = readBench(both(BLOCK_NAMES.length + 2));
  const { vehicle } = head;
  const isWhole = sameBytes(encodeImage(image, vehicle, bench), bytes);
  return {
    image,
    damaged: recover(image).damaged,
    vehicle,
    bench,
    isBenchReadable: isReadable,
    trouble: isWhole ? 'none' : 'damaged',
  };
}

const NOTHING = new Uint8Array(0);

function withoutHead(bytes: Uint8Array): ImageFile {
  if (bytes.length === 0) return nothingReadable('empty');
  if (startsWith(bytes, FIRST_LAYOUT_MARK)) {
    const old = readFirstLayout(bytes);
    if (old === null) return nothingReadable('first-layout');
    if (old === 'later-version') return nothingReadable('version');
    return { ...old, damaged: [], isBenchReadable: true, trouble: 'migrated' };
  }
  if (isOfLaterVersion(bytes)) return nothingReadable('version');
  const isOurs = startsWith(bytes, MARK) || startsWith(bytes.subarray(-HEAD_LENGTH), MARK);
  return nothingReadable(isOurs ? 'damaged' : 'foreign');
}

function nothingReadable(trouble: ImageFile['trouble']): ImageFile {
  return {
    image: emptyImage(),
    damaged: BLOCK_NAMES,
    vehicle: null,
    bench: null,
    isBenchReadable: false,
    trouble,
  };
}

function encodeHead(vehicle: VehicleIdentity, sections: readonly Uint8Array[]): Uint8Array {
  const vin = new TextEncoder().encode(vehicle.vin);
  assert.equal(vin.length, VIN_LENGTH, 'a VIN has 17 characters');
  const writer = new ByteWriter().bytes(MARK).u16(HEAD_LENGTH).u8(FORMAT_VERSION).bytes(vin).u32(vehicle.ecuSerial);
  for (const section of sections) writer.u32(section.length).u32(crc32(section));
  const head = writer.toBytes();
  return writer.u32(crc32(head)).toBytes();
}

/** The reverse; null when it is not readable or is of another version. */
function decodeHead(bytes: Uint8Array): Head | null {
  if (!hasGoodHead(bytes) || bytes[VERSION_OFFSET] !== FORMAT_VERSION) return null;
  return decodeExactly(bytes.subarray(VERSION_OFFSET + 1, -4), (reader) => {
    const vin = new TextDecoder().decode(reader.bytes(VIN_LENGTH));
    const ecuSerial = reader.u32();
    const sections = Array.from({ length: 2 * SECTIONS_A_HALF }, () => ({
      length: reader.u32(),
      checksum: reader.u32(),
    }));
    return { vehicle: { vin, ecuSerial }, sections };
  });
}

/** A head of any version: mark, length, version, …, CRC-32. */
function hasGoodHead(bytes: Uint8Array): boolean {
  if (!startsWith(bytes, MARK)) return false;
  const length = ((bytes[MARK.length] ?? 0) << 8) | (bytes[MARK.length + 1] ?? 0);
  if (length < VERSION_OFFSET + 1 + 4) return false;
  const checksum = decodeExactly(bytes.subarray(length - 4, length), (reader) => reader.u32());
  return checksum === crc32(bytes.subarray(0, length - 4));
}

function isOfLaterVersion(bytes: Uint8Array): boolean {
  return hasGoodHead(bytes) && bytes[VERSION_OFFSET] !== FORMAT_VERSION;
}

/** The sections in the head's order; one that differs from the head's entry is empty. */
function readSections(bytes: Uint8Array, head: Head): readonly Uint8Array[] {
  let offset = HEAD_LENGTH;
  return head.sections.map(({ length, checksum }) => {
    const section = bytes.slice(offset, offset + length);
    offset += length;
    return crc32(section) === checksum ? section : NOTHING;
  });
}

/** It exists even when the bench has no data. */
function encodeBench(bench: Uint8Array | null): Uint8Array {
  return bench === null ? Uint8Array.of(0) : new ByteWriter().u8(1).bytes(bench).toBytes();
}

function readBench(copies: TwoCopies): { readonly bench: Uint8Array | null; readonly isReadable: boolean } {
  const readable = copies.filter((copy) => copy.length > 0);
  const [first] = readable;
  if (first === undefined || !readable.every((copy) => sameBytes(copy, first))) {
    return { bench: null, isReadable: false };
  }
  return { bench: first[0] === 1 ? first.slice(1) : null, isReadable: true };
}

function startsWith(bytes: Uint8Array, mark: Uint8Array): boolean {
  return sameBytes(bytes.subarray(0, mark.length), mark);
}
