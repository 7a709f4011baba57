import { OperationError, type ErrorContext } from '../errors/operation-error.ts';

/** `usage`: what was asked for is wrong (exit 2). `bench`: it is right, and the bench does not give it (exit 5). */
type PortErrorCode = 'usage' | 'bench';

/** Why a port cannot be opened. Its context has the URL, the part of it, the system's error code: whatever helps. */
export class PortError extends OperationError {
  override readonly name = 'PortError';
  declare readonly hint: string;

  constructor(code: PortErrorCode, message: string, hint: string, context: ErrorContext = {}, cause?: unknown) {
    super(code, message, { hint, context, cause });
  }
}
