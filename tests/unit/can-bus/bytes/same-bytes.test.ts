import { expect, it } from 'vitest';

import { sameBytes } from '../../../../can-bus/bytes/same-bytes.ts';

it('bytes are the same only with the same length and values', () => {
  expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 2))).toBe(true);
  expect(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3))).toBe(false);
  expect(sameBytes(Uint8Array.of(1), Uint8Array.of(1, 2))).toBe(false);
});
