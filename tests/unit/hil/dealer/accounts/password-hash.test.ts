import { describe, expect, it } from 'vitest';
import {
  hashPassword,
  HASH_SETTINGS,
  isPassword,
  NOBODYS_HASH,
  normalized,
} from '../../../../../hil/dealer/accounts/password-hash.ts';

describe('the hash of a password', () => {
  it('DLR-8: is Argon2id with 12 MiB and 3 passes, and of the password alone', async () => {
    const hash = await hashPassword('correct horse');
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=12288,[pt]=\d,[pt]=\d/);
    expect(HASH_SETTINGS).toEqual({ memoryCost: 12_288, timeCost: 3, parallelism: 1 });
    expect(await isPassword(hash, 'correct horse')).toBe(true);
    expect(await isPassword(hash, 'correct horsf')).toBe(false);
  });

  it('is the same password in another form of the same characters', () => {
    expect(normalized('ｏｌｄ e\u0301')).toBe('old é');
  });

  it('DLR-8: takes as long for an unknown account', () => {
    expect(NOBODYS_HASH.split('$').slice(1, 4)).toEqual(['argon2id', 'v=19', 'm=12288,p=1,t=3']);
  });
});
