import { OperationError } from '../../can-bus/errors/operation-error.ts';

/** The range of a number, both ends included. */
export interface NumberLimit {
  readonly min: number;
  readonly max: number;
  /** No decimal places. */
  readonly whole?: true;
}

/** The one phrase for a limit, at every interface: "a number from 6 to 18". */
export function limitWords({ min, max, whole }: NumberLimit): string {
  return `${whole === true ? 'a whole number' : 'a number'} from ${min} to ${max}`;
}

export function isWithin({ min, max, whole }: NumberLimit, value: number): boolean {
  return value >= min && value <= max && (whole !== true || Number.isSafeInteger(value));
}

/** @throws OperationError (usage/limit) for a number outside the limit; `field` is its name at the interfaces */
export function checkLimit(field: string, limit: NumberLimit, value: number): void {
  if (isWithin(limit, value)) return;
  const context = { field, value, min: limit.min, max: limit.max };
  throw new OperationError('usage/limit', `${field} must be ${limitWords(limit)}, not ${value}`, { context });
}
