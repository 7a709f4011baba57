import { closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DealerStoreError, explainSqlite, isBusy, refuseNoFile } from './dealer-store-error.ts';
import { migrate } from './migrations.ts';

/** SQLite's name for a database in memory. */
const IN_MEMORY = ':memory:';

/** An open database, with its lock. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  /** A warning about the file; null where it is in order. */
  readonly warning: string | null;
  /** Closes it, so that another server may use the file. */
  close(): void;
}

/**
 * Opens a dealer's database for one server, and migrates it to the present layout. Committed data is on the disk: the
 * write-ahead log is synced at each commit.
 *
 * @throws DealerStoreError for an unusable file; it is left unchanged
 */
export function openDatabase(path: string): OpenDatabase {
  refuseNoFile(path);
  const lock = path === IN_MEMORY ? null : lockFor(path);
  let database: DatabaseSync | null = null;
  try {
    if (path !== IN_MEMORY) makePrivate(path);
    database = new DatabaseSync(path, { enableForeignKeyConstraints: true, timeout: 2_000 });
    migrate(database, path);
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA trusted_schema = OFF');
  } catch (error) {
    database?.close();
    lock?.close();
    throw explainSqlite(error, path);
  }
  const opened = database;
  return {
    database: opened,
    warning: path === IN_MEMORY ? null : warningFor(realPath(path)),
    close: () => {
      opened.close();
      lock?.close();
    },
  };
}

/**
 * Excludes other servers: an exclusive lock on an empty file beside the database, so that the log can still be read and
 * verified meanwhile. The system releases it when the process ends in any way. The file stays: removing it could
 * release another server's lock.
 */
function lockFor(path: string): DatabaseSync {
  const lockPath = `${realPath(path)}-lock`;
  let lock: DatabaseSync | null = null;
  try {
    makePrivate(lockPath);
    lock = new DatabaseSync(lockPath, { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (!isBusy(error)) throw explainSqlite(error, path);
    const hint = 'stop the other one, or give each server its own file';
    throw new DealerStoreError('bench', path, 'another dealer server is using it', hint, error);
  }
}

/**
 * Accessible to this user only: it contains hashes of passwords and names of customers. SQLite gives its other files
 * the same permissions.
 */
const PRIVATE_MODE = 0o600;
/** Files that may be beside a database. */
const BESIDE: readonly string[] = ['', '-wal', '-shm', '-journal'];

/**
 * Creates a file that does not exist yet; an existing one keeps its permissions, and is not opened, because it may be a
 * pipe.
 */
function makePrivate(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'a', PRIVATE_MODE));
  } catch {
    // SQLite reports the same error, which is explained.
  }
}

function warningFor(path: string): string | null {
  if (process.platform === 'win32') return null;
  const open = BESIDE.map((ending) => path + ending).filter(
    (file) => ((statSync(file, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0,
  );
  if (open.length === 0) return null;
  const files = open.map((file) => `"${file}"`).join(' ');
  return `${path} is readable by other users of this machine: it contains password hashes and customers' names (chmod 600 ${files})`;
}

/** The same name for the same file, through any links. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Does not exist yet, but its folder may.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
