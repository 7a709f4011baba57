/**
 * Facts about an error by name: the URL, the path, the field, the system's error code. Values are never whole
 * sentences.
 */
export type ErrorContext = Readonly<Record<string, string | number | null>>;

interface OperationErrorParts {
  /**
   * What the person can do about it. It names no program, flag or route: the caller that knows those adds them by the
   * code.
   */
  readonly hint?: string | null;
  readonly context?: ErrorContext;
  /** The underlying error. */
  readonly cause?: unknown;
}

/**
 * Why a requested operation failed although the program works as it should. Base class of all such errors; a bug is a
 * failed assertion instead.
 *
 * The code identifies the error. The part before its first slash gives the category: `usage` where the request itself
 * is invalid; `bench` where the request is valid but the environment does not allow it; any other word for an error
 * that some caller catches, so that one nobody catches is a bug.
 */
export class OperationError extends Error {
  override readonly name: string = 'OperationError';
  readonly code: string;
  readonly context: ErrorContext;
  readonly hint: string | null;

  constructor(code: string, message: string, { hint = null, context = {}, cause }: OperationErrorParts = {}) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.context = context;
    this.hint = hint;
  }
}

/** The code's first part: `bench` of `bench/port-taken`. */
export function codeFamily(code: string): string {
  return code.split('/', 1).join();
}

/** The request itself is invalid. */
export function usageError(message: string, hint: string | null = null): OperationError {
  return new OperationError('usage', message, { hint });
}

/** The request is valid, but this environment does not allow it. */
export function benchError(message: string, hint: string | null = null): OperationError {
  return new OperationError('bench', message, { hint });
}
