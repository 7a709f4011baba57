import type * as Argon2 from 'argon2';

/** Argon2id with one of the settings that OWASP's password storage sheet lists as equally strong (12 MiB, 3 passes). */
export const HASH_SETTINGS = { memoryCost: 12_288, timeCost: 3, parallelism: 1 } as const;

/**
 * The hash of a random password that is not used: checked for unknown accounts, so that it takes equally long. Made
 * with the settings above.
 */
export const NOBODYS_HASH: string =
  '$argon2id$v=19$m=12288,p=1,t=3$JwEMQtjrSGewz8QqKDBGOQ$EVYyzpFjkc/XgTRk8Y5Dkt81p4I4ZQE99OHAxa3+jzs';

/** @returns the hash with its salt and settings, as a PHC string */
export async function hashPassword(password: string): Promise<string> {
  const { hash, argon2id } = await loadArgon2();
  return hash(normalized(password), { ...HASH_SETTINGS, type: argon2id });
}

export async function isPassword(hash: string, password: string): Promise<boolean> {
  const { verify } = await loadArgon2();
  return verify(hash, normalized(password));
}

/** A native module, and most runs of a car never sign anyone in: loaded with the first password. */
async function loadArgon2(): Promise<typeof Argon2> {
  return import('argon2');
}

/** The same characters typed on another keyboard are the same password. */
export function normalized(password: string): string {
  return password.normalize('NFKC');
}
