import { OperationError } from '../errors/operation-error.ts';

/** An invalid call: a bug in the calling code, not a fault on the wire. */
export class UdsUsageError extends OperationError {
  override readonly name = 'UdsUsageError';

  constructor(message: string) {
    super('uds-usage', message);
  }
}
