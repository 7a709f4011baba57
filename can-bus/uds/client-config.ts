import { MICROS_PER_MILLI } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { UdsTarget } from './exchange.ts';

/** What a UDS client is set to (ISO 14229-2, client side). */
export interface UdsClientConfig {
  /** Within this time after a request the server begins to answer (conformance 18). */
  readonly p2Us: Micros;
  /** The same after a 0x78. */
  readonly p2StarUs: Micros;
  /** What the network may add to either. */
  readonly marginUs: Micros;
  /** Takes P2 and P2* from the server's answer to 0x10 (conformance 19). */
  readonly adoptServerTiming: boolean;
  /** How many 0x78 to one request it bears. */
  readonly maxPending: number;
  /** How many times a request is sent again after 0x21. */
  readonly busyRetries: number;
  /** How long after a 0x21. */
  readonly busyDelayUs: Micros;
  /** Sends `3E 80` while a non-default session is open and nothing else is under way. */
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

/** What one request is to have otherwise than the client. */
export interface UdsRequestOptions {
  /** By default `physical`. */
  readonly target?: UdsTarget;
  /** Silence is the answer looked for; by default where bit 7 of the sub-function says so. The bytes go out as given. */
  readonly suppressResponse?: boolean;
  readonly p2Us?: Micros;
  readonly p2StarUs?: Micros;
  readonly busyRetries?: number;
}
