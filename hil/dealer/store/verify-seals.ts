import type { DatabaseSync } from 'node:sqlite';
import { text } from './dealer-rows.ts';
import {
  FIRST_SEAL_HASH,
  rowDigest,
  SEALED_TABLES,
  sealHash,
  sumOf,
  toSeal,
  type Seal,
  type SealedTable,
} from './seals.ts';

const WORDS: Readonly<Record<SealedTable, string>> = {
  dealers: 'the dealer',
  staff: 'the staff member',
  former_staff: 'the former staff member',
  requests: 'the request',
  issued: 'the pass-code of log entry',
  accounts: 'the password of',
};

const TABLES = Object.keys(SEALED_TABLES) as readonly SealedTable[];

/**
 * Whether every row that matters is as the server left it: the chain of seals, the rows against their digests, the
 * digests against the last seal, and the last seal against the log's last entry.
 *
 * @param logHash the hash of the log's last entry
 * @returns what is not, or null
 */
export function findBrokenSeal(database: DatabaseSync, logHash: string): string | null {
  const last = lastOfChain(database);
  if (typeof last === 'string') return last;
  const changed = findChangedRow(database);
  if (changed !== null) return changed;
  const digests = database.prepare('SELECT digest FROM sealed_rows').all();
  const sum = sumOf(
    '0'.repeat(64),
    [],
    digests.map((row) => text(row, 'digest')),
  );
  if (last === null) return digests.length === 0 ? null : 'the seals are gone';
  if (sum !== last.rows) return 'the list of sealed rows does not match the last seal';
  return last.logHash === logHash ? null : 'the last seal was made over another end of the log';
}

function lastOfChain(database: DatabaseSync): Seal | null | string {
  let last: Seal | null = null;
  for (const row of database.prepare('SELECT * FROM seals ORDER BY sequence').iterate()) {
    const seal = toSeal(row);
    const expected = (last?.sequence ?? 0) + 1;
    if (seal.sequence !== expected) return `seal ${expected} is missing`;
    const previous: string = last?.hash ?? FIRST_SEAL_HASH;
    if (text(row, 'previous_hash') !== previous || seal.hash !== sealHash(previous, seal)) {
      return `seal ${seal.sequence} is not as it was written`;
    }
    last = seal;
  }
  return last;
}

function findChangedRow(database: DatabaseSync): string | null {
  const digest = database.prepare('SELECT digest FROM sealed_rows WHERE name = ? AND key = ?');
  for (const table of TABLES) {
    const key = SEALED_TABLES[table];
    for (const row of database.prepare(`SELECT * FROM ${table} ORDER BY ${key}`).iterate()) {
      const name = `${WORDS[table]} ${String(row[key])}`;
      const sealed = digest.get(table, String(row[key]));
      if (sealed === undefined) return `${name} was added outside the server`;
      if (text(sealed, 'digest') !== rowDigest(table, row)) return `${name} was changed outside the server`;
    }
    const gone = database
      .prepare(
        `SELECT key FROM sealed_rows WHERE name = ? AND key NOT IN (SELECT CAST(${key} AS TEXT) FROM ${table}) LIMIT 1`,
      )
      .get(table);
    if (gone !== undefined) return `${WORDS[table]} ${text(gone, 'key')} was removed outside the server`;
  }
  return null;
}
