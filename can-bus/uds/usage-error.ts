import { OperationError } from '../errors/operation-error.ts';

/** A call that no correct caller makes: a mend in the calling code is needed, not on the wire. */
export class UdsUsageError extends OperationError {
  override readonly name = 'UdsUsageError';

  constructor(message: string) {
    super('uds-usage', message);
  }
}
