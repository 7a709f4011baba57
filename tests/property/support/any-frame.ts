import fc from 'fast-check';
import {
  dataFrame,
  MAX_BASE_ID,
  MAX_EXTENDED_ID,
  remoteFrame,
  type CanFrame,
} from '../../../can-bus/frame/can-frame.ts';

const FD_LENGTHS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20, 24, 32, 48, 64];

const classicData = fc.uint8Array({ maxLength: 8 });
const fdData = fc
  .constantFrom(...FD_LENGTHS)
  .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
const anyId = fc.oneof(
  fc.nat(MAX_BASE_ID).map((id) => ({ id, extended: false })),
  fc.nat(MAX_EXTENDED_ID).map((id) => ({ id, extended: true })),
);

/** Any frame there can be: base and extended ids, data, remote and FD. */
export const anyFrame: fc.Arbitrary<CanFrame> = fc.oneof(
  fc.tuple(anyId, classicData).map(([{ id, extended }, data]) => dataFrame(id, data, { extended })),
  fc.tuple(anyId, fc.nat(8)).map(([{ id, extended }, length]) => remoteFrame(id, length, { extended })),
  fc
    .tuple(anyId, fdData, fc.boolean())
    .map(([{ id, extended }, data, bitRateSwitch]) => dataFrame(id, data, { extended, fd: true, bitRateSwitch })),
);
