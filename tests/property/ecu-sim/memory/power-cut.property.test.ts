import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { sameBytes } from '../../../../can-bus/bytes/same-bytes.ts';
import { BLOCK_NAMES, type PerBlock, perBlock } from '../../../../ecu-sim/memory/block-copy.ts';
import { decodeImage, encodeImage } from '../../../../ecu-sim/memory/image-file.ts';
import {
  beginWrite,
  type BlockChanges,
  cut,
  emptyImage,
  type NvmImage,
  recover,
  writeBlocks,
} from '../../../../ecu-sim/memory/nvm-image.ts';

const payload = fc.uint8Array({ maxLength: 12 });
const changes: fc.Arbitrary<BlockChanges> = fc.record(
  { keys: payload, security: payload, log: payload, identity: payload, faults: payload },
  { requiredKeys: [] },
);
const VEHICLE = { vin: '4T1BZ1FB4KU999999', ecuSerial: 0x5a17c0d };

function factoryImage(): NvmImage {
  return writeBlocks(
    emptyImage(),
    perBlock((block) => Uint8Array.of(BLOCK_NAMES.indexOf(block))),
  );
}

function readAll(image: NvmImage): PerBlock<Uint8Array | null> {
  return recover(image).blocks;
}

describe('power lost in the middle of a memory write', () => {
  it('VEH-4 leaves the memory wholly before or wholly after, at every byte', () => {
    fc.assert(
      fc.property(fc.array(changes, { maxLength: 3 }), changes, (earlier, change) => {
        const image = earlier.reduce<NvmImage>((now, step) => writeBlocks(now, step), factoryImage());
        const before = readAll(image);
        const after = { ...before, ...change };
        const pending = beginWrite(image, change);
        for (let bytes = 0; bytes <= pending.totalBytes; bytes += 1) {
          const recovery = recover(cut(image, pending, bytes));
          expect(recovery.blocks).toEqual(bytes < pending.commitPosition ? before : after);
          expect([recovery.damaged, recovery.repaired]).toEqual([[], []]);
          expect(recover(recovery.image)).toEqual(recovery);
          const { copies } = recovery.image;
          const unlike = BLOCK_NAMES.filter((block) => !sameBytes(...copies[block]));
          expect(unlike, 'VEH-5 both copies are alike').toEqual([]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it('VEH-4 any number of cuts one after the other, each at any byte, loses nothing that was committed', () => {
    const step = fc.record({ change: changes, at: fc.nat() });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (steps) => {
        let image = factoryImage();
        let expected = readAll(image);
        for (const { change, at } of steps) {
          const pending = beginWrite(image, change);
          const bytes = at % (pending.totalBytes + 1);
          if (bytes >= pending.commitPosition) expected = { ...expected, ...change };
          const recovery = recover(cut(image, pending, bytes));
          expect(recovery.blocks).toEqual(expected);
          image = recovery.image;
        }
      }),
    );
  });
});

describe('a memory file', () => {
  const whole = encodeImage(factoryImage(), VEHICLE, Uint8Array.of(1, 2, 3));

  it('VEH-5 with one changed byte anywhere holds what it held, and says so', () => {
    const contents = readAll(factoryImage());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (index, mask) => {
        const file = decodeImage(whole.map((byte, at) => (at === index ? byte ^ mask : byte)));
        expect(file).toMatchObject({
          damaged: [],
          vehicle: VEHICLE,
          bench: Uint8Array.of(1, 2, 3),
          trouble: 'damaged',
        });
        expect(recover(file.image).blocks).toEqual(contents);
      }),
    );
  });

  it('VEH-5 cut short anywhere holds what it held, as long as the first copies are in front of the cut', () => {
    const contents = readAll(factoryImage());
    for (let length = 0; length < whole.length; length += 1) {
      const file = decodeImage(whole.subarray(0, length));
      expect(file.trouble).not.toBe('none');
      const { blocks } = recover(file.image);
      for (const block of BLOCK_NAMES) expect([contents[block], null]).toContainEqual(blocks[block]);
      if (2 * length >= whole.length) expect([blocks, file.bench]).toEqual([contents, Uint8Array.of(1, 2, 3)]);
    }
  });

  it('VEH-5 of any bytes whatever does not throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(null, 0x9e, 0x9f), (bytes, mark) => {
        const file = decodeImage(mark === null ? bytes : Uint8Array.of(0x56, 0x53, 0x4b, mark, ...bytes));
        expect(file.damaged).toEqual(BLOCK_NAMES);
      }),
    );
  });
});
