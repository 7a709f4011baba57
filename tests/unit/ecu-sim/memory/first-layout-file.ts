// A memory file of the first layout, which the ECU reads and no longer writes.
import { crc32 } from 'node:zlib';
import { ByteWriter } from '../../../../can-bus/bytes/byte-writer.ts';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { BLOCK_NAMES, type BlockName } from '../../../../ecu-sim/memory/block-copy.ts';
import { FIRST_LAYOUT_MARK } from '../../../../ecu-sim/memory/first-layout.ts';

export const VIN = '4T1BZ1FB4KU999999';
/** Counter 4, then 18 bytes. */
export const SECURITY = '00 04 A6 DE 0F CD 56 18 32 5A DF 13 A6 59 A8 4B DC E7 03 00';

function withChecksum(payload: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(payload).u32(crc32(payload)).toBytes();
}

/** Mark, tag and length, their checksum, payload. */
function section(tag: number, payload: Uint8Array): Uint8Array {
  const head = new ByteWriter().u8(tag).u32(payload.length).toBytes();
  return new ByteWriter().bytes(FIRST_LAYOUT_MARK).bytes(head).u32(crc32(head)).bytes(payload).toBytes();
}

/** One copy of a block; `after` are bytes between its payload and its checksum, which no copy has. */
export function copy(
  block: BlockName,
  generation: number,
  payload: Uint8Array,
  after: Uint8Array = NOTHING,
): Uint8Array {
  const number = BLOCK_NAMES.indexOf(block);
  const fields = new ByteWriter().u8(number).u32(generation).u32(payload.length).bytes(payload).bytes(after);
  return withChecksum(fields.toBytes());
}

interface Parts {
  /** The tag of the header’s section. */
  readonly tag?: number;
  readonly version?: number;
  readonly journal?: Uint8Array;
  readonly bench?: Uint8Array;
  /** Both copies of a block; the first one alone was written where left out. */
  readonly copies?: { readonly [name in BlockName]?: readonly [Uint8Array, Uint8Array] };
}

export const NOTHING: Uint8Array = new Uint8Array();

export function payloadOf(block: BlockName): Uint8Array {
  return block === 'security' ? fromHex(SECURITY) : Uint8Array.of(BLOCK_NAMES.indexOf(block));
}

export function fileOf({ tag = 0x01, version = 1, journal = NOTHING, bench, copies = {} }: Parts = {}): Uint8Array {
  const header = new ByteWriter().u8(version).u8(VIN.length).bytes(new TextEncoder().encode(VIN)).u32(0x5a17c0d);
  const blocks = BLOCK_NAMES.flatMap((block, index) => {
    const [first, second] = copies[block] ?? [copy(block, 1, payloadOf(block)), NOTHING];
    return [section(0x10 + 2 * index, first), section(0x11 + 2 * index, second)];
  });
  const parts = [
    section(tag, withChecksum(header.toBytes())),
    ...blocks,
    section(0x02, journal),
    section(0x03, withChecksum(bench ?? Uint8Array.of(0))),
  ];
  return new Uint8Array(Buffer.concat(parts));
}
