import { expect, it } from 'vitest';
import { difference, rulesOfAnswer } from '../../../../../hil/explore/world/difference.ts';

it('an answer is judged by the rules of its service, a routine by those of its procedure', () => {
  expect(rulesOfAnswer(Uint8Array.of(0x31, 0x01, 0x02, 0x03, 0x03))).toMatch(/^ERA-1/);
  expect(rulesOfAnswer(Uint8Array.of(0x27, 0x01))).toMatch(/^AUT-1/);
  expect(rulesOfAnswer(Uint8Array.of(0xba))).toBe('conformance 1 to 17');
});

it('both sides are texts', () => {
  expect(difference('KEY-1', 'the key', 1, null)).toEqual({
    rule: 'KEY-1',
    what: 'the key',
    firmware: '1',
    oracle: 'none',
  });
});
