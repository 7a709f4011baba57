import { createHash, randomBytes } from 'node:crypto';
import type { StatementSync } from 'node:sqlite';
import type { DealerTab } from '../dealer-service.ts';
import { number, numberOrNull, text } from '../store/dealer-rows.ts';
import type { DealerStore } from '../store/dealer-store.ts';

/** A session ends after this time without a request. */
export const IDLE_MS: number = 30 * 60_000;
/** Maximum duration of a session. */
export const LIFE_MS: number = 12 * 3_600_000;
/** How long a tab stays open after the password was confirmed. */
const TAB_OPEN_MS: number = 10 * 60_000;
/** Maximum number of sessions of one account; the oldest is ended. */
const SESSIONS_MAX = 20;
/** Minimum interval for storing the time of the last request. */
const SEEN_STORED_MS = 60_000;
const TOKEN_BYTES = 32;
const NO_SESSIONS = 'SELECT * FROM sessions WHERE false';

/** One session. It contains only the hash of its token. */
export interface StoredSession {
  readonly tokenHash: string;
  readonly staffId: string;
  readonly createdAtMs: number;
  readonly seenAtMs: number;
  readonly tabs: Readonly<Record<DealerTab, number | null>>;
}

/**
 * The signed-in sessions. Real time, never the dealer's calendar. Kept in memory, and in the database for the next
 * start.
 */
export class Sessions {
  readonly #store: DealerStore;
  readonly #nowMs: () => number;
  readonly #byHash = new Map<string, StoredSession>();
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  /** The stored time of the last request. */
  readonly #storedSeen = new Map<string, number>();

  constructor(store: DealerStore, nowMs: () => number) {
    this.#store = store;
    this.#nowMs = nowMs;
    this.#put = store.database.prepare(
      `INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (token_hash) DO UPDATE SET
         seen_at_ms = excluded.seen_at_ms, reset_open_till_ms = excluded.reset_open_till_ms,
         keys_open_till_ms = excluded.keys_open_till_ms`,
    );
    this.#drop = store.database.prepare('DELETE FROM sessions WHERE token_hash = ?');
    // Sessions of a damaged database are not accepted: they may have been inserted from outside.
    const stored = store.damage === null ? 'SELECT * FROM sessions ORDER BY created_at_ms' : NO_SESSIONS;
    for (const row of store.database.prepare(stored).all()) {
      const session: StoredSession = {
        tokenHash: text(row, 'token_hash'),
        staffId: text(row, 'staff_id'),
        createdAtMs: number(row, 'created_at_ms'),
        seenAtMs: number(row, 'seen_at_ms'),
        tabs: {
          'immobilizer-reset': numberOrNull(row, 'reset_open_till_ms'),
          'add-remove-key': numberOrNull(row, 'keys_open_till_ms'),
        },
      };
      this.#byHash.set(session.tokenHash, session);
    }
  }

  /** @returns the token, which is stored nowhere */
  begin(staffId: string): { readonly token: string; readonly session: StoredSession } {
    this.#sweep(staffId);
    const token = randomBytes(TOKEN_BYTES).toString('base64url');
    const nowMs = this.#nowMs();
    const session: StoredSession = {
      tokenHash: hashOf(token),
      staffId,
      createdAtMs: nowMs,
      seenAtMs: nowMs,
      tabs: { 'immobilizer-reset': null, 'add-remove-key': null },
    };
    this.#write(session);
    return { token, session };
  }

  /** The session of a token, with the present time as its last use; null where there is none or it has expired. */
  find(token: string): StoredSession | null {
    const session = this.#byHash.get(hashOf(token));
    if (session === undefined) return null;
    const nowMs = this.#nowMs();
    if (isOver(session, nowMs)) {
      this.end(session.tokenHash);
      return null;
    }
    const seen: StoredSession = { ...session, seenAtMs: nowMs };
    this.#byHash.set(seen.tokenHash, seen);
    if (nowMs - (this.#storedSeen.get(seen.tokenHash) ?? 0) >= SEEN_STORED_MS) this.#write(seen);
    return seen;
  }

  /** @returns until when, in milliseconds of real time; null where the session has ended meanwhile */
  openTab(tokenHash: string, tab: DealerTab): number | null {
    const session = this.#byHash.get(tokenHash);
    if (session === undefined) return null;
    const openTillMs = this.#nowMs() + TAB_OPEN_MS;
    this.#write({ ...session, tabs: { ...session.tabs, [tab]: openTillMs } });
    return openTillMs;
  }

  /** The session has not ended. */
  has(tokenHash: string): boolean {
    return this.#byHash.has(tokenHash);
  }

  end(tokenHash: string): void {
    this.#store.session(() => this.#drop.run(tokenHash));
    this.#forget(tokenHash);
  }

  /**
   * Ends the sessions of an account in the same transaction as the cause, such as a password reset, so that none
   * outlives it even when the server is killed.
   *
   * @returns to be called once that is committed
   */
  endAllOf(staffId: string, except: string | null = null): () => void {
    const ended = [...this.#byHash.values()]
      .filter((session) => session.staffId === staffId && session.tokenHash !== except)
      .map(({ tokenHash }) => tokenHash);
    for (const tokenHash of ended) this.#drop.run(tokenHash);
    return () => {
      for (const tokenHash of ended) this.#forget(tokenHash);
    };
  }

  #forget(tokenHash: string): void {
    this.#byHash.delete(tokenHash);
    this.#storedSeen.delete(tokenHash);
  }

  #write(session: StoredSession): void {
    this.#store.session(() => {
      this.#put.run(
        session.tokenHash,
        session.staffId,
        session.createdAtMs,
        session.seenAtMs,
        session.tabs['immobilizer-reset'],
        session.tabs['add-remove-key'],
      );
    });
    this.#byHash.set(session.tokenHash, session);
    this.#storedSeen.set(session.tokenHash, session.seenAtMs);
  }

  /** Called before a new one: removes expired sessions, and the oldest of an account that has too many. */
  #sweep(staffId: string): void {
    const nowMs = this.#nowMs();
    for (const session of [...this.#byHash.values()]) if (isOver(session, nowMs)) this.end(session.tokenHash);
    const own = [...this.#byHash.values()].filter((session) => session.staffId === staffId);
    own.sort((one, other) => one.createdAtMs - other.createdAtMs);
    for (const session of own.slice(0, Math.max(0, own.length + 1 - SESSIONS_MAX))) this.end(session.tokenHash);
  }
}

/** The CSRF token in the forms of a session: it can be computed from the session token, but not vice versa. */
export function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`csrf:${token}`).digest('base64url');
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function isOver(session: StoredSession, nowMs: number): boolean {
  return nowMs - session.seenAtMs >= IDLE_MS || nowMs - session.createdAtMs >= LIFE_MS;
}
