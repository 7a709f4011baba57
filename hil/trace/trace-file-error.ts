import { unreadable } from '../read-input.ts';
import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** `usage`: the name is invalid. `bench`: the file system refuses. */
type TraceFileErrorCode = 'usage' | 'bench';

/** What a file holds, for messages. */
export type WrittenFile = 'trace' | 'recording';

/** Why a trace file cannot be written, or read. */
export class TraceFileError extends OperationError {
  override readonly name = 'TraceFileError';
  readonly path: string;
  declare readonly hint: string;

  constructor(
    code: TraceFileErrorCode,
    path: string,
    problem: string,
    hint: string,
    cause?: unknown,
    what: WrittenFile = 'trace',
    message: string = `${what} ${path}: ${problem}`,
  ) {
    super(code, message, { hint, context: { path }, cause });
    this.path = path;
  }
}

/**
 * The file system's error, with a hint how to fix it. A file that is read and is not there, or is a folder, is invalid
 * (`usage`); what cannot be written is always an error of the machine (`bench`).
 */
export function traceFileError(
  path: string,
  doing: 'opened' | 'written' | 'read',
  error: unknown,
  what: WrittenFile = 'trace',
): TraceFileError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const reason = error instanceof Error ? error.message : String(error);
  if (doing === 'read') return readError(path, code, error, what);
  const hint = HINTS[code] ?? 'check its permissions, or name another file';
  return new TraceFileError('bench', path, `it cannot be ${doing}: ${reason}`, hint, error, what);
}

const FREE_SPACE = 'free disk space, or name a file on another disk';
const HINTS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder; name a file in it',
  ENOENT: 'check the name, and that its folder exists',
  ENOSPC: FREE_SPACE,
  EDQUOT: FREE_SPACE,
};

function readError(path: string, code: unknown, error: unknown, what: WrittenFile): TraceFileError {
  const message = unreadable(what, path, error);
  const make = (family: TraceFileErrorCode, hint: string): TraceFileError =>
    new TraceFileError(family, path, message, hint, error, what, message);
  switch (code) {
    case 'EISDIR':
      return make('usage', 'name a file in it');
    case 'ENOENT':
    case 'ENOTDIR':
      return make('usage', 'give the path of an existing file');
    default:
      return make('bench', 'check its permissions, or name another file');
  }
}
