import { lstatSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import { hintForWriting, messageOf } from './nvm-disk.ts';
import { NvmFileError } from './nvm-file-error.ts';

/** A memory file reserved for this process. */
export interface NvmLock {
  /** Releases it, so that another process may use it. */
  release(): void;
}

const SQLITE_BUSY = 5;
/** Where SQLite keeps the number that `user_version` sets (file format, section 1.3): the owner's process id. */
const OWNER_OFFSET = 60;

/** Locks of this process: reading such a lock's file and closing it would release the lock (POSIX). */
const heldHere = new Set<string>();

/**
 * Reserves a memory file, with a lock on a file beside it. The system releases the lock when the process ends in any
 * way, so that a dead process's lock is free. The lock's file stays: removing it could release another process's lock.
 *
 * @param path as `findNvmFile` found it
 * @throws NvmFileError (`bench`) naming the process that has the file
 */
export function lockNvmFile(path: string): NvmLock {
  const lockPath = `${path}-lock`;
  if (heldHere.has(lockPath)) throw inUse(path, process.pid);
  checkLockFile(path, lockPath);
  let database: DatabaseSync | null = null;
  try {
    // SQLite does not say that the folder is missing.
    statSync(dirname(lockPath));
    database = new DatabaseSync(lockPath, { timeout: 0 });
    // Nothing in it has to outlive the process. The write acquires the lock, and this mode keeps it.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF');
    database.exec(`PRAGMA user_version = ${process.pid}`);
  } catch (error) {
    database?.close();
    if (isBusy(error)) throw inUse(path, ownerOf(lockPath));
    const problem = `cannot lock ${lockPath}: ${messageOf(error)}`;
    throw new NvmFileError('bench', path, problem, hintForLock(lockPath, error), error);
  }
  const opened = database;
  heldHere.add(lockPath);
  return {
    release: () => {
      if (!heldHere.delete(lockPath)) return;
      opened.close();
    },
  };
}

/** SQLite follows links: a link created by another person must not be followed. */
function checkLockFile(path: string, lockPath: string): void {
  const stats = lstatSync(lockPath, { throwIfNoEntry: false });
  if (stats === undefined || (stats.isFile() && stats.nlink === 1)) return;
  const hint = 'remove it if it is not needed, or name another file';
  throw new NvmFileError('bench', path, `${lockPath} exists and is not a lock file`, hint);
}

function inUse(path: string, owner: number | null): NvmFileError {
  const who = owner === null ? 'another process' : `process ${owner}`;
  const hint = 'stop that one, or give each car its own file';
  return new NvmFileError('bench', path, `${who} is using it`, hint);
}

function ownerOf(lockPath: string): number | null {
  try {
    const bytes = readFileSync(lockPath);
    return bytes.length < OWNER_OFFSET + 4 ? null : bytes.readUInt32BE(OWNER_OFFSET);
  } catch {
    return null;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && Number(error.errcode) % 256 === SQLITE_BUSY;
}

function hintForLock(lockPath: string, error: unknown): string {
  const isNoDatabase = error instanceof Error && 'errcode' in error && error.errcode === 26;
  return isNoDatabase ? `remove ${lockPath} if no car uses it` : hintForWriting(error);
}
