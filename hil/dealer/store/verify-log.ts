import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { chainHash, GENESIS_HASH } from './seals.ts';
import { DealerStoreError, explainSqlite, refuseNoFile } from './dealer-store-error.ts';
import { schemaVersionOf } from './migrations.ts';
import { lastSeal } from './seals.ts';
import { findBrokenSeal } from './verify-seals.ts';

/** The log is intact: number of entries, and the hash of the last. */
interface LogWhole {
  readonly kind: 'whole';
  readonly entries: number;
  readonly headHash: string;
  /** The last seal, over log and rows, to be written down elsewhere. Null for a database without seals. */
  readonly sealHash: string | null;
}

/** What differs from what the server wrote, and how that is known. */
interface LogBroken {
  readonly kind: 'broken';
  /** The log's first entry that does not match; null where a row outside the log does not. */
  readonly sequence: number | null;
  readonly why: string;
}

/**
 * Reads the log of a database from its first entry to its last, also while a server uses it (DLR-9).
 *
 * @param writtenDown a hash printed earlier, of an entry or of a seal: it must still be in the chain
 * @throws DealerStoreError: `bench` where the file is missing or unreadable, `usage` for a foreign one
 */
export function verifyLogFile(path: string, writtenDown: string | null = null): LogWhole | LogBroken {
  if (!existsSync(path)) {
    throw new DealerStoreError('bench', path, 'file not found', 'name the file of a dealer server');
  }
  refuseNoFile(path);
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    if (schemaVersionOf(database, path) === 'new') {
      throw new DealerStoreError('usage', path, 'it is empty', 'name the file of a dealer server');
    }
    // One snapshot, independent of a server's writes meanwhile.
    database.exec('BEGIN');
    const result = verifyLog(database);
    if (result.kind === 'broken' || writtenDown === null || isInChain(database, writtenDown)) return result;
    return broken(null, 'no entry and no seal has the expected hash: the chain was rebuilt or truncated');
  } catch (error) {
    throw explainSqlite(error, path);
  } finally {
    database?.close();
  }
}

/**
 * Checks the chain of hashes; that every issued pass-code has its entry, and every request the status of the last entry
 * about it; and every row of dealers, staff, requests, pass-codes and passwords against its seal.
 */
export function verifyLog(database: DatabaseSync): LogWhole | LogBroken {
  let hash = GENESIS_HASH;
  let expected = 1;
  const entries = database.prepare('SELECT sequence, record, previous_hash, hash FROM log ORDER BY sequence').iterate();
  for (const entry of entries) {
    const sequence = Number(entry['sequence']);
    if (sequence !== expected) return broken(expected, `it is missing; the next one there is number ${sequence}`);
    if (entry['previous_hash'] !== hash) return broken(sequence, 'it does not follow the entry before it');
    hash = chainHash(hash, sequence, String(entry['record']));
    if (entry['hash'] !== hash) return broken(sequence, 'its content does not match its hash');
    expected += 1;
  }
  const other = findUnlogged(database) ?? findOtherRequest(database) ?? findUnsealed(database, hash);
  if (other !== null) return other;
  const sealHash = hasSeals(database) ? (lastSeal(database)?.hash ?? null) : null;
  return { kind: 'whole', entries: expected - 1, headHash: hash, sealHash };
}

function isInChain(database: DatabaseSync, hash: string): boolean {
  const tables = hasSeals(database) ? ['log', 'seals'] : ['log'];
  return tables.some((table) => database.prepare(`SELECT 1 FROM ${table} WHERE hash = ?`).get(hash) !== undefined);
}

/** A file of the first layout has no seals yet: its server creates them at its next start. */
function hasSeals(database: DatabaseSync): boolean {
  return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'seals'").get() !== undefined;
}

/** A chain truncated at its end is consistent in itself; the issued pass-codes reveal it. */
function findUnlogged(database: DatabaseSync): LogBroken | null {
  const row = database
    .prepare(
      `SELECT coalesce(log.sequence, issued.log_sequence) AS sequence, log.sequence IS NULL AS unlogged
       FROM issued FULL JOIN
         (SELECT sequence, record ->> '$.seed' AS seed, record ->> '$.vin' AS vin FROM log
          WHERE record ->> '$.kind' IN ('reset-pass-code', 'key-pass-code')) AS log
       ON log.sequence = issued.log_sequence AND log.seed = issued.seed AND log.vin = issued.vin
       WHERE log.sequence IS NULL OR issued.log_sequence IS NULL
       ORDER BY 1 LIMIT 1`,
    )
    .get();
  if (row === undefined) return null;
  const why = row['unlogged'] === 1 ? 'a pass-code was issued that it does not record' : 'its pass-code is missing';
  return broken(Number(row['sequence']), why);
}

/** Only the expiry of an approval has no entry. */
function findOtherRequest(database: DatabaseSync): LogBroken | null {
  const row = database
    .prepare(
      `SELECT logged.sequence, logged.kind, requests.status, coalesce(requests.number, logged.number) AS number
       FROM requests FULL JOIN
         (SELECT record ->> '$.requestNumber' AS number, max(sequence) AS sequence, record ->> '$.kind' AS kind FROM log
          WHERE record ->> '$.kind' IN ('requested', 'approved', 'declined', 'closed', 'expired') GROUP BY 1) AS logged
       ON logged.number = requests.number
       WHERE logged.kind IS NULL OR requests.status IS NULL OR
         (iif(logged.kind = 'requested', 'open', logged.kind) <> requests.status AND
          NOT (logged.kind = 'approved' AND requests.status = 'expired'))
       ORDER BY logged.sequence NULLS LAST, requests.position LIMIT 1`,
    )
    .get();
  if (row === undefined) return null;
  const { kind, status, number } = row;
  if (kind === null) {
    const next = Number(database.prepare('SELECT coalesce(max(sequence), 0) + 1 AS next FROM log').get()?.['next']);
    return broken(next, `there is a request ${String(number)} that no entry records`);
  }
  const sequence = Number(row['sequence']);
  if (status === null) return broken(sequence, `its request ${String(number)} is gone`);
  return broken(
    sequence,
    `it is the last about request ${String(number)} and says ${String(kind)}; that is ${String(status)}`,
  );
}

function findUnsealed(database: DatabaseSync, logHash: string): LogBroken | null {
  const why = hasSeals(database) ? findBrokenSeal(database, logHash) : null;
  return why === null ? null : broken(null, why);
}

function broken(sequence: number | null, why: string): LogBroken {
  return { kind: 'broken', sequence, why };
}
