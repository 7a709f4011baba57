import type { StatementSync } from 'node:sqlite';
import type { Caller } from '../dealer-service.ts';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { number, numberOrNull, text } from '../store/dealer-rows.ts';
import type { DealerStore } from '../store/dealer-store.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { ONE_TIME_PASSWORD_LIFE_MS } from './one-time-password.ts';
import { NOBODYS_HASH } from './password-hash.ts';
import { busyRefusal, PasswordQueue } from './password-queue.ts';

interface Account {
  readonly passwordHash: string;
  readonly mustChange: boolean;
  /** When a one-time password expires, in milliseconds of real time; null for a password chosen by its owner. */
  readonly oneTimeTillMs: number | null;
}

/** Maximum number of attempts that are waiting or being checked; further ones are asked to try again. */
const ATTEMPTS_MAX = 1_000;

/** The password was right. */
interface PasswordRight {
  readonly kind: 'right';
  readonly mustChange: boolean;
}

/** The hashing of passwords; deliberately slow. */
export type PasswordHasher = Pick<PasswordQueue, 'hash' | 'isPassword' | 'refusal' | 'idle'>;

/**
 * Passwords, and limits on wrong attempts (DLR-8).
 *
 * Hashing takes time, and other work continues meanwhile. Therefore everything that reads or changes the password of
 * one account is done sequentially ({@link exclusive}), from the first read to the resulting write.
 */
export class Accounts {
  readonly queue: PasswordHasher;
  readonly #store: DealerStore;
  readonly #nowMs: () => number;
  readonly #limits = new AttemptLimits();
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  /** Attempts in progress and waiting, of all accounts together. */
  #attempts = 0;
  /** The last operation on each account: the next one waits for it. */
  readonly #last = new Map<string, Promise<unknown>>();

  /** @param nowMs milliseconds of real time: one-time passwords expire */
  constructor(store: DealerStore, nowMs: () => number, queue: PasswordHasher = new PasswordQueue()) {
    this.queue = queue;
    this.#store = store;
    this.#nowMs = nowMs;
    this.#get = store.database.prepare(
      'SELECT password_hash, must_change, one_time_till_ms FROM accounts WHERE staff_id = ?',
    );
    this.#put = store.database.prepare(
      `INSERT INTO accounts (staff_id, password_hash, must_change, one_time_till_ms) VALUES (?, ?, ?, ?)
       ON CONFLICT (staff_id) DO UPDATE SET password_hash = excluded.password_hash,
         must_change = excluded.must_change, one_time_till_ms = excluded.one_time_till_ms`,
    );
  }

  /** Whether a sign-in is possible: there is a password, and it is not an expired one-time one. */
  isOpen(staffId: string): boolean {
    const account = this.#find(staffId);
    return account !== null && !this.#isExpired(account);
  }

  mustChange(staffId: string): boolean {
    return this.#find(staffId)?.mustChange ?? true;
  }

  /** When a one-time password expires; null for a password chosen by its owner. */
  oneTimeTillMs(staffId: string): number | null {
    return this.#find(staffId)?.oneTimeTillMs ?? null;
  }

  /** Stores a password chosen by its owner. To be called within the transaction that it belongs to. */
  put(staffId: string, passwordHash: string): void {
    this.#put.run(staffId, passwordHash, 0, null);
  }

  /** Stores a one-time password, likewise. @returns when it expires, in milliseconds of real time */
  putOneTime(staffId: string, passwordHash: string): number {
    const tillMs = this.#nowMs() + ONE_TIME_PASSWORD_LIFE_MS;
    this.#put.run(staffId, passwordHash, 1, tillMs);
    return tillMs;
  }

  /** A first password, hashed while the server is already answering; a sign-in meanwhile waits for it. */
  putWhenHashed(staffId: string, password: string, mustChange: boolean): void {
    const putting = this.exclusive(staffId, async () => {
      const hash = await this.queue.hash(password);
      this.#store.transaction(() => {
        if (mustChange) this.putOneTime(staffId, hash);
        else this.put(staffId, hash);
      });
    });
    // The member may have been removed, or the server may have ended.
    putting.catch(() => undefined);
  }

  /** Does the work after all earlier work on this account, without anything else on it meanwhile. */
  async exclusive<T>(account: string, work: () => Promise<T>): Promise<T> {
    const earlier = this.#last.get(account) ?? Promise.resolve();
    const result = earlier.then(work);
    const settled = result.catch(() => undefined);
    this.#last.set(account, settled);
    try {
      return await result;
    } finally {
      if (this.#last.get(account) === settled) this.#last.delete(account);
    }
  }

  /**
   * Checks a password and, if it is correct, performs the action, before anything else happens to the account. A wrong
   * one and an unknown account get the same answer after the same work, are counted and are locked out alike.
   */
  async withPassword<T>(
    account: string,
    password: string,
    { address }: Caller,
    allowed: (right: PasswordRight) => T | Promise<T>,
  ): Promise<T | Refusal> {
    if (this.#attempts >= ATTEMPTS_MAX) return busyRefusal();
    this.#attempts += 1;
    try {
      return await this.exclusive(account, async () => {
        const right = await this.#check(account, password, address);
        if (right.kind === 'refused') return right;
        // The member may have been removed since the check: removal does not wait, and is checked in this very turn.
        return this.#find(account) === null ? WRONG : allowed(right);
      });
    } finally {
      this.#attempts -= 1;
    }
  }

  /** An administrator has reset the password. */
  async unlock(account: string): Promise<void> {
    await this.#limits.clear(account);
  }

  /** Resolves when every started hash has been computed and stored. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#last.values());
    await this.queue.idle();
  }

  async #check(account: string, password: string, address: string): Promise<PasswordRight | Refusal> {
    const busy = this.queue.refusal();
    if (busy !== null) return busy;
    const attempt = await this.#limits.admit(account, address);
    if (attempt.kind === 'refused') return attempt;
    let isRight = false;
    try {
      const found = this.#find(account);
      const matches = await this.queue.isPassword(found?.passwordHash ?? NOBODYS_HASH, password);
      isRight = matches && found !== null;
      if (!isRight || found === null) return WRONG;
      return this.#isExpired(found) ? EXPIRED : { kind: 'right', mustChange: found.mustChange };
    } finally {
      await this.#limits.settle(attempt, isRight);
    }
  }

  #isExpired({ oneTimeTillMs }: Account): boolean {
    return oneTimeTillMs !== null && this.#nowMs() >= oneTimeTillMs;
  }

  #find(staffId: string): Account | null {
    const row = this.#get.get(staffId);
    if (row === undefined) return null;
    return {
      passwordHash: text(row, 'password_hash'),
      mustChange: number(row, 'must_change') === 1,
      oneTimeTillMs: numberOrNull(row, 'one_time_till_ms'),
    };
  }
}

const EXPIRED: Refusal = refuse({
  code: 'one-time-password-expired',
  field: 'password',
  message: 'this one-time password has expired',
  hint: 'ask an administrator of your dealer for a new one',
});

const WRONG: Refusal = refuse({
  code: 'wrong-password',
  field: 'password',
  message: 'wrong account name or password',
  hint: 'try again; repeated wrong passwords lock the account for a while',
});
