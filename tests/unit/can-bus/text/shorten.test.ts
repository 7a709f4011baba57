import { expect, it } from 'vitest';
import { shorten } from '../../../../can-bus/text/shorten.ts';

it('cuts a text that is too long for a message', () => {
  expect(shorten('x'.repeat(60))).toBe('x'.repeat(60));
  expect(shorten('x'.repeat(61))).toBe(`${'x'.repeat(60)}…`);
});
