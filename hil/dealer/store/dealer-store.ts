import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DealerRecord } from '../rules/dealer-commands.ts';
import {
  type DealerState,
  ISSUED_KEPT,
  type IssuedPassCode,
  type ResetRequest,
  type StaffMember,
} from '../rules/dealer-state.ts';
import { number, text, toIssued, toRecord, toRequest, toStaff } from './dealer-rows.ts';
import { DealerStoreError, explainSqlite } from './dealer-store-error.ts';
import { openDatabase, type OpenDatabase } from './open-database.ts';
import { canonicalRecord, chainHash, GENESIS_HASH, Seals } from './seals.ts';
import { verifyLog } from './verify-log.ts';

/** One entry of the log with its number. */
export interface LogEntry {
  readonly sequence: number;
  readonly record: DealerRecord;
}

/** A part of the log: one dealer's entries within a period, its end excluded. */
interface LogQuery {
  readonly dealerCode: string;
  readonly fromMs: number;
  readonly toMs: number;
}

interface Statements {
  readonly appendLog: StatementSync;
  readonly putStaff: StatementSync;
  readonly dropStaff: StatementSync;
  readonly formerStaff: StatementSync;
  readonly putRequest: StatementSync;
  readonly putIssued: StatementSync;
}

/** The dealer's database: the state of the rules, and the log of how it came about. */
export class DealerStore {
  readonly database: DatabaseSync;
  readonly #opened: OpenDatabase;
  readonly #path: string;
  readonly #statements: Statements;
  readonly #seals: Seals;
  #head: { readonly sequence: number; readonly hash: string };
  #damage: string | null;
  /** SQLite's data version, which changes when another connection has written to the file. */
  #dataVersion: number;

  /** @throws DealerStoreError for an unusable file */
  constructor(path: string) {
    this.#path = path;
    this.#opened = openDatabase(path);
    this.database = this.#opened.database;
    this.#seals = new Seals(this.database);
    this.#statements = prepare(this.database);
    const head = this.database.prepare('SELECT sequence, hash FROM log ORDER BY sequence DESC LIMIT 1').get();
    this.#head =
      head === undefined
        ? { sequence: 0, hash: GENESIS_HASH }
        : { sequence: number(head, 'sequence'), hash: text(head, 'hash') };
    this.#dataVersion = dataVersionOf(this.database);
    this.#damage = findDamage(this.database);
  }

  /**
   * What was changed in it outside this server, before its start or since; null where it is intact. Once there is such
   * a change, nothing more is stored.
   */
  get damage(): string | null {
    const dataVersion = dataVersionOf(this.database);
    if (this.#damage === null && dataVersion !== this.#dataVersion) this.#damage = findDamage(this.database);
    this.#dataVersion = dataVersion;
    return this.#damage;
  }

  /** A warning about the file; null where it is in order. */
  get warning(): string | null {
    const { damage } = this;
    if (damage === null) return this.#opened.warning;
    return `${this.#path} is not whole: ${damage}; nothing is approved, issued or changed with it (${DAMAGE_HINT})`;
  }

  /** The state of the rules; null where the database is new. */
  load(): DealerState | null {
    const all = (sql: string): ReturnType<StatementSync['all']> => this.database.prepare(sql).all();
    const dealers = all('SELECT code, name FROM dealers ORDER BY code');
    if (dealers.length === 0) return null;
    return {
      dealers: dealers.map((row) => ({ code: text(row, 'code'), name: text(row, 'name') })),
      staff: all('SELECT * FROM staff ORDER BY position').map(toStaff),
      formerStaffIds: all('SELECT id FROM former_staff ORDER BY id').map((row) => text(row, 'id')),
      requests: all('SELECT * FROM requests ORDER BY position').map(toRequest),
      issued: all(`SELECT * FROM issued ORDER BY log_sequence DESC LIMIT ${ISSUED_KEPT}`).map(toIssued).reverse(),
    };
  }

  /** Stores the first state in a new database: dealers and staff, who did not come from transactions. */
  found(state: DealerState): void {
    this.transaction(() => {
      const dealer = this.database.prepare('INSERT INTO dealers (code, name) VALUES (?, ?)');
      for (const { code, name } of state.dealers) dealer.run(code, name);
      this.#putStaff([], state.staff);
    });
  }

  /**
   * Stores one accepted step: its changes and its log entry in one transaction. When this returns, both are on the
   * disk; when it throws, neither is.
   *
   * @param also further writes that belong to it, such as the account of an enrolled member
   * @returns the log entry's number
   */
  commit(before: DealerState, after: DealerState, record: DealerRecord, also: () => void = () => undefined): number {
    const sequence = this.#head.sequence + 1;
    const entry = canonicalRecord(record);
    const hash = chainHash(this.#head.hash, sequence, entry);
    this.transaction(() => {
      this.#statements.appendLog.run(sequence, entry, this.#head.hash, hash);
      this.#putStaff(before.staff, after.staff);
      this.#dropStaff(before, after);
      this.#putRequests(before.requests, after.requests);
      const issued = after.issued.at(-1);
      if (issued !== undefined && issued !== before.issued.at(-1)) this.#putIssued(sequence, issued);
      also();
    }, hash);
    this.#head = { sequence, hash };
    return sequence;
  }

  /**
   * All or nothing, and sealed.
   *
   * @param logHash the hash of the log's last entry after it
   * @throws DealerStoreError where the file system refuses, and for a damaged database
   */
  transaction(work: () => void, logHash: string = this.#head.hash): void {
    const sealed = this.unsealed(() => {
      // Checked while the write lock is held: a row that another program has changed is never sealed.
      const { damage } = this;
      if (damage !== null) throw new DealerStoreError('bench', this.#path, `it is not whole: ${damage}`, DAMAGE_HINT);
      work();
      return this.#seals.seal(logHash);
    });
    sealed();
  }

  /** Sessions are sealed like everything else; a damaged database can still be viewed by people who sign in. */
  session(work: () => void): void {
    if (this.damage === null) this.transaction(work);
    else this.unsealed(work);
  }

  /** All or nothing, for data that is not sealed. @throws DealerStoreError where the file system refuses */
  unsealed<T>(work: () => T): T {
    try {
      this.database.exec('BEGIN IMMEDIATE');
      const result = work();
      this.database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      throw explainSqlite(error, this.#path);
    }
  }

  /** Oldest first. */
  log({ dealerCode, fromMs, toMs }: LogQuery): readonly LogEntry[] {
    return this.database
      .prepare(
        `SELECT sequence, record FROM log WHERE dealer_code = ? AND epoch_ms >= ? AND epoch_ms < ? ORDER BY sequence`,
      )
      .all(dealerCode, fromMs, toMs)
      .map((row) => ({ sequence: number(row, 'sequence'), record: toRecord(row) }));
  }

  /** Months of the calendar, as `2019-07`, in which the dealer has an entry, in ascending order. */
  months(dealerCode: string): readonly string[] {
    return this.database
      .prepare(
        `SELECT DISTINCT strftime('%Y-%m', epoch_ms / 1000, 'unixepoch') AS month FROM log WHERE dealer_code = ?
         ORDER BY month`,
      )
      .all(dealerCode)
      .map((row) => text(row, 'month'));
  }

  close(): void {
    this.#opened.close();
  }

  #putStaff(before: readonly StaffMember[], after: readonly StaffMember[]): void {
    if (before === after) return;
    const known = new Set(before);
    for (const member of after) {
      if (known.has(member)) continue;
      this.#statements.putStaff.run(member.id, member.name, member.title, member.dealerCode);
    }
  }

  #dropStaff(before: DealerState, after: DealerState): void {
    for (const id of after.formerStaffIds.slice(before.formerStaffIds.length)) {
      this.#statements.formerStaff.run(id);
      this.#statements.dropStaff.run(id);
    }
  }

  /** Requests are only appended, and replaced in place. */
  #putRequests(before: readonly ResetRequest[], after: readonly ResetRequest[]): void {
    if (before === after) return;
    for (const [position, request] of after.entries()) {
      if (request === before[position]) continue;
      this.#statements.putRequest.run(
        request.number,
        request.status,
        request.dealerCode,
        request.requesterId,
        request.requesterName,
        request.vin,
        request.repairOrder,
        request.customerLastName,
        JSON.stringify(request.managerIds),
        request.requestedAtMs,
        request.settledBy,
        request.settledByName,
        request.settledAtMs,
        request.validTillMs,
        position,
      );
    }
  }

  #putIssued(sequence: number, issued: IssuedPassCode): void {
    this.#statements.putIssued.run(
      sequence,
      issued.kind,
      issued.requestNumber,
      issued.actorId,
      issued.dealerCode,
      issued.vin,
      issued.repairOrder,
      issued.customerLastName,
      issued.toolVersion,
      issued.seed,
      issued.issuedAtMs,
    );
  }
}

/** What to do with a database that was changed outside a server. */
export const DAMAGE_HINT = 'put a backup in its place, or keep it for the investigation and start with a new file';

function dataVersionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA data_version').get()?.['data_version']);
}

function findDamage(database: DatabaseSync): string | null {
  const verified = verifyLog(database);
  if (verified.kind === 'whole') return null;
  const where = verified.sequence === null ? '' : `log entry ${verified.sequence}: `;
  return `${where}${verified.why}`;
}

function prepare(database: DatabaseSync): Statements {
  return {
    appendLog: database.prepare('INSERT INTO log (sequence, record, previous_hash, hash) VALUES (?, ?, ?, ?)'),
    putStaff: database.prepare(
      `INSERT INTO staff (id, name, title, dealer_code, position)
       VALUES (?, ?, ?, ?, (SELECT coalesce(max(position), 0) + 1 FROM staff))
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, title = excluded.title`,
    ),
    dropStaff: database.prepare('DELETE FROM staff WHERE id = ?'),
    formerStaff: database.prepare('INSERT INTO former_staff (id) VALUES (?)'),
    putRequest: database.prepare(
      `INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (number) DO UPDATE SET status = excluded.status, settled_by = excluded.settled_by,
         settled_by_name = excluded.settled_by_name, settled_at_ms = excluded.settled_at_ms,
         valid_till_ms = excluded.valid_till_ms`,
    ),
    putIssued: database.prepare('INSERT INTO issued VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  };
}
