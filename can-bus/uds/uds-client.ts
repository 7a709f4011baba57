import { partOf } from '../bytes/part-of.ts';
import type { ReceiveFault, SendFault } from '../isotp/types.ts';
import { MICROS_PER_MILLI, NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { UDS_CLIENT_DEFAULTS } from './client-config.ts';
import type { UdsClientConfig, UdsRequestOptions } from './client-config.ts';
import type { UdsExchange, UdsOutcome, UdsTarget } from './exchange.ts';
import { decodeResponse, suppressesPositiveResponse } from './messages.ts';
import { NRC } from './negative-response-codes.ts';
import {
  NEGATIVE_RESPONSE,
  POSITIVE_RESPONSE_OFFSET,
  SID,
  SUPPRESS_POSITIVE_RESPONSE,
  P2_STAR_UNIT_US,
} from './service-ids.ts';
import { UdsUsageError } from './usage-error.ts';

/** What the client wants done. The owner answers each `transmit` with `onSent` or `onSendFailed`. */
export type UdsClientEffect =
  | { readonly kind: 'transmit'; readonly target: UdsTarget; readonly payload: Uint8Array }
  | { readonly kind: 'finished'; readonly exchange: UdsExchange };

const NO_BYTES = new Uint8Array(0);
const TESTER_PRESENT = Uint8Array.of(SID.testerPresent, SUPPRESS_POSITIVE_RESPONSE);
const DEFAULT_SESSION = 0x01;

interface UdsClientState {
  phase:
    | 'idle'
    /** A `3E 80` to the same target is still on its way. */
    | 'queued'
    /** The request is being sent. */
    | 'sending'
    /** P2 or P2* runs. */
    | 'waiting'
    /** An answer of several frames is being received; the transport's N_Cr bounds it. */
    | 'receiving'
    /** After a 0x21, until the request is sent again. */
    | 'busy-delay';
  request: Uint8Array;
  target: UdsTarget;
  silenceExpected: boolean;
  p2Us: Micros;
  p2StarUs: Micros;
  busyRetries: number;
  pendingCount: number;
  repeatCount: number;
  /** A 0x78 was received since the request was last sent: P2* runs, and an answer must follow (conformance 11, 24). */
  pending: boolean;
  startedUs: Micros;
  sentUs: Micros | null;
  /** When the phase `waiting` or `busy-delay` expires; kept through `receiving`. */
  phaseEndsUs: Micros;
  /** The server's last announced values, or the configured ones. */
  serverP2Us: Micros;
  serverP2StarUs: Micros;
  keepAlive: boolean;
  /** A non-default session is open, according to the responses. */
  sessionOpen: boolean;
  /** When `3E 80` is due, if the client is idle then. */
  keepAliveDueUs: Micros;
  /** A `3E 80` is being sent. */
  keepAliveOnItsWay: boolean;
}

/** A client at one instant: a plain value. */
export type UdsClientSnapshot = Readonly<UdsClientState>;

/**
 * The client side of ISO 14229-2: one request at a time, with P2 and P2* for its answer, a repetition after 0x21, and
 * tester present meanwhile. A timed machine without a clock, above any transport.
 *
 * Only the service distinguishes responses from foreign ones, so that an answer which arrives after the timeout counts
 * as the answer of the next request to the same service: a caller that must be sure waits, or sends another request in
 * between.
 */
export class UdsClient {
  readonly config: UdsClientConfig;
  #state: UdsClientState;

  constructor(config: Partial<UdsClientConfig> = {}) {
    this.config = { ...UDS_CLIENT_DEFAULTS, ...config };
    this.#state = {
      phase: 'idle',
      request: NO_BYTES,
      target: 'physical',
      silenceExpected: false,
      p2Us: 0,
      p2StarUs: 0,
      busyRetries: 0,
      pendingCount: 0,
      repeatCount: 0,
      pending: false,
      startedUs: 0,
      sentUs: null,
      phaseEndsUs: NEVER_US,
      serverP2Us: this.config.p2Us,
      serverP2StarUs: this.config.p2StarUs,
      keepAlive: this.config.keepAlive,
      sessionOpen: false,
      keepAliveDueUs: NEVER_US,
      keepAliveOnItsWay: false,
    };
  }

  deadlineUs(): Micros {
    switch (this.#state.phase) {
      case 'idle':
        return this.#keepAliveDueUs();
      case 'waiting':
      case 'busy-delay':
        return this.#state.phaseEndsUs;
      case 'queued':
      case 'sending':
      case 'receiving':
        return NEVER_US;
    }
  }

  isBusy(): boolean {
    return this.#state.phase !== 'idle';
  }

  /** True while it will send something without further input: the repetition after a 0x21. */
  hasPendingWork(): boolean {
    return this.#state.phase === 'queued' || this.#state.phase === 'busy-delay';
  }

  /**
   * Starts a request; `finished` always follows, unless it is cancelled.
   *
   * @param payload the request's bytes, at least one; sent as given
   * @throws UdsUsageError while a request is in progress, or without a byte to send
   */
  request(payload: Uint8Array, options: UdsRequestOptions, nowUs: Micros, effects: UdsClientEffect[]): void {
    if (this.isBusy()) throw new UdsUsageError('a UDS client makes one request at a time: wait for it or cancel it');
    if (payload.length === 0) throw new UdsUsageError('a UDS request has at least one byte');
    const state = this.#state;
    state.request = partOf(payload, 0, payload.length);
    state.target = options.target ?? 'physical';
    state.silenceExpected = options.suppressResponse ?? suppressesPositiveResponse(payload);
    state.p2Us = options.p2Us ?? state.serverP2Us;
    state.p2StarUs = options.p2StarUs ?? state.serverP2StarUs;
    state.busyRetries = options.busyRetries ?? this.config.busyRetries;
    state.pendingCount = 0;
    state.repeatCount = 0;
    state.startedUs = nowUs;
    state.sentUs = null;
    if (state.keepAliveOnItsWay && this.config.keepAliveTarget === state.target) state.phase = 'queued';
    else this.#transmitRequest(effects);
  }

  /** A message passed to the transport with `transmit` is completely on the wire. */
  onSent(target: UdsTarget, nowUs: Micros, effects: UdsClientEffect[]): void {
    const state = this.#state;
    if (this.#keepAliveDone(target, nowUs, effects)) return;
    if (state.phase !== 'sending' || state.target !== target) return;
    state.sentUs = nowUs;
    state.phase = 'waiting';
    state.phaseEndsUs = nowUs + state.p2Us + this.config.marginUs;
  }

  /** A message passed to the transport with `transmit` could not be sent. */
  onSendFailed(target: UdsTarget, fault: SendFault, nowUs: Micros, effects: UdsClientEffect[]): void {
    if (this.#keepAliveDone(target, nowUs, effects)) return;
    if (this.#state.phase !== 'sending' || this.#state.target !== target) return;
    this.#finish({ kind: 'send-failed', fault }, nowUs, effects);
  }

  /**
   * Whether a message that begins with the bytes from `start` to `end` is to be received: an answer is due, and the
   * service matches.
   */
  listensTo(bytes: Uint8Array, start: number, end: number): boolean {
    const { phase, request } = this.#state;
    if (phase !== 'waiting' && phase !== 'receiving') return false;
    const sid = request[0] ?? 0;
    if (bytes[start] !== NEGATIVE_RESPONSE) return bytes[start] === sid + POSITIVE_RESPONSE_OFFSET;
    return start + 1 < end && bytes[start + 1] === sid;
  }

  /** An answer of several frames begins: P2 only limits its beginning. */
  onReceptionStarted(): void {
    if (this.#state.phase === 'waiting') this.#state.phase = 'receiving';
  }

  onReceived(payload: Uint8Array, nowUs: Micros, effects: UdsClientEffect[]): void {
    const { phase } = this.#state;
    if (phase !== 'waiting' && phase !== 'receiving') return;
    const response = decodeResponse(payload);
    if (response.kind === 'malformed' || response.sid !== this.#state.request[0]) {
      this.#resumeWaiting(nowUs);
    } else if (response.kind === 'positive') {
      this.#finish({ kind: 'positive', response: payload }, nowUs, effects);
    } else {
      this.#onNegative(payload, response.nrc, nowUs, effects);
    }
  }

  onReceiveFailed(fault: ReceiveFault, nowUs: Micros, effects: UdsClientEffect[]): void {
    if (this.#state.phase !== 'receiving') return;
    // Another message replaced this one and may be the answer.
    if (fault === 'unexpected-frame') this.#resumeWaiting(nowUs);
    else this.#finish({ kind: 'receive-failed', fault }, nowUs, effects);
  }

  onDeadline(nowUs: Micros, effects: UdsClientEffect[]): void {
    if (nowUs < this.deadlineUs()) return;
    const state = this.#state;
    if (state.phase === 'idle') {
      state.keepAliveOnItsWay = true;
      effects.push({ kind: 'transmit', target: this.config.keepAliveTarget, payload: TESTER_PRESENT });
    } else if (state.phase === 'busy-delay') {
      state.repeatCount += 1;
      this.#transmitRequest(effects);
    } else if (state.pending) {
      this.#finish({ kind: 'timeout', waitedFor: 'p2-star' }, nowUs, effects);
    } else if (state.silenceExpected) {
      this.#finish({ kind: 'no-response' }, nowUs, effects);
    } else {
      this.#finish({ kind: 'timeout', waitedFor: 'p2' }, nowUs, effects);
    }
  }

  /** Drops the request in progress, without an effect; the owner stops the transport. */
  cancel(nowUs: Micros): void {
    const state = this.#state;
    state.phase = 'idle';
    state.request = NO_BYTES;
    state.phaseEndsUs = NEVER_US;
    state.keepAliveOnItsWay = false;
    this.#armKeepAlive(nowUs);
  }

  /** Switches tester present on or off. */
  keepAlive(on: boolean, nowUs: Micros): void {
    this.#state.keepAlive = on;
    this.#armKeepAlive(nowUs);
  }

  snapshot(): UdsClientSnapshot {
    return { ...this.#state };
  }

  restore(snapshot: UdsClientSnapshot): void {
    this.#state = { ...snapshot };
  }

  #onNegative(payload: Uint8Array, nrc: number, nowUs: Micros, effects: UdsClientEffect[]): void {
    const state = this.#state;
    if (nrc === NRC.requestCorrectlyReceivedResponsePending) {
      state.pending = true;
      state.pendingCount += 1;
      if (state.pendingCount > this.config.maxPending) {
        this.#finish({ kind: 'timeout', waitedFor: 'pending-limit' }, nowUs, effects);
        return;
      }
      state.phase = 'waiting';
      state.phaseEndsUs = nowUs + state.p2StarUs + this.config.marginUs;
    } else if (nrc === NRC.busyRepeatRequest && state.repeatCount < state.busyRetries) {
      state.phase = 'busy-delay';
      state.phaseEndsUs = nowUs + this.config.busyDelayUs;
    } else {
      this.#finish({ kind: 'negative', response: payload, nrc }, nowUs, effects);
    }
  }

  /** The received message was not the answer: the previous time limit continues, and may have expired by now. */
  #resumeWaiting(nowUs: Micros): void {
    const state = this.#state;
    state.phase = 'waiting';
    state.phaseEndsUs = Math.max(state.phaseEndsUs, nowUs);
  }

  #transmitRequest(effects: UdsClientEffect[]): void {
    const state = this.#state;
    state.phase = 'sending';
    state.pending = false;
    effects.push({ kind: 'transmit', target: state.target, payload: state.request });
  }

  #finish(outcome: UdsOutcome, nowUs: Micros, effects: UdsClientEffect[]): void {
    const state = this.#state;
    const { request, target, pendingCount, repeatCount, startedUs, sentUs } = state;
    state.phase = 'idle';
    state.request = NO_BYTES;
    state.phaseEndsUs = NEVER_US;
    if (outcome.kind === 'positive' || outcome.kind === 'no-response') this.#followSession(request, outcome);
    this.#armKeepAlive(nowUs);
    const exchange: UdsExchange = {
      kind: 'uds-exchange',
      target,
      request,
      response: 'response' in outcome ? outcome.response : null,
      outcome,
      pendingCount,
      repeatCount,
      startedUs,
      sentUs,
      finishedUs: nowUs,
    };
    effects.push({ kind: 'finished', exchange });
  }

  /** Takes the open session and the server's timing from a positive response. */
  #followSession(request: Uint8Array, outcome: UdsOutcome): void {
    const state = this.#state;
    const sid = request[0];
    if (sid === SID.ecuReset) {
      state.sessionOpen = false;
      state.serverP2Us = this.config.p2Us;
      state.serverP2StarUs = this.config.p2StarUs;
    } else if (sid === SID.diagnosticSessionControl) {
      state.sessionOpen = ((request[1] ?? 0) & ~SUPPRESS_POSITIVE_RESPONSE) !== DEFAULT_SESSION;
      if (outcome.kind === 'positive' && this.config.adoptServerTiming) this.#adoptTiming(outcome.response);
    }
  }

  /** `50 session P2 P2 P2* P2*` (conformance 19); a shorter answer announces nothing. */
  #adoptTiming(response: Uint8Array): void {
    if (response.length < 6) return;
    const view = new DataView(response.buffer, response.byteOffset, response.byteLength);
    this.#state.serverP2Us = view.getUint16(2) * MICROS_PER_MILLI;
    this.#state.serverP2StarUs = view.getUint16(4) * P2_STAR_UNIT_US;
  }

  #keepAliveDueUs(): Micros {
    return this.#state.keepAliveOnItsWay ? NEVER_US : this.#state.keepAliveDueUs;
  }

  #armKeepAlive(nowUs: Micros): void {
    const state = this.#state;
    const wanted = state.keepAlive && state.sessionOpen;
    state.keepAliveDueUs = wanted ? nowUs + this.config.keepAliveIntervalUs : NEVER_US;
  }

  /** True where the `3E 80` has been sent; a request that waited for it is then sent. */
  #keepAliveDone(target: UdsTarget, nowUs: Micros, effects: UdsClientEffect[]): boolean {
    const state = this.#state;
    if (!state.keepAliveOnItsWay || target !== this.config.keepAliveTarget) return false;
    state.keepAliveOnItsWay = false;
    this.#armKeepAlive(nowUs);
    if (state.phase === 'queued') this.#transmitRequest(effects);
    return true;
  }
}
