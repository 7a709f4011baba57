/** What was asked of a key cannot be: which part, why, and what would do. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
  readonly code = 'KEY';
  readonly field: 'id' | 'batteryV';
  readonly hint: string;

  constructor(field: 'id' | 'batteryV', message: string, hint: string) {
    super(message);
    this.field = field;
    this.hint = hint;
  }
}
