import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { ValuePacker } from '../../../../hil/trace/value-packer.ts';

function through(values: readonly unknown[]): readonly unknown[] {
  const packer = new ValuePacker();
  const packed = values.map((value) => packer.pack(value)?.slice());
  return packed.map((bytes) => bytes && packer.unpack(bytes, 0));
}

describe('values packed into bytes', () => {
  it('come back as they were', () => {
    const leaf = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.constantFrom('', '2E', '22F190', '0', 'fa'),
      fc.double(),
      fc.nat(2 ** 32),
      fc.integer(),
      fc.boolean(),
      fc.constantFrom(null, undefined),
      fc.uint8Array(),
    );
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 4 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('timeUs', 'kind', 'a b', 'changed'), tie('tree'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 4 }), (values) => {
        expect(through(values)).toEqual(values);
      }),
    );
  });

  it('take a name and a string that comes again once, and the bytes of hex as bytes', () => {
    const packer = new ValuePacker();
    const event = { kind: 'uds-exchange', request: '22F190' };
    expect([...(packer.pack(event) ?? [])]).toEqual([10, 2, 6, 0, 11, 3, 0x22, 0xf1, 0x90]);
    expect([...(packer.pack(['uds-exchange', 300]) ?? [])]).toEqual([9, 2, 6, 0, 4, 0xac, 2]);
  });

  it('are plain data and nothing else', () => {
    const packer = new ValuePacker();
    const others = [dataFrame(1, new Uint8Array(1)), new Map(), 1n, Symbol('a'), () => 0];
    for (const other of others) expect(packer.pack({ in: [other] })).toBeNull();
    expect(packer.pack(1)).not.toBeNull();
  });

  it('are kept where there are more strings and sets of names than it keeps apart', () => {
    const values = Array.from({ length: 5000 }, (_, index) => `name ${index}`);
    expect(through(values)).toEqual(values);
    const packer = new ValuePacker();
    const shapes = values.map((name) => packer.pack({ [name]: 1 })?.length ?? null);
    expect([shapes[0], shapes[4094], shapes[4095]]).toEqual([4, 5, null]);
  });
});
