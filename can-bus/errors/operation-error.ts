/** Facts about an error by name: the URL, the path, the field, the system's error code. Never a whole sentence. */
export type ErrorContext = Readonly<Record<string, string | number | null>>;

interface OperationErrorParts {
  /** What the person can do about it, without a program, a flag or a route: who knows those adds them, by the code. */
  readonly hint?: string | null;
  readonly context?: ErrorContext;
  /** What was thrown below. */
  readonly cause?: unknown;
}

/**
 * Why something that was asked for did not happen, although the program works as it should. The base of all such
 * errors; a bug is a failed assertion instead.
 *
 * The code says which error it is. What comes before its first slash says whose it is: `usage`, the request cannot be
 * met as it is written; `bench`, it can, and the environment does not allow it; any other word, an error that some
 * caller catches: one that nobody catches is a bug.
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

/** What was asked for cannot be as it is written. */
export function usageError(message: string, hint: string | null = null): OperationError {
  return new OperationError('usage', message, { hint });
}

/** What was asked for can be, and this bench does not give it. */
export function benchError(message: string, hint: string | null = null): OperationError {
  return new OperationError('bench', message, { hint });
}
