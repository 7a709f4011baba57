import { OperationError } from '../../can-bus/errors/operation-error.ts';

type KeyErrorCode =
  'usage/key-id' | 'usage/key-taken' | 'usage/key-bound' | 'usage/too-many-keys' | 'usage/unknown-key';

/** What was asked of a key cannot be: which part, why, and what would do. */
export class KeyError extends OperationError {
  override readonly name = 'KeyError';
  declare readonly hint: string;

  constructor(code: KeyErrorCode, message: string, hint: string) {
    super(code, message, { hint, context: { field: 'id' } });
  }
}
