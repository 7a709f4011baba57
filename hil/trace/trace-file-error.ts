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
  ) {
    super(code, `${what} ${path}: ${problem}`, { hint, context: { path }, cause });
    this.path = path;
  }
}

/** The file system's error, with a hint how to fix it. */
export function traceFileError(
  path: string,
  doing: 'opened' | 'written' | 'read',
  error: unknown,
  what: WrittenFile = 'trace',
): TraceFileError {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const reason = error instanceof Error ? error.message : String(error);
  const problem = `it cannot be ${doing}: ${reason}`;
  switch (code) {
    case 'EISDIR':
      return new TraceFileError('usage', path, problem, 'it is a folder; name a file in it', error, what);
    case 'ENOENT':
      return new TraceFileError('usage', path, problem, 'check the name, and that its folder exists', error, what);
    case 'ENOSPC':
    case 'EDQUOT':
      return new TraceFileError('bench', path, problem, 'free disk space, or name a file on another disk', error, what);
    default:
      return new TraceFileError('bench', path, problem, 'check its permissions, or name another file', error, what);
  }
}
