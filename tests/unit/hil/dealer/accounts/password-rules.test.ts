import { describe, expect, it } from 'vitest';
import { findPasswordFault } from '../../../../../hil/dealer/accounts/password-rules.ts';

describe('a new password', () => {
  it.each(['correct horse', 'abcdefghij', 'x'.repeat(125) + 'abc', '日本語のパスワード五六'])(
    'DLR-8: may be %j',
    (password) => {
      expect(findPasswordFault('tara', 'old password', password)).toBeNull();
    },
  );

  it.each([
    ['too short', 'abcdefghi'],
    ['too long', `${'x'.repeat(126)}abc`],
    ['with an invisible character', 'abcdefghij\u200b'],
    ['the old one', 'old password'],
    ['the old one in another form of the same characters', 'ｏｌｄ password'],
    ['with the account name', 'my name is TARA'],
    ['of fewer than four signs', 'aaaabbbbcccc'],
  ])('DLR-8: is not %s', (_why, password) => {
    expect(findPasswordFault('tara', 'old password', password)).toMatchObject({
      kind: 'refused',
      code: 'invalid-field',
      field: 'newPassword',
    });
  });
});
