import type { EndpointName } from '../smart-key/state.ts';
import type { FirmwareStep } from '../smart-key/step.ts';

/** The result of a request. */
export type ServiceOutcome = NegativeOutcome | PositiveOutcome;

interface NegativeOutcome {
  readonly kind: 'negative';
  readonly nrc: number;
  /** How long the check takes; 0 answers at once. */
  readonly durationUs: number;
}

interface PositiveOutcome {
  readonly kind: 'positive';
  /**
   * The whole answer, service identifier included; null where it is built when a memory write of the duration is
   * complete.
   */
  readonly response: Uint8Array | null;
  /** How long the action takes; 0 answers at once. */
  readonly durationUs: number;
  /** Reset the ECU after the answer has been sent. */
  readonly resetAfter?: boolean;
}

/** A request as a service sees it. */
export interface ServiceRequest {
  readonly endpoint: EndpointName;
  /** The whole request, service identifier first. */
  readonly payload: Uint8Array;
}

/** How a service handles a request that has passed the common checks. */
export type Serve = (step: FirmwareStep, request: ServiceRequest) => ServiceOutcome;

/** @param durationUs how long the check takes; at once where absent */
export function negative(nrc: number, durationUs: number = 0): NegativeOutcome {
  return { kind: 'negative', nrc, durationUs };
}

/** @param durationUs how long the action takes, from the vehicle's profile */
export function positive(response: Uint8Array | null, durationUs: number): PositiveOutcome {
  return { kind: 'positive', response, durationUs };
}
