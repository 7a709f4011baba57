import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { isoTpConfig } from '../../can-bus/isotp/defaults.ts';
import { IsoTpEndpoint, type IsoTpSnapshot } from '../../can-bus/isotp/endpoint.ts';
import { messageLostBy, type MessageLost } from '../../can-bus/isotp/lost-message.ts';
import type { IsoTpAddressing, IsoTpEffect } from '../../can-bus/isotp/types.ts';
import { emptyList } from '../../can-bus/lists/empty-list.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import type { LockRequest } from '../description/codes.ts';
import type { DiagnosticAddressing, EndpointAddress, SessionTiming } from '../profile.ts';
import type { Doors } from './body-inputs.ts';
import { answerBody, DEFAULT_SESSION, restartS3, type BodySession } from './body-services.ts';
import type { LockState } from './door-locks.ts';

/** Ids and address byte of the body ECU: those of the Smart Key ECU with another address. */
const ADDRESS = 0x40;
const REQUEST_ID = 0x750;
const RESPONSE_ID = 0x758;
/** The name of its endpoint in reports. */
const ENDPOINT = 'body';

/** Seen from the ECU, as a profile gives the Smart Key ECU's. */
export const BODY_ADDRESS: EndpointAddress = {
  kind: 'extended',
  requestId: REQUEST_ID,
  responseId: RESPONSE_ID,
  requestAddress: ADDRESS,
  responseAddress: ADDRESS,
};

export interface BodyDiagnosticsConfig {
  readonly vin: string;
  readonly timing: SessionTiming;
}

interface BodyDiagnosticsSnapshot {
  readonly session: BodySession;
  readonly physical: IsoTpSnapshot;
}

/** A request or response of the body ECU. */
export interface BodyUds extends NodeEvent {
  readonly kind: 'uds';
  readonly endpoint: typeof ENDPOINT;
  readonly direction: 'request' | 'response';
  readonly payload: Uint8Array;
}

/** The part of the body ECU that its diagnostics read and control. */
export interface DiagnosedBody {
  readonly doors: Doors;
  readonly locks: LockState;
  readonly moveLocks: (request: LockRequest) => void;
}

type BodyOutbox = Outbox<BodyUds | MessageLost>;

/** Whether another ECU of the profile has the body ECU's address: then that one answers. */
export function bodyAddressIsTaken({ oem }: DiagnosticAddressing): boolean {
  return oem.kind !== 'normal' && oem.requestId === REQUEST_ID && oem.requestAddress === ADDRESS;
}

/** The body ECU's diagnostics on the bus: its ISO-TP endpoint around the services. */
export class BodyDiagnostics {
  readonly requestIds: readonly number[] = [REQUEST_ID];
  readonly responseId: number = RESPONSE_ID;
  readonly #config: BodyDiagnosticsConfig;
  readonly #physical: IsoTpEndpoint;
  readonly #effects: IsoTpEffect[] = [];
  #session: BodySession = DEFAULT_SESSION;
  /** The next instant at which `onDeadline` must be called; kept, for it is read far more often than it changes. */
  deadlineUs: Micros = NEVER_US;

  constructor(config: BodyDiagnosticsConfig) {
    this.#config = config;
    const physical: IsoTpAddressing = {
      kind: 'extended',
      sendId: RESPONSE_ID,
      receiveId: REQUEST_ID,
      sendAddress: ADDRESS,
      receiveAddress: ADDRESS,
    };
    this.#physical = new IsoTpEndpoint(isoTpConfig(physical, { blockSize: 8 }));
  }

  /** Whether a frame of the {@link requestIds} is for this ECU, and not for another one with the same ids. */
  concerns(frame: CanFrame): boolean {
    return frame.data[0] === ADDRESS;
  }

  reset(): void {
    this.#session = DEFAULT_SESSION;
    this.#physical.reset();
    this.#updateDeadline();
  }

  onDeadline(nowUs: Micros, body: DiagnosedBody, outbox: BodyOutbox): void {
    if (this.#session.s3DeadlineUs <= nowUs) this.#session = DEFAULT_SESSION;
    this.#physical.onDeadline(nowUs, this.#effects);
    this.#drain(nowUs, body, outbox);
  }

  onFrame(frame: CanFrame, nowUs: Micros, body: DiagnosedBody, outbox: BodyOutbox): void {
    this.#physical.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, body, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, body: DiagnosedBody, outbox: BodyOutbox): void {
    this.#physical.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(nowUs, body, outbox);
  }

  /** Same as the Smart Key ECU's. */
  isSending(): boolean {
    return this.#physical.isSending();
  }

  /** Same as the Smart Key ECU's. */
  expireFlowControl(request: CanFrame, nowUs: Micros, body: DiagnosedBody, outbox: BodyOutbox): void {
    if (!this.#physical.begins(request)) return;
    this.#physical.expireFlowControl(this.#effects);
    this.#drain(nowUs, body, outbox);
  }

  hasPendingWork(): boolean {
    return this.#physical.hasPendingWork();
  }

  snapshot(): BodyDiagnosticsSnapshot {
    return { session: this.#session, physical: this.#physical.snapshot() };
  }

  restore({ session, physical }: BodyDiagnosticsSnapshot): void {
    this.#session = session;
    this.#physical.restore(physical);
    this.#updateDeadline();
  }

  #updateDeadline(): void {
    this.deadlineUs = Math.min(this.#physical.deadlineUs(), this.#session.s3DeadlineUs);
  }

  #drain(nowUs: Micros, body: DiagnosedBody, outbox: BodyOutbox): void {
    // An answer adds to the effects while they are being processed; the loop handles the added ones too.
    for (const effect of this.#effects) {
      if (effect.kind === 'send') outbox.send(effect.frame);
      else if (effect.kind === 'received') this.#serve(effect.payload, nowUs, body, outbox);
      else if (effect.kind === 'sent' || effect.kind === 'send-failed') this.#restartS3(nowUs);
      const lost = messageLostBy(effect, ENDPOINT);
      if (lost !== null) outbox.emit(lost);
    }
    emptyList(this.#effects);
    this.#updateDeadline();
  }

  #serve(payload: Uint8Array, nowUs: Micros, body: DiagnosedBody, outbox: BodyOutbox): void {
    // The endpoint carries one answer at a time.
    if (this.#physical.isSending()) {
      outbox.emit({ kind: 'message-lost', endpoint: ENDPOINT, direction: 'request', reason: 'response-under-way' });
      return;
    }
    const facts = { ...this.#config, doors: body.doors, locks: body.locks };
    const answer = answerBody(this.#session, facts, payload);
    if (answer === null) return;
    const { response, locks } = answer;
    this.#session = answer.session;
    outbox.emit({ kind: 'uds', endpoint: ENDPOINT, direction: 'request', payload });
    if (locks !== null) body.moveLocks(locks);
    if (response === null) {
      this.#restartS3(nowUs);
      return;
    }
    outbox.emit({ kind: 'uds', endpoint: ENDPOINT, direction: 'response', payload: response });
    this.#physical.send(response, nowUs, this.#effects);
  }

  #restartS3(nowUs: Micros): void {
    this.#session = restartS3(this.#session, this.#config.timing, nowUs);
  }
}
