import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** A report, a trace or a bundle cannot be written: the path, the reason, and the fix. */
export class ReportError extends OperationError {
  override readonly name = 'ReportError';
  readonly path: string;
  declare readonly hint: string;

  constructor(path: string, error: unknown) {
    const reason = error instanceof Error ? error.message : String(error);
    super('bench/report', `${path} cannot be written: ${reason}`, {
      hint: hintFor(error),
      context: { path },
      cause: error,
    });
    this.path = path;
  }
}

function hintFor(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'free disk space, or choose another disk';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'choose a writable folder';
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file with the name of the folder exists: choose another name';
    default:
      return 'choose another folder';
  }
}

/** Performs an action on a path. @throws ReportError instead of the file system's error */
export async function writing<Value>(path: string, action: () => Promise<Value>): Promise<Value> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof Error && 'code' in error) throw new ReportError(path, error);
    throw error;
  }
}
