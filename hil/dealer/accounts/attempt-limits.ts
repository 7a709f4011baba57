import { RateLimiterMemory } from 'rate-limiter-flexible';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';

/** Number of consecutive wrong passwords that lock an account (DLR-8). */
const WRONG_MAX = 5;
/** Duration of the lock, in seconds. Wrong passwords further apart than this are not counted together. */
const LOCK_S = 900;

/** Number of wrong passwords from one address, over all accounts, and the seconds within which they stop all attempts from there. */
const ADDRESS_WRONG_MAX = 100;
const ADDRESS_WINDOW_S = 600;

/** An attempt that has a place, to be returned once it is known whether the password was correct. */
interface Attempt {
  readonly kind: 'admitted';
  readonly account: string;
  readonly address: string;
}

/**
 * Limits wrong passwords: by account, whether it exists or not, and by address. An attempt takes a place before the
 * password is checked, so that parallel attempts cannot exceed the limit: attempts from one address that are being
 * checked or were wrong are never more than the limit together; others wait. Kept in memory: a restart of the server
 * requires access to the machine.
 */
export class AttemptLimits {
  readonly #byAccount = new RateLimiterMemory({ keyPrefix: 'account', points: WRONG_MAX, duration: LOCK_S });
  readonly #byAddress = new RateLimiterMemory({
    keyPrefix: 'address',
    points: ADDRESS_WRONG_MAX,
    duration: ADDRESS_WINDOW_S,
  });
  /** Attempts in progress by address; an address without any has no entry. */
  readonly #underWay = new Map<string, AddressAttempts>();

  /** Takes a place; waits while the address has as many attempts in progress as it may still get wrong. */
  async admit(account: string, address: string): Promise<Attempt | Refusal> {
    const attempts = this.#underWay.get(address) ?? new AddressAttempts();
    this.#underWay.set(address, attempts);
    const refusal = await attempts.admit(async (underWay) => this.#refusal(account, address, underWay));
    if (refusal === null) return { kind: 'admitted', account, address };
    this.#forget(address, attempts);
    return refusal;
  }

  /**
   * Returns the place. A wrong password is counted first; the one that reaches the limit locks the account from now on.
   */
  async settle({ account, address }: Attempt, isRight: boolean): Promise<void> {
    if (isRight) {
      await this.clear(account);
    } else {
      await this.#byAddress.penalty(address);
      const { consumedPoints } = await this.#byAccount.penalty(account);
      if (consumedPoints >= WRONG_MAX) await this.#byAccount.block(account, LOCK_S);
    }
    const attempts = this.#underWay.get(address);
    if (attempts === undefined) return;
    attempts.leave();
    this.#forget(address, attempts);
  }

  /** A correct password, or a reset by the administrator: counting starts again. */
  async clear(account: string): Promise<void> {
    await this.#byAccount.delete(account);
  }

  /** `wait` where all attempts in progress may be wrong. */
  async #refusal(account: string, address: string, underWay: number): Promise<Refusal | 'wait' | null> {
    const byAddress = await this.#byAddress.get(address);
    const wrong = byAddress?.consumedPoints ?? 0;
    if (byAddress !== null && wrong >= ADDRESS_WRONG_MAX) {
      return limited('too-many-attempts', 'too many wrong passwords from this address', byAddress.msBeforeNext);
    }
    if (wrong + underWay >= ADDRESS_WRONG_MAX) return 'wait';
    const byAccount = await this.#byAccount.get(account);
    if (byAccount !== null && byAccount.consumedPoints >= WRONG_MAX) {
      return limited('locked', `the account is locked after ${WRONG_MAX} wrong passwords`, byAccount.msBeforeNext);
    }
    return null;
  }

  #forget(address: string, attempts: AddressAttempts): void {
    if (attempts.isIdle) this.#underWay.delete(address);
  }
}

/**
 * The attempts of one address: admitted one after the other, so that the check and the assignment of a place are one
 * step.
 */
class AddressAttempts {
  #underWay = 0;
  #waiting = 0;
  #last: Promise<unknown> = Promise.resolve();
  #onLeave: () => void = () => undefined;

  get isIdle(): boolean {
    return this.#underWay === 0 && this.#waiting === 0;
  }

  async admit(check: (underWay: number) => Promise<Refusal | 'wait' | null>): Promise<Refusal | null> {
    this.#waiting++;
    const admission = this.#last.then(async () => this.#admitNext(check));
    this.#last = admission.catch(() => undefined);
    try {
      return await admission;
    } finally {
      this.#waiting--;
    }
  }

  leave(): void {
    this.#underWay--;
    this.#onLeave();
  }

  async #admitNext(check: (underWay: number) => Promise<Refusal | 'wait' | null>): Promise<Refusal | null> {
    for (;;) {
      const { promise: left, resolve } = Promise.withResolvers<null>();
      this.#onLeave = () => resolve(null);
      const answer = await check(this.#underWay);
      if (answer === 'wait') {
        await left;
        continue;
      }
      if (answer === null) this.#underWay++;
      return answer;
    }
  }
}

function limited(code: 'locked' | 'too-many-attempts', message: string, msBeforeNext: number): Refusal {
  const retryAfterS = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return refuse({
    code,
    retryAfterS,
    message,
    hint: `wait ${Math.ceil(retryAfterS / 60)} minutes, or ask the administrator to reset the password`,
  });
}
