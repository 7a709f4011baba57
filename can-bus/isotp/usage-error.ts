import { OperationError } from '../errors/operation-error.ts';

/** A call that no correct caller makes: the calling code has to be fixed, not the wire. */
export class IsoTpUsageError extends OperationError {
  override readonly name = 'IsoTpUsageError';

  constructor(message: string) {
    super('isotp-usage', message);
  }
}
