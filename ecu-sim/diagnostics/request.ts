import type { EndpointName } from '../smart-key/state.ts';

/** What a service made of a request. */
export type ServiceOutcome = NegativeOutcome | PositiveOutcome;

export interface NegativeOutcome {
  readonly kind: 'negative';
  readonly nrc: number;
  /** How long it takes to find that out; 0 answers at once. */
  readonly durationUs: number;
}

export interface PositiveOutcome {
  readonly kind: 'positive';
  /** The whole answer, service identifier included. */
  readonly response: Uint8Array;
  /** How long the action takes; 0 answers at once. */
  readonly durationUs: number;
  /** Set where the answer is made only when a memory write of that duration is done. */
  readonly write?: boolean;
  /** Reset the ECU once the answer is out. */
  readonly resetAfter?: boolean;
}

/** A request as a service sees it. */
export interface ServiceRequest {
  readonly endpoint: EndpointName;
  /** The whole request, service identifier first. */
  readonly payload: Uint8Array;
}

/** @param durationUs how long it takes to find that out; at once where absent */
export function negative(nrc: number, durationUs: number = 0): NegativeOutcome {
  return { kind: 'negative', nrc, durationUs };
}

/** @param durationUs how long the action takes by the vehicle's profile */
export function positive(response: Uint8Array, durationUs: number): PositiveOutcome {
  return { kind: 'positive', response, durationUs };
}
