import { expect, it } from 'vitest';

import { partOf } from '../../../../can-bus/bytes/part-of.ts';

it.each([4, 64, 65, 4095])('a part of %i bytes is a copy, wherever it begins', (count) => {
  const bytes = Uint8Array.from({ length: count + 3 }, (_, index) => index & 0xff);
  const part = partOf(bytes, 2, 2 + count);
  expect([part.length, part[0], part[count - 1]]).toEqual([count, 2, (count + 1) & 0xff]);
  bytes.fill(0xee);
  expect(part[0]).toBe(2);
});

it('no byte is a part too', () => {
  expect(partOf(Uint8Array.of(1, 2), 1, 1)).toEqual(new Uint8Array(0));
});
