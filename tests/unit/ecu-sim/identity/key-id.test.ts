import { describe, expect, it } from 'vitest';
import { formatKeyId, KEY_ID_PATTERN, parseKeyId } from '../../../../ecu-sim/identity/key-id.ts';

describe('a key id', () => {
  it.each([
    ['1', 0x0000_0001, '00000001'],
    ['be01', 0x0000_be01, '0000BE01'],
    ['0000BE01', 0x0000_be01, '0000BE01'],
    ['FFFFFFFF', 0xffff_ffff, 'FFFFFFFF'],
  ])('is read and written: %s', (text, id, written) => {
    expect(parseKeyId(text)).toBe(id);
    expect(formatKeyId(id)).toBe(written);
  });

  it.each(['', '0', '00000000', '100000000', 'XYZ', ' 1', '0x1'])('is not %j', (text) => {
    expect(KEY_ID_PATTERN.test(text)).toBe(false);
    expect(() => parseKeyId(text)).toThrow(
      expect.objectContaining({
        code: 'usage/key-id',
        message: `"${text}" is not a key id`,
        hint: 'a key id is 1 to 8 hex digits and not 0',
        context: { field: 'id' },
      }),
    );
  });
});
