import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** What was asked of a key cannot be: which part, why, and what would do. */
export class KeyError extends OperationError {
  override readonly name = 'KeyError';
  readonly field: 'id' | 'batteryV';
  declare readonly hint: string;

  constructor(field: 'id' | 'batteryV', message: string, hint: string) {
    super('usage/key', message, { hint, context: { field } });
    this.field = field;
  }
}
