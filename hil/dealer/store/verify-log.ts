import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { chainHash, GENESIS_HASH } from './log-chain.ts';
import { DealerStoreError, explainSqlite } from './dealer-store-error.ts';
import { schemaVersionOf } from './migrations.ts';

/** The log is whole: so many entries, and the hash of the last, which can be compared with one written down before. */
export interface LogWhole {
  readonly kind: 'whole';
  readonly entries: number;
  readonly headHash: string;
}

/** The first entry that is not as it was written, and why that is known. */
export interface LogBroken {
  readonly kind: 'broken';
  readonly sequence: number;
  readonly why: string;
}

/**
 * Reads the log of a database from its first entry to its last, also while a server uses it (DLR-9).
 *
 * @throws DealerStoreError: `bench` where there is no such file or it cannot be read, `usage` for a foreign one
 */
export function verifyLogFile(path: string): LogWhole | LogBroken {
  if (!existsSync(path)) {
    throw new DealerStoreError('bench', path, 'there is no such file', 'give the file of --dealer-db');
  }
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { readOnly: true, timeout: 2_000 });
    if (schemaVersionOf(database, path) === 'new') {
      throw new DealerStoreError('usage', path, 'it is empty', 'give the file of a dealer server');
    }
    // One snapshot, whatever a server writes meanwhile.
    database.exec('BEGIN');
    return verifyLog(database);
  } catch (error) {
    throw explainSqlite(error, path);
  } finally {
    database?.close();
  }
}

/** The chain of hashes, and that every pass-code given out has its entry and the other way round. */
export function verifyLog(database: DatabaseSync): LogWhole | LogBroken {
  let hash = GENESIS_HASH;
  let expected = 1;
  const entries = database.prepare('SELECT sequence, record, previous_hash, hash FROM log ORDER BY sequence').iterate();
  for (const entry of entries) {
    const sequence = Number(entry['sequence']);
    if (sequence !== expected) return broken(expected, `it is missing; the next one there is number ${sequence}`);
    if (entry['previous_hash'] !== hash) return broken(sequence, 'it does not follow from the entry before it');
    hash = chainHash(hash, sequence, String(entry['record']));
    if (entry['hash'] !== hash) return broken(sequence, 'its text is not the one that was hashed');
    expected += 1;
  }
  return findUnlogged(database) ?? { kind: 'whole', entries: expected - 1, headHash: hash };
}

/** A chain that was cut short at its end is whole in itself; what was given out tells. */
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
  const why = row['unlogged'] === 1 ? 'a pass-code was given out that it does not tell of' : 'its pass-code is gone';
  return broken(Number(row['sequence']), why);
}

function broken(sequence: number, why: string): LogBroken {
  return { kind: 'broken', sequence, why };
}
