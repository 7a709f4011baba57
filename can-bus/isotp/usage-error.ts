import { OperationError } from '../errors/operation-error.ts';

/** A call that no correct caller makes: a mend in the calling code is needed, not on the wire. */
export class IsoTpUsageError extends OperationError {
  override readonly name = 'IsoTpUsageError';

  constructor(message: string) {
    super('isotp-usage', message);
  }
}
