import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** The highest id of a key: 32 bits. */
export const MAX_KEY_ID = 0xffff_ffff;
/** The format of a key id, in a phrase that follows "must be" or "expected". */
export const KEY_ID_WORDS = '1 to 8 hex digits and not 0';
/** The text of a key id: 1 to 8 hex digits, not 0 (KEY-1). */
export const KEY_ID_PATTERN: RegExp = /^(?!0+$)[0-9A-Fa-f]{1,8}$/;

/** 8 upper-case hex digits, as in all outputs. */
export function formatKeyId(id: number): string {
  return id.toString(16).toUpperCase().padStart(8, '0');
}

/** @throws OperationError (usage/key-id) unless it is 1 to 8 hex digits and not 0 */
export function parseKeyId(text: string): number {
  if (KEY_ID_PATTERN.test(text)) return Number.parseInt(text, 16);
  const parts = { hint: `a key id is ${KEY_ID_WORDS}`, context: { field: 'id' } };
  throw new OperationError('usage/key-id', `"${text}" is not a key id`, parts);
}
