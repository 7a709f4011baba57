import { OperationError } from '../../can-bus/errors/operation-error.ts';
import type { FailureReason } from '../tester/failure-reasons.ts';
import type { FailureCause } from './tool-result.ts';

/** Why a utility cannot continue, in the vehicle's terms. */
export interface FailureMessage {
  readonly reason: FailureReason;
  readonly what: string;
  readonly next: string;
}

/**
 * Ends a utility from any depth. It never leaves the utility: `runUtility` turns it into a result, after finding out
 * whether keys were erased (TEC-6).
 */
export class UtilityFailure extends OperationError {
  override readonly name = 'UtilityFailure';
  /** The origin of the failure. */
  readonly part: FailureCause;
  readonly details: FailureMessage;

  constructor(part: FailureCause, details: FailureMessage) {
    super(details.reason, details.what, { hint: details.next });
    this.part = part;
    this.details = details;
  }
}
