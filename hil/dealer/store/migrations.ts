import type { DatabaseSync } from 'node:sqlite';
import { DealerStoreError } from './dealer-store-error.ts';
import { sealAll } from './seals.ts';

/** Application id in the file's header: "VSKd". */
const APPLICATION_ID = 0x56534b64;

/** From one version of the layout to the next; never changed once released, only extended. */
const MIGRATIONS: readonly string[] = [
  `
CREATE TABLE dealers (code TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;

CREATE TABLE staff (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  dealer_code TEXT NOT NULL REFERENCES dealers(code),
  position INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE former_staff (id TEXT PRIMARY KEY) STRICT;

CREATE TABLE requests (
  number TEXT PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('open', 'approved', 'declined', 'closed', 'expired')),
  dealer_code TEXT NOT NULL REFERENCES dealers(code),
  requester_id TEXT NOT NULL,
  requester_name TEXT NOT NULL,
  vin TEXT NOT NULL,
  repair_order TEXT NOT NULL,
  customer_last_name TEXT NOT NULL,
  manager_ids TEXT NOT NULL,
  requested_at_ms INTEGER NOT NULL,
  settled_by TEXT,
  settled_by_name TEXT,
  settled_at_ms INTEGER,
  valid_till_ms INTEGER,
  position INTEGER NOT NULL UNIQUE
) STRICT;

CREATE TABLE log (
  sequence INTEGER PRIMARY KEY,
  record TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  dealer_code TEXT GENERATED ALWAYS AS (record ->> '$.dealerCode') VIRTUAL,
  epoch_ms INTEGER GENERATED ALWAYS AS (record ->> '$.epochMs') VIRTUAL
) STRICT;
CREATE INDEX log_of_dealer ON log (dealer_code, epoch_ms);
CREATE TRIGGER log_is_not_changed BEFORE UPDATE ON log BEGIN
  SELECT RAISE(ABORT, 'the log is only added to');
END;
CREATE TRIGGER log_is_not_shortened BEFORE DELETE ON log BEGIN
  SELECT RAISE(ABORT, 'the log is only added to');
END;

CREATE TABLE issued (
  log_sequence INTEGER PRIMARY KEY REFERENCES log(sequence),
  kind TEXT NOT NULL CHECK (kind IN ('reset', 'keys')),
  request_number TEXT REFERENCES requests(number),
  actor_id TEXT NOT NULL,
  dealer_code TEXT NOT NULL REFERENCES dealers(code),
  vin TEXT NOT NULL,
  repair_order TEXT NOT NULL,
  customer_last_name TEXT NOT NULL,
  tool_version TEXT NOT NULL,
  seed TEXT NOT NULL,
  issued_at_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE accounts (
  staff_id TEXT PRIMARY KEY REFERENCES staff(id) ON DELETE CASCADE,
  password_hash TEXT NOT NULL,
  must_change INTEGER NOT NULL CHECK (must_change IN (0, 1))
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  staff_id TEXT NOT NULL REFERENCES staff(id) ON DELETE CASCADE,
  created_at_ms INTEGER NOT NULL,
  seen_at_ms INTEGER NOT NULL,
  reset_open_till_ms INTEGER,
  keys_open_till_ms INTEGER
) STRICT;
`,
  `
ALTER TABLE accounts ADD COLUMN one_time_till_ms INTEGER;

-- The digest of every row that matters, and after each transaction one seal over all of them and the log.
CREATE TABLE sealed_rows (
  name TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  PRIMARY KEY (name, key)
) STRICT;
CREATE TABLE seals (
  sequence INTEGER PRIMARY KEY,
  log_hash TEXT NOT NULL,
  rows TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER seals_are_not_changed BEFORE UPDATE ON seals BEGIN
  SELECT RAISE(ABORT, 'the seals are only added to');
END;
CREATE TRIGGER seals_are_not_shortened BEFORE DELETE ON seals BEGIN
  SELECT RAISE(ABORT, 'the seals are only added to');
END;
`,
];

/** The layout this program writes. */
const SCHEMA_VERSION: number = MIGRATIONS.length;

/**
 * The kind of a file: `new` is empty.
 *
 * @throws DealerStoreError (usage) for another program's database and for one of a newer version
 */
export function schemaVersionOf(database: DatabaseSync, path: string): number | 'new' {
  const applicationId = pragma(database, 'application_id');
  const version = pragma(database, 'user_version');
  if (applicationId !== APPLICATION_ID) {
    const tables = Number(database.prepare('SELECT count(*) AS n FROM sqlite_schema').get()?.['n'] ?? 0);
    if (applicationId === 0 && version === 0 && tables === 0) return 'new';
    throw new DealerStoreError(
      'usage',
      path,
      'it belongs to another program',
      'name the file of a dealer server, or a new one',
    );
  }
  if (version > SCHEMA_VERSION) {
    throw new DealerStoreError(
      'usage',
      path,
      `it has the layout ${version}, and this program knows layouts up to ${SCHEMA_VERSION}`,
      'use the newer version that created it, or another file',
    );
  }
  return version;
}

/** The first layout with seals. */
const SEALED_SINCE = 2;

/** Migrates a database to the present layout: all steps, or none. */
export function migrate(database: DatabaseSync, path: string): void {
  const found = schemaVersionOf(database, path);
  const from = found === 'new' ? 0 : found;
  if (from === SCHEMA_VERSION) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const step of MIGRATIONS.slice(from)) database.exec(step);
    // In the same transaction: a database of this layout without seals is one from which they were removed.
    if (from > 0 && from < SEALED_SINCE) sealAll(database);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION}`);
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

function pragma(database: DatabaseSync, name: 'application_id' | 'user_version'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name] ?? 0);
}
