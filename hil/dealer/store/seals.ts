import { createHash } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { DealerRecord } from '../rules/dealer-commands.ts';
import { number, text, type Row } from './dealer-rows.ts';

/* What shows that a database was changed outside a server: the log's entries and the seals, each chained by hashes. */

/** The predecessor of the first entry. */
export const GENESIS_HASH: string = '0'.repeat(64);

/**
 * A record as the text that is stored and hashed: JSON without blanks, names in alphabetical order at every level, so
 * that one record has exactly one text.
 */
export function canonicalRecord(record: DealerRecord): string {
  return JSON.stringify(sorted(record));
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)]));
}

/**
 * The hash of one entry: SHA-256, as 64 hexadecimal digits, over the previous hash, the entry's number and its text,
 * one line each. Changing, dropping, adding or moving an entry changes all later hashes.
 */
export function chainHash(previousHash: string, sequence: number, record: string): string {
  return createHash('sha256').update(`${previousHash}\n${sequence}\n${record}`, 'utf8').digest('hex');
}

/** The tables whose rows are sealed, each with its key. */
export const SEALED_TABLES = {
  dealers: 'code',
  staff: 'id',
  former_staff: 'id',
  requests: 'number',
  issued: 'log_sequence',
  accounts: 'staff_id',
  sessions: 'token_hash',
} as const;

export type SealedTable = keyof typeof SEALED_TABLES;

/** The sealed columns of each row: all, except the last use of a session, which changes with every request. */
export function sealedColumns(table: SealedTable): string {
  return table === 'sessions' ? 'token_hash, staff_id, created_at_ms, reset_open_till_ms, keys_open_till_ms' : '*';
}

/** The predecessor of the first seal. */
export const FIRST_SEAL_HASH: string = '0'.repeat(64);

/** The state of a database after one transaction, chained to the one before. */
export interface Seal {
  /** From 1, without gaps. */
  readonly sequence: number;
  /** The hash of the log's last entry. */
  readonly logHash: string;
  /**
   * The sum of the digests of all sealed rows modulo 2^256, as 64 hexadecimal digits: independent of their order, and
   * cheap to update.
   */
  readonly rows: string;
  readonly hash: string;
}

/** SHA-256 over the previous hash, the number, the log's last hash and the rows' sum, one line each. */
export function sealHash(previousHash: string, { sequence, logHash, rows }: Omit<Seal, 'hash'>): string {
  return createHash('sha256').update(`${previousHash}\n${sequence}\n${logHash}\n${rows}`).digest('hex');
}

/** SHA-256 of a row with its table's name, as 64 hexadecimal digits. */
export function rowDigest(table: SealedTable, row: Row): string {
  return createHash('sha256')
    .update(JSON.stringify([table, ...Object.values(row)]))
    .digest('hex');
}

/** @param minus digests removed, each as 64 hexadecimal digits; `plus` those added */
export function sumOf(before: string, minus: readonly string[], plus: readonly string[]): string {
  let sum = BigInt(`0x${before}`);
  for (const digest of minus) sum -= BigInt(`0x${digest}`);
  for (const digest of plus) sum += BigInt(`0x${digest}`);
  return BigInt.asUintN(256, sum).toString(16).padStart(64, '0');
}

const TABLES = Object.keys(SEALED_TABLES) as readonly SealedTable[];

/**
 * Seals each transaction of one server: triggers that only this connection has record which rows it has changed, so
 * that changes by other programs are never sealed.
 */
export class Seals {
  readonly #database: DatabaseSync;
  readonly #touched: StatementSync;
  readonly #digest: StatementSync;
  readonly #putDigest: StatementSync;
  readonly #dropDigest: StatementSync;
  readonly #append: StatementSync;
  readonly #rowOf: ReadonlyMap<string, StatementSync>;
  #last: Seal;

  constructor(database: DatabaseSync) {
    this.#database = database;
    database.exec(TOUCHED);
    this.#touched = database.prepare('SELECT DISTINCT name, key FROM touched ORDER BY name, key');
    this.#digest = database.prepare('SELECT digest FROM sealed_rows WHERE name = ? AND key = ?');
    this.#putDigest = database.prepare(
      'INSERT INTO sealed_rows VALUES (?, ?, ?) ON CONFLICT (name, key) DO UPDATE SET digest = excluded.digest',
    );
    this.#dropDigest = database.prepare('DELETE FROM sealed_rows WHERE name = ? AND key = ?');
    this.#append = database.prepare('INSERT INTO seals VALUES (?, ?, ?, ?, ?)');
    this.#rowOf = new Map(
      TABLES.map((table) => [
        table,
        database.prepare(`SELECT ${sealedColumns(table)} FROM ${table} WHERE ${SEALED_TABLES[table]} = ?`),
      ]),
    );
    this.#last = lastSeal(database) ?? NO_SEAL;
  }

  /**
   * To be called at the end of a transaction.
   *
   * @returns makes the seal the last one, once the transaction is committed
   */
  seal(logHash: string): () => void {
    const minus: string[] = [];
    const plus: string[] = [];
    for (const row of this.#touched.all()) this.#sealRow(row, minus, plus);
    this.#database.exec('DELETE FROM touched');
    const rows = sumOf(this.#last.rows, minus, plus);
    if (rows === this.#last.rows && logHash === this.#last.logHash) return () => undefined;
    const unhashed = { sequence: this.#last.sequence + 1, logHash, rows };
    const seal: Seal = { ...unhashed, hash: sealHash(this.#last.hash, unhashed) };
    this.#append.run(seal.sequence, seal.logHash, seal.rows, this.#last.hash, seal.hash);
    return () => {
      this.#last = seal;
    };
  }

  #sealRow(touched: Row, minus: string[], plus: string[]): void {
    const table = TABLES.find((name) => name === touched['name']);
    if (table === undefined) return;
    const key = text(touched, 'key');
    const before = this.#digest.get(table, key);
    if (before !== undefined) minus.push(text(before, 'digest'));
    const row = this.#rowOf.get(table)?.get(key);
    if (row === undefined) {
      this.#dropDigest.run(table, key);
      return;
    }
    const digest = rowDigest(table, row);
    plus.push(digest);
    this.#putDigest.run(table, key, digest);
  }
}

/**
 * Seals the whole database in its present state, as the first seal of a file without one. To be called within a
 * transaction.
 */
export function sealAll(database: DatabaseSync): void {
  const putDigest = database.prepare('INSERT INTO sealed_rows VALUES (?, ?, ?)');
  const digests: string[] = [];
  for (const table of TABLES) {
    const key = SEALED_TABLES[table];
    for (const row of database.prepare(`SELECT ${sealedColumns(table)} FROM ${table}`).all()) {
      const digest = rowDigest(table, row);
      putDigest.run(table, String(row[key]), digest);
      digests.push(digest);
    }
  }
  const head = database.prepare('SELECT hash FROM log ORDER BY sequence DESC LIMIT 1').get();
  const logHash = head === undefined ? GENESIS_HASH : text(head, 'hash');
  const unhashed = { sequence: 1, logHash, rows: sumOf(NO_SEAL.rows, [], digests) };
  const hash = sealHash(FIRST_SEAL_HASH, unhashed);
  database.prepare('INSERT INTO seals VALUES (?, ?, ?, ?, ?)').run(1, logHash, unhashed.rows, FIRST_SEAL_HASH, hash);
}

const NO_SEAL: Seal = { sequence: 0, logHash: '', rows: '0'.repeat(64), hash: FIRST_SEAL_HASH };

/** Null in a file that was never sealed. */
export function lastSeal(database: DatabaseSync): Seal | null {
  const row = database.prepare('SELECT * FROM seals ORDER BY sequence DESC LIMIT 1').get();
  return row === undefined ? null : toSeal(row);
}

export function toSeal(row: Row): Seal {
  return {
    sequence: number(row, 'sequence'),
    logHash: text(row, 'log_hash'),
    rows: text(row, 'rows'),
    hash: text(row, 'hash'),
  };
}

const TOUCHED = `
CREATE TEMP TABLE touched (name TEXT NOT NULL, key TEXT NOT NULL) STRICT;
${TABLES.map(triggersOf).join('\n')}`;

function triggersOf(table: SealedTable): string {
  const key = SEALED_TABLES[table];
  const note = (row: 'OLD' | 'NEW'): string => `INSERT INTO touched VALUES ('${table}', ${row}.${key});`;
  return `
CREATE TEMP TRIGGER ${table}_inserted AFTER INSERT ON main.${table} BEGIN ${note('NEW')} END;
CREATE TEMP TRIGGER ${table}_updated AFTER UPDATE ON main.${table} BEGIN ${note('OLD')} ${note('NEW')} END;
CREATE TEMP TRIGGER ${table}_deleted AFTER DELETE ON main.${table} BEGIN ${note('OLD')} END;`;
}
