import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ByteWriter } from '../../../../can-bus/bytes/byte-writer.ts';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { BLOCK_NAMES, type BlockName } from '../../../../ecu-sim/memory/block-copy.ts';
import { FIRST_LAYOUT_MARK, readFirstLayout } from '../../../../ecu-sim/memory/first-layout.ts';
import { recover } from '../../../../ecu-sim/memory/nvm-image.ts';

const VIN = '4T1BZ1FB4KU999999';
/** Counter 4, then 18 bytes. */
const SECURITY = '00 04 A6 DE 0F CD 56 18 32 5A DF 13 A6 59 A8 4B DC E7 03 00';

function withChecksum(payload: Uint8Array): Uint8Array {
  return new ByteWriter().bytes(payload).u32(crc32(payload)).toBytes();
}

/** Mark, tag and length, their checksum, payload. */
function section(tag: number, payload: Uint8Array): Uint8Array {
  const head = new ByteWriter().u8(tag).u32(payload.length).toBytes();
  return new ByteWriter().bytes(FIRST_LAYOUT_MARK).bytes(head).u32(crc32(head)).bytes(payload).toBytes();
}

function copy(block: BlockName, generation: number, payload: Uint8Array): Uint8Array {
  const number = BLOCK_NAMES.indexOf(block);
  return withChecksum(new ByteWriter().u8(number).u32(generation).u32(payload.length).bytes(payload).toBytes());
}

interface Parts {
  readonly version?: number;
  readonly journal?: Uint8Array;
  readonly bench?: Uint8Array;
  /** Both copies of a block; the first one alone was written where left out. */
  readonly copies?: { readonly [name in BlockName]?: readonly [Uint8Array, Uint8Array] };
}

const NOTHING = new Uint8Array();

function payloadOf(block: BlockName): Uint8Array {
  return block === 'security' ? fromHex(SECURITY) : Uint8Array.of(BLOCK_NAMES.indexOf(block));
}

function fileOf({ version = 1, journal = NOTHING, bench = Uint8Array.of(0), copies = {} }: Parts = {}): Uint8Array {
  const header = new ByteWriter().u8(version).u8(VIN.length).bytes(new TextEncoder().encode(VIN)).u32(0x5a17c0d);
  const blocks = BLOCK_NAMES.flatMap((block, index) => {
    const [first, second] = copies[block] ?? [copy(block, 1, payloadOf(block)), NOTHING];
    return [section(0x10 + 2 * index, first), section(0x11 + 2 * index, second)];
  });
  const parts = [
    section(0x01, withChecksum(header.toBytes())),
    ...blocks,
    section(0x02, journal),
    section(0x03, withChecksum(bench)),
  ];
  return new Uint8Array(Buffer.concat(parts));
}

function read(bytes: Uint8Array): Exclude<ReturnType<typeof readFirstLayout>, 'later-version' | null> {
  const layout = readFirstLayout(bytes);
  if (layout === null || layout === 'later-version') throw new Error('the file was not taken');
  return layout;
}

describe('a memory file of the first layout', () => {
  it('VEH-5: gives the vehicle, the blocks and nothing of a bench that wrote none', () => {
    const { vehicle, image, bench } = read(fileOf());
    expect(vehicle).toEqual({ vin: VIN, ecuSerial: 0x5a17c0d });
    expect(bench).toBeNull();
    const { blocks, damaged } = recover(image);
    expect(damaged).toEqual([]);
    for (const block of BLOCK_NAMES) if (block !== 'security') expect(blocks[block]).toEqual(payloadOf(block));
  });

  it('gets the round of the seed counter, and that nothing is lost, into its security block', () => {
    const { security } = recover(read(fileOf()).image).blocks;
    expect(toHex(security ?? NOTHING, ' ')).toBe(`${SECURITY.slice(0, 5)} 00 00 00 00 ${SECURITY.slice(6)} 00`);
  });

  it('takes the newer copy of a block, wherever it is', () => {
    const [old, present] = [Uint8Array.of(1), Uint8Array.of(2)];
    for (const keys of [
      [copy('keys', 6, old), copy('keys', 7, present)],
      [copy('keys', 7, present), copy('keys', 6, old)],
      [NOTHING, copy('keys', 1, present)],
    ] as const) {
      expect(recover(read(fileOf({ copies: { keys } })).image).blocks.keys).toEqual(present);
    }
  });

  it('gives what the bench wrote beside', () => {
    expect(read(fileOf({ bench: fromHex('01 7B 7D') })).bench).toEqual(fromHex('7B 7D'));
  });

  it('is of a later version where its header says so', () => {
    expect(readFirstLayout(fileOf({ version: 2 }))).toBe('later-version');
  });

  it('is not whole with a write under way, a block never written, or a block in another’s place', () => {
    expect(readFirstLayout(fileOf({ journal: Uint8Array.of(1) }))).toBeNull();
    expect(readFirstLayout(fileOf({ copies: { keys: [NOTHING, NOTHING] } }))).toBeNull();
    expect(readFirstLayout(fileOf({ copies: { keys: [copy('security', 1, NOTHING), NOTHING] } }))).toBeNull();
    expect(
      readFirstLayout(fileOf({ copies: { security: [copy('security', 1, fromHex('00 04')), NOTHING] } })),
    ).toBeNull();
  });

  it('VEH-5: is not whole with any byte changed, cut off anywhere, or with bytes after its end', () => {
    const whole = fileOf();
    for (let index = 0; index < whole.length; index++) {
      expect(readFirstLayout(whole.with(index, (whole[index] ?? 0) ^ 0xff)), `byte ${index}`).toBeNull();
      expect(readFirstLayout(whole.subarray(0, index)), `${index} bytes`).toBeNull();
    }
    expect(readFirstLayout(Buffer.concat([whole, Uint8Array.of(0)]))).toBeNull();
  });
});
