import { expect, it } from 'vitest';
import { ACTIVATION_TEXT, codeHex, codeText } from '../../../../can-bus/doip/codes.ts';

it('shows a code in hexadecimal, with its meaning where it is known', () => {
  expect(codeHex(0x0a)).toBe('0x0A');
  expect(codeText(ACTIVATION_TEXT, 0x07)).toBe('a TLS connection is required (code 0x07)');
  expect(codeText(ACTIVATION_TEXT, 0x99)).toBe('unknown (code 0x99)');
});
