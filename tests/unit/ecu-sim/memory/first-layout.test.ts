import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../../can-bus/bytes/hex.ts';
import { BLOCK_NAMES } from '../../../../ecu-sim/memory/block-copy.ts';
import { readFirstLayout } from '../../../../ecu-sim/memory/first-layout.ts';
import { recover } from '../../../../ecu-sim/memory/nvm-image.ts';
import { copy, fileOf, NOTHING, payloadOf, SECURITY, VIN } from './first-layout-file.ts';

function read(bytes: Uint8Array): Exclude<ReturnType<typeof readFirstLayout>, 'later-version' | null> {
  const layout = readFirstLayout(bytes);
  if (layout === null || layout === 'later-version') throw new Error('the file was not taken');
  return layout;
}

describe('a memory file of the first layout', () => {
  it('VEH-5: returns the vehicle and the blocks, and no bench part if none was written', () => {
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
      // Never written so: the first one, as long as none is newer.
      [copy('keys', 7, present), copy('keys', 7, old)],
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
    const longer = copy('keys', 1, payloadOf('keys'), Uint8Array.of(0));
    expect(readFirstLayout(fileOf({ copies: { keys: [longer, NOTHING] } }))).toBeNull();
    expect(readFirstLayout(fileOf({ tag: 0x02 }))).toBeNull();
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
