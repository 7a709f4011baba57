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
  const isInvalid = doing === 'read' && (code === 'EISDIR' || code === 'ENOENT');
  const hint = HINTS[code] ?? 'check its permissions, or name another file';
  return new TraceFileError(isInvalid ? 'usage' : 'bench', path, `it cannot be ${doing}: ${reason}`, hint, error, what);
}

const FREE_SPACE = 'free disk space, or name a file on another disk';
const HINTS: Readonly<Record<string, string>> = {
  EISDIR: 'it is a folder; name a file in it',
  ENOENT: 'check the name, and that its folder exists',
  ENOSPC: FREE_SPACE,
  EDQUOT: FREE_SPACE,
};
