import { OperationError, type ErrorContext } from '../errors/operation-error.ts';

/**
 * `usage`: the request is invalid (exit 2). `bench`: the request is valid, but the environment does not allow it (exit
 * 5); `bench/unreachable`: nothing answers at an address, `bench/no-kernel-can`: the kernel does not support CAN,
 * `bench/optional-package`: a package is not installed, or not for this platform.
 */
type PortErrorCode = 'usage' | 'bench' | 'bench/unreachable' | 'bench/no-kernel-can' | 'bench/optional-package';

/**
 * Why a port cannot be opened. Its context has the URL, the part of it, the system's error code, as far as they help.
 */
export class PortError extends OperationError {
  override readonly name = 'PortError';
  declare readonly hint: string;

  constructor(code: PortErrorCode, message: string, hint: string, context: ErrorContext = {}, cause?: unknown) {
    super(code, message, { hint, context, cause });
  }
}
