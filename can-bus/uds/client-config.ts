import { MICROS_PER_MILLI } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { UdsTarget } from './exchange.ts';

/** Settings of a UDS client (ISO 14229-2, client side). */
export interface UdsClientConfig {
  /** The server must begin to answer within this time after a request (conformance 18). */
  readonly p2Us: Micros;
  /** The same after a 0x78. */
  readonly p2StarUs: Micros;
  /** Network delay added to either. */
  readonly marginUs: Micros;
  /** Adopts P2 and P2* from the server's answer to 0x10 (conformance 19). */
  readonly adoptServerTiming: boolean;
  /** How many 0x78 to one request it accepts. */
  readonly maxPending: number;
  /** How many times a request is sent again after 0x21. */
  readonly busyRetries: number;
  /** Delay after a 0x21. */
  readonly busyDelayUs: Micros;
  /** Sends `3E 80` while a non-default session is open and nothing else is in progress. */
  readonly keepAlive: boolean;
  readonly keepAliveTarget: UdsTarget;
  /** How long after the last request or `3E 80` (S3 of the client). */
  readonly keepAliveIntervalUs: Micros;
}

export const UDS_CLIENT_DEFAULTS: UdsClientConfig = {
  p2Us: 50 * MICROS_PER_MILLI,
  p2StarUs: 5_000 * MICROS_PER_MILLI,
  marginUs: 100 * MICROS_PER_MILLI,
  adoptServerTiming: true,
  maxPending: 100,
  busyRetries: 3,
  busyDelayUs: 10 * MICROS_PER_MILLI,
  keepAlive: true,
  keepAliveTarget: 'physical',
  keepAliveIntervalUs: 2_000 * MICROS_PER_MILLI,
};

/** Options of one request that differ from the client's settings. */
export interface UdsRequestOptions {
  /** By default `physical`. */
  readonly target?: UdsTarget;
  /**
   * Silence is the expected answer; by default where bit 7 of the sub-function says so. The bytes are sent as given.
   */
  readonly suppressResponse?: boolean;
  readonly p2Us?: Micros;
  readonly p2StarUs?: Micros;
  readonly busyRetries?: number;
}
