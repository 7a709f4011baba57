import type { FaultBounds } from '../virtual-bus/fault-allowance.ts';

/**
 * The messages of a gateway that a fault can affect. On UDP: announcements, answers to vehicle identification
 * requests, entity status and power mode; on TCP: responses to routing activation, alive checks, acknowledges of
 * diagnostic messages, responses of the ECUs.
 */
export const DOIP_MESSAGES = [
  'announcement',
  'identification',
  'status',
  'activation',
  'aliveCheck',
  'ack',
  'response',
] as const;
export type DoipMessageName = (typeof DOIP_MESSAGES)[number];

/** What happens to a message of the gateway. The first fault that names a message is applied to it. */
export interface DoipFault extends FaultBounds {
  readonly message: DoipMessageName;
  readonly probability: number;
  /** It is never sent. */
  readonly drop: boolean;
  /**
   * Another code in it: of a routing activation response, which is then what the gateway does; in place of an
   * acknowledge a negative one, and the request does not reach the ECU.
   */
  readonly code: number | null;
  /** The header's negative acknowledge with this code in its place. */
  readonly headerNack: number | null;
  /** The VIN in it; of announcement and identification. */
  readonly vin: string | null;
  /** The inverse version is the version. */
  readonly wrongInverse: boolean;
  /** Number of bytes in a first segment; the others follow in a second one. Null: one segment. */
  readonly split: number | null;
  /** It leaves in one segment with the message that follows. */
  readonly join: boolean;
  /** Number of bytes that are sent before the connection ends; null: all. */
  readonly cut: number | null;
  /** In milliseconds; later messages overtake it. */
  readonly delayMs: number;
}

export const NO_DOIP_FAULT: Omit<DoipFault, 'message'> = Object.freeze({
  probability: 1,
  drop: false,
  code: null,
  headerNack: null,
  vin: null,
  wrongInverse: false,
  split: null,
  join: false,
  cut: null,
  delayMs: 0,
  skip: 0,
  count: null,
});
