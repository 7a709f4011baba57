import type { StatementSync } from 'node:sqlite';
import type { Caller } from '../dealer-service.ts';
import { refuse, type Refusal } from '../rules/dealer-commands.ts';
import { number, text } from '../store/dealer-rows.ts';
import type { DealerStore } from '../store/dealer-store.ts';
import { AttemptLimits } from './attempt-limits.ts';
import { NOBODYS_HASH } from './password-hash.ts';
import { PasswordQueue } from './password-queue.ts';

interface Account {
  readonly passwordHash: string;
  readonly mustChange: boolean;
}

/** The password was right. */
export interface PasswordRight {
  readonly kind: 'right';
  readonly mustChange: boolean;
}

/** Who has which password, and how often somebody may be wrong about it (DLR-8). */
export class Accounts {
  readonly queue: PasswordQueue = new PasswordQueue();
  readonly #limits = new AttemptLimits();
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  /** First passwords whose hash is still being made. */
  readonly #coming = new Map<string, Promise<void>>();
  /** The last attempt at each account: the next waits for it, so that five at once are counted as five in a row. */
  readonly #attempts = new Map<string, Promise<unknown>>();

  constructor(store: DealerStore) {
    this.#get = store.database.prepare('SELECT password_hash, must_change FROM accounts WHERE staff_id = ?');
    this.#put = store.database.prepare(
      `INSERT INTO accounts (staff_id, password_hash, must_change) VALUES (?, ?, ?)
       ON CONFLICT (staff_id) DO UPDATE SET password_hash = excluded.password_hash, must_change = excluded.must_change`,
    );
  }

  has(staffId: string): boolean {
    return this.#find(staffId) !== null;
  }

  mustChange(staffId: string): boolean {
    return this.#find(staffId)?.mustChange ?? true;
  }

  /** To be called within the transaction that it belongs to. */
  put(staffId: string, passwordHash: string, mustChange: boolean): void {
    this.#put.run(staffId, passwordHash, mustChange ? 1 : 0);
  }

  /** A first password, hashed while the server is already answering; who signs in meanwhile waits for it. */
  putWhenHashed(staffId: string, password: string, mustChange: boolean): void {
    const coming = this.queue.hash(password).then((hash) => {
      this.put(staffId, hash, mustChange);
      this.#coming.delete(staffId);
    });
    // Whoever signs in hears of it; nobody may, and the server may have ended.
    coming.catch(() => undefined);
    this.#coming.set(staffId, coming);
  }

  /**
   * Whether a password is an account's. A wrong one and an account that is not there get the same answer after the
   * same work, are counted and are locked out alike.
   */
  async check(account: string, password: string, { address }: Caller): Promise<PasswordRight | Refusal> {
    const earlier = this.#attempts.get(account) ?? Promise.resolve();
    const attempt = earlier.then(async () => this.#checkNext(account, password, address));
    const settled = attempt.catch(() => undefined);
    this.#attempts.set(account, settled);
    try {
      return await attempt;
    } finally {
      if (this.#attempts.get(account) === settled) this.#attempts.delete(account);
    }
  }

  /** An administrator has reset the password. */
  async unlock(account: string): Promise<void> {
    await this.#limits.clear(account);
  }

  /** When every hash that was begun is made and stored. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#coming.values());
    await this.queue.idle();
  }

  async #checkNext(account: string, password: string, address: string): Promise<PasswordRight | Refusal> {
    await this.#coming.get(account);
    const refusal = this.queue.refusal() ?? (await this.#limits.refusal(account, address));
    if (refusal !== null) return refusal;
    const found = this.#find(account);
    const isRight = await this.queue.isPassword(found?.passwordHash ?? NOBODYS_HASH, password);
    if (isRight && found !== null) {
      await this.#limits.clear(account);
      return { kind: 'right', mustChange: found.mustChange };
    }
    await this.#limits.countWrong(account, address);
    return WRONG;
  }

  #find(staffId: string): Account | null {
    const row = this.#get.get(staffId);
    if (row === undefined) return null;
    return { passwordHash: text(row, 'password_hash'), mustChange: number(row, 'must_change') === 1 };
  }
}

const WRONG: Refusal = refuse({
  code: 'wrong-password',
  field: 'password',
  message: 'account name or password is wrong',
  hint: 'try again; several wrong ones in a row lock the account for a while',
});
