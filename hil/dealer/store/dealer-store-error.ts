import { statSync } from 'node:fs';
import { OperationError } from '../../../can-bus/errors/operation-error.ts';
import { kindOfFile } from '../../read-input.ts';

/**
 * `usage`: the file is not a dealer's database, or not one for this program. `bench`: the file system refuses, or
 * another server has it.
 */
type DealerStoreErrorCode = 'usage' | 'bench';

/** Why a dealer's database cannot be used. */
export class DealerStoreError extends OperationError {
  override readonly name = 'DealerStoreError';
  declare readonly hint: string;

  constructor(code: DealerStoreErrorCode, path: string, problem: string, hint: string, cause?: unknown) {
    super(code, `dealer database ${path}: ${problem}`, { hint, context: { path }, cause });
  }
}

/** SQLite's result codes with a useful hint. */
const SQLITE = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cannotOpen: 14, notADatabase: 26 } as const;

/** An error from SQLite as one that names the file, the problem and a hint; any other error unchanged. */
export function explainSqlite(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  if (code === null) return error;
  const explain = (kind: DealerStoreErrorCode, problem: string, hint: string): DealerStoreError =>
    new DealerStoreError(kind, path, problem, hint, error);
  switch (code) {
    case SQLITE.notADatabase:
      return explain('usage', 'the file is not a database', 'name the file of a dealer server, or a new one');
    case SQLITE.corrupt:
      return explain('usage', 'the database is damaged', 'restore a backup, or use a new file');
    case SQLITE.cannotOpen:
      return explain('bench', 'it cannot be opened', 'check that its directory exists and is writable');
    case SQLITE.readOnly:
      return explain('bench', 'it is not writable', 'check the permissions of the file and its directory');
    case SQLITE.busy:
      return explain('bench', 'it is locked by another program', 'stop that program, or use another file');
    case SQLITE.full:
      return explain('bench', 'the disk is full', 'free disk space; the last action was not stored');
    case SQLITE.ioError:
      return explain('bench', 'the file system reports an error', 'check the disk');
    default:
      return error;
  }
}

/** Of these SQLite would say that the disk is to blame. @throws DealerStoreError for a folder, a pipe and a socket */
export function refuseNoFile(path: string): void {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined || !(stats.isDirectory() || stats.isFIFO() || stats.isSocket())) return;
  throw new DealerStoreError(
    'usage',
    path,
    `it is ${kindOfFile(stats)}`,
    'name the file of a dealer server, or a new one',
  );
}

/** Another process holds the lock. */
export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === SQLITE.busy;
}

/** SQLite's primary result code: the lower byte; the rest gives details. */
function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  return error.errcode & 0xff;
}
