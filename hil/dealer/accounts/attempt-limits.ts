import { RateLimiterMemory } from 'rate-limiter-flexible';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';

/** So many wrong passwords in a row lock an account (DLR-8). */
export const WRONG_MAX = 5;
/** And so long, in seconds. Wrong ones further apart than this are not counted together. */
export const LOCK_S = 900;

/** So many wrong passwords from one address, over all accounts, in so many seconds stop all attempts from there. */
export const ADDRESS_WRONG_MAX = 100;
export const ADDRESS_WINDOW_S = 600;

/**
 * How often a wrong password may be given: by account, whether there is such an account or not, and by address.
 * Kept in memory: who can restart the server needs no password.
 */
export class AttemptLimits {
  readonly #byAccount = new RateLimiterMemory({ keyPrefix: 'account', points: WRONG_MAX, duration: LOCK_S });
  readonly #byAddress = new RateLimiterMemory({
    keyPrefix: 'address',
    points: ADDRESS_WRONG_MAX,
    duration: ADDRESS_WINDOW_S,
  });

  /** Null where an attempt may be made now. */
  async refusal(account: string, address: string): Promise<Refusal | null> {
    const byAddress = await this.#byAddress.get(address);
    if (byAddress !== null && byAddress.consumedPoints >= ADDRESS_WRONG_MAX) {
      return limited('too-many-attempts', 'too many wrong passwords came from this address', byAddress.msBeforeNext);
    }
    const byAccount = await this.#byAccount.get(account);
    if (byAccount !== null && byAccount.consumedPoints >= WRONG_MAX) {
      return limited('locked', `the account is locked after ${WRONG_MAX} wrong passwords`, byAccount.msBeforeNext);
    }
    return null;
  }

  /** One more wrong one; the one too many locks for the whole time from now on. */
  async countWrong(account: string, address: string): Promise<void> {
    await this.#byAddress.penalty(address);
    const { consumedPoints } = await this.#byAccount.penalty(account);
    if (consumedPoints >= WRONG_MAX) await this.#byAccount.block(account, LOCK_S);
  }

  /** A right one, or a reset by the administrator: counting begins anew. */
  async clear(account: string): Promise<void> {
    await this.#byAccount.delete(account);
  }
}

function limited(code: 'locked' | 'too-many-attempts', message: string, msBeforeNext: number): Refusal {
  const retryAfterS = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return refuse({
    code,
    retryAfterS,
    message,
    hint: `wait ${Math.ceil(retryAfterS / 60)} minutes, or have the administrator reset the password`,
  });
}
