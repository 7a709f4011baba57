import { OperationError } from '../errors/operation-error.ts';

/** An invalid call: a bug in the calling code, not a fault on the wire. */
export class IsoTpUsageError extends OperationError {
  override readonly name = 'IsoTpUsageError';

  constructor(message: string) {
    super('isotp-usage', message);
  }
}
