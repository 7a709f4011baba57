import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { FailureCause } from './tool-result.ts';

/** Why a utility cannot go on, in the vehicle's terms. */
export interface FailureWords {
  /** Kebab-case. */
  readonly reason: string;
  readonly what: string;
  readonly next: string;
}

/**
 * Ends a utility from any depth. It never leaves the utility: `runUtility` turns it into a result, after it has found out
 * whether keys were erased (TEC-6).
 */
export class UtilityFailure extends OperationError {
  override readonly name = 'UtilityFailure';
  /** Whose part it was. */
  readonly part: FailureCause;
  readonly words: FailureWords;

  constructor(part: FailureCause, words: FailureWords) {
    super(words.reason, words.what, { hint: words.next });
    this.part = part;
    this.words = words;
  }
}
