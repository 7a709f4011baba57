import { OperationError } from '../errors/operation-error.ts';

/** A call that no correct caller makes: the calling code has to be fixed, not the wire. */
export class UdsUsageError extends OperationError {
  override readonly name = 'UdsUsageError';

  constructor(message: string) {
    super('uds-usage', message);
  }
}
