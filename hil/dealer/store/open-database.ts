import { closeSync, existsSync, openSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DealerStoreError, explainSqlite, isBusy } from './dealer-store-error.ts';
import { migrate } from './migrations.ts';

/** The name SQLite has for a database that is gone with the process. */
const IN_MEMORY = ':memory:';

/** An open database, and what else is held with it. */
export interface OpenDatabase {
  readonly database: DatabaseSync;
  /** What a person should know about the file; null where all is well. */
  readonly warning: string | null;
  /** Closes it; another server may have the file then. */
  close(): void;
}

/**
 * Opens a dealer's database for one server, and brings it to the present layout. Committed is on the disk: the
 * write-ahead log is synced at each commit.
 *
 * @throws DealerStoreError for every file that will not do; it is left as it was
 */
export function openDatabase(path: string): OpenDatabase {
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
 * Keeps other servers off: an exclusive lock on an empty file beside the database, so that the log can still be read
 * and verified meanwhile. The system drops it with the process, however that ends. The file stays: who removed it
 * could take it from under another server.
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

/** Of this user alone: it has hashes of passwords and names of customers. SQLite gives its other files the same rights. */
const PRIVATE_MODE = 0o600;
/** What may be beside a database. */
const BESIDE: readonly string[] = ['', '-wal', '-shm', '-journal'];

/** Makes a file that is not there yet; one that is there keeps its rights, and is not opened: it may be a pipe. */
function makePrivate(path: string): void {
  if (existsSync(path)) return;
  try {
    closeSync(openSync(path, 'a', PRIVATE_MODE));
  } catch {
    // SQLite finds the same, and its error is explained.
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

/** The same name for the same file, through whatever links. */
function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    // Not there yet: its folder may be.
  }
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}
