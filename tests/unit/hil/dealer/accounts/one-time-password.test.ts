import { describe, expect, it } from 'vitest';
import {
  firstPasswords,
  ONE_TIME_PASSWORD_LIFE_MS,
  oneTimePassword,
} from '../../../../../hil/dealer/accounts/one-time-password.ts';

describe('a one-time password', () => {
  it('DLR-8: is four groups of four characters that cannot be mixed up', () => {
    for (let index = 0; index < 200; index++) {
      expect(oneTimePassword()).toMatch(/^[A-HJKMNP-Z2-9]{4}(-[A-HJKMNP-Z2-9]{4}){3}$/);
    }
  });

  it('DLR-8: is different each time', () => {
    expect(new Set(Array.from({ length: 100 }, oneTimePassword)).size).toBe(100);
  });

  it('DLR-8: is good for 72 hours', () => {
    expect(ONE_TIME_PASSWORD_LIFE_MS).toBe(259_200_000);
  });
});

describe('the first passwords', () => {
  it('are fixed ones for a demonstration', () => {
    expect(firstPasswords(['tara', 'mona'], true)).toEqual([
      { account: 'tara', password: 'demo-tara', mustChange: false },
      { account: 'mona', password: 'demo-mona', mustChange: false },
    ]);
  });

  it('DLR-8: are for one time otherwise', () => {
    const [first, second] = firstPasswords(['tara', 'mona'], false);
    expect([first?.account, first?.mustChange, second?.mustChange]).toEqual(['tara', true, true]);
    expect(first?.password).not.toBe(second?.password);
    expect(first?.password).not.toContain('tara');
  });
});
