import { DatabaseSync } from 'node:sqlite';
import { text } from './dealer-rows.ts';
import { migrate } from './migrations.ts';
import {
  FIRST_SEAL_HASH,
  rowDigest,
  SEALED_TABLES,
  sealedColumns,
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
  sessions: 'the session',
};

const TABLES = Object.keys(SEALED_TABLES) as readonly SealedTable[];

/**
 * Whether every sealed row is as the server left it: the chain of seals, the rows against their digests, the digests
 * against the last seal, and the last seal against the log's last entry.
 *
 * @param logHash the hash of the log's last entry
 * @returns the difference, or null
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
  if (last === null) return digests.length === 0 ? findOtherLayout(database) : 'the seals are missing';
  if (sum !== last.rows) return 'the list of sealed rows does not match the last seal';
  if (last.logHash !== logHash) return 'the last seal belongs to a different end of the log';
  return findOtherLayout(database);
}

/** A foreign trigger or view could change what is read, or what the server itself writes. */
function findOtherLayout(database: DatabaseSync): string | null {
  const pristine = new DatabaseSync(':memory:');
  try {
    migrate(pristine, ':memory:');
    const ours = schemaOf(pristine);
    const found = schemaOf(database);
    for (const [name, sql] of found)
      if (ours.get(name) !== sql) return `${name} was added or changed outside the server`;
    for (const name of ours.keys()) if (!found.has(name)) return `${name} was removed outside the server`;
    return null;
  } finally {
    pristine.close();
  }
}

/** Tables, indices, triggers and views by name, each with the statement that created it. */
function schemaOf(database: DatabaseSync): ReadonlyMap<string, string> {
  const rows = database.prepare('SELECT type, name, sql FROM main.sqlite_schema WHERE sql IS NOT NULL').all();
  return new Map(rows.map((row) => [`the ${text(row, 'type')} ${text(row, 'name')}`, text(row, 'sql')]));
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
    for (const row of database.prepare(`SELECT ${sealedColumns(table)} FROM ${table} ORDER BY ${key}`).iterate()) {
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
