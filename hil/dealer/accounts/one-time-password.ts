import { randomInt } from 'node:crypto';

/** Letters and digits that cannot be confused with each other. */
const SIGNS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const GROUPS = 4;
const GROUP_SIGNS = 4;

/** Validity of an unused one-time password: 72 hours, in milliseconds of real time. */
export const ONE_TIME_PASSWORD_LIFE_MS: number = 72 * 3_600_000;

/** A random password to hand over, some 79 bits: `K7QM-2XWD-…`. */
export function oneTimePassword(): string {
  const sign = (): string => SIGNS.charAt(randomInt(SIGNS.length));
  const group = (): string => Array.from({ length: GROUP_SIGNS }, sign).join('');
  return Array.from({ length: GROUPS }, group).join('-');
}

/** The first password of a member who has none yet. */
export interface FirstPassword {
  readonly account: string;
  readonly password: string;
  /** It must be changed at the first sign-in. */
  readonly mustChange: boolean;
}

/**
 * Passwords for staff without one: random one-time passwords; for a demonstration fixed ones, `demo-` and the account.
 */
export function firstPasswords(accounts: readonly string[], demo: boolean): readonly FirstPassword[] {
  return accounts.map((account) => ({
    account,
    password: demo ? `demo-${account}` : oneTimePassword(),
    mustChange: !demo,
  }));
}
