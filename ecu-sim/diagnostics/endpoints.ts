import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { IsoTpEndpoint, type IsoTpSnapshot } from '../../can-bus/isotp/endpoint.ts';
import { messageLostBy, type MessageLost } from '../../can-bus/isotp/lost-message.ts';
import type { IsoTpEffect } from '../../can-bus/isotp/types.ts';
import { emptyList } from '../../can-bus/lists/empty-list.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import type { Profile } from '../profile.ts';
import type { EndpointName } from '../smart-key/state.ts';
import { endpointConfig } from './endpoint-config.ts';

/** What the transport reports to the server. */
export type TransportEvent =
  | { readonly kind: 'request'; readonly endpoint: EndpointName; readonly payload: Uint8Array; readonly busy: boolean }
  /** An answer is on the bus, or could not be delivered. */
  | { readonly kind: 'response-done' }
  /** For observers alone. */
  | MessageLost;

/** The part of a bus node's outbox that the transport needs. */
interface FrameOutbox {
  send(frame: CanFrame): void;
}

/** A single frame `3E 80`, with or without an address byte. */
function isKeepAlive({ data }: CanFrame): boolean {
  const start = data[0] === 0x02 ? 0 : 1;
  return data[start] === 0x02 && data[start + 1] === SID.testerPresent && data[start + 2] === 0x80;
}

interface PhysicalEndpoint {
  readonly requestId: number;
  readonly responseId: number;
  readonly isotp: IsoTpEndpoint;
  /** Answers that wait for the one before: as many as there are requests until its end, or N_Bs, comes. */
  readonly waiting: Uint8Array[];
}

/**
 * The ECU's ISO-TP endpoints: `oem`, `generic` and the functional one, whose requests are answered on `generic`.
 * Frames go to the outbox, events to `events`; both are drained by the owner.
 */
export class DiagnosticEndpoints {
  readonly requestIds: readonly number[];
  readonly responseIds: readonly number[];
  /** The next instant at which `onDeadline` must be called; kept, for it is read far more often than it changes. */
  deadlineUs: Micros = NEVER_US;
  readonly #oem: PhysicalEndpoint;
  readonly #generic: PhysicalEndpoint;
  readonly #functional: IsoTpEndpoint;
  readonly #functionalId: number;
  readonly #effects: IsoTpEffect[] = [];

  constructor(profile: Profile) {
    const { oem, generic, functionalId } = profile.addressing;
    this.#oem = { ...oem, isotp: new IsoTpEndpoint(endpointConfig(profile, 'oem')), waiting: [] };
    this.#generic = { ...generic, isotp: new IsoTpEndpoint(endpointConfig(profile, 'generic')), waiting: [] };
    this.#functional = new IsoTpEndpoint(endpointConfig(profile, 'functional'));
    this.#functionalId = functionalId;
    this.responseIds = [oem.responseId, generic.responseId];
    this.requestIds = [oem.requestId, generic.requestId, functionalId];
  }

  /** See `BusNode.hasPendingWork`. */
  hasPendingWork(): boolean {
    return this.#oem.isotp.hasPendingWork() || this.#generic.isotp.hasPendingWork();
  }

  isSending(): boolean {
    return this.#oem.isotp.isSending() || this.#generic.isotp.isSending();
  }

  /** Whether the frame begins a request to one of the endpoints. */
  begins(frame: CanFrame): boolean {
    return this.#oem.isotp.begins(frame) || this.#generic.isotp.begins(frame) || this.#functional.begins(frame);
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: FrameOutbox, events: TransportEvent[]): void {
    if (frame.id === this.#oem.requestId) {
      this.#oem.isotp.onFrame(frame, nowUs, this.#effects);
      this.#drain('oem', this.#oem, nowUs, outbox, events);
    }
    if (frame.id === this.#generic.requestId) {
      this.#generic.isotp.onFrame(frame, nowUs, this.#effects);
      this.#drain('generic', this.#generic, nowUs, outbox, events);
    }
    if (frame.id === this.#functionalId) {
      this.#functional.onFrame(frame, nowUs, this.#effects);
      this.#drain('functional', this.#generic, nowUs, outbox, events);
    }
    this.#updateDeadline();
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: FrameOutbox, events: TransportEvent[]): void {
    if (frame.id === this.#oem.responseId) {
      this.#oem.isotp.onFrameSent(frame, nowUs, this.#effects);
      this.#drain('oem', this.#oem, nowUs, outbox, events);
    }
    if (frame.id === this.#generic.responseId) {
      this.#generic.isotp.onFrameSent(frame, nowUs, this.#effects);
      this.#drain('generic', this.#generic, nowUs, outbox, events);
    }
    this.#updateDeadline();
  }

  onDeadline(nowUs: Micros, outbox: FrameOutbox, events: TransportEvent[]): void {
    this.#oem.isotp.onDeadline(nowUs, this.#effects);
    this.#drain('oem', this.#oem, nowUs, outbox, events);
    this.#generic.isotp.onDeadline(nowUs, this.#effects);
    this.#drain('generic', this.#generic, nowUs, outbox, events);
    this.#updateDeadline();
  }

  /** See `SmartKeyEcu.expireFlowControl`. A `3E 80` expects no answer and so ends none. */
  expireFlowControl(request: CanFrame, nowUs: Micros, outbox: FrameOutbox, events: TransportEvent[]): void {
    for (const [name, endpoint] of [['oem', this.#oem] as const, ['generic', this.#generic] as const]) {
      if (!endpoint.isotp.begins(request) || isKeepAlive(request)) continue;
      endpoint.isotp.expireFlowControl(this.#effects);
      this.#drain(name, endpoint, nowUs, outbox, events);
    }
    this.#updateDeadline();
  }

  /** Sends an answer, after the one that may still be in progress on that endpoint. */
  respond(name: EndpointName, payload: Uint8Array, nowUs: Micros, outbox: FrameOutbox): void {
    const endpoint = name === 'oem' ? this.#oem : this.#generic;
    if (endpoint.isotp.isSending()) {
      endpoint.waiting.push(payload);
      return;
    }
    endpoint.isotp.send(payload, nowUs, this.#effects);
    for (const effect of this.#effects) if (effect.kind === 'send') outbox.send(effect.frame);
    emptyList(this.#effects);
    this.#updateDeadline();
  }

  /** Drops everything in progress. */
  reset(): void {
    for (const endpoint of [this.#oem, this.#generic]) {
      endpoint.isotp.reset();
      emptyList(endpoint.waiting);
    }
    this.#updateDeadline();
  }

  snapshot(): DiagnosticEndpointsSnapshot {
    return {
      oem: this.#oem.isotp.snapshot(),
      oemWaiting: [...this.#oem.waiting],
      generic: this.#generic.isotp.snapshot(),
      genericWaiting: [...this.#generic.waiting],
    };
  }

  restore(snapshot: DiagnosticEndpointsSnapshot): void {
    this.#oem.isotp.restore(snapshot.oem);
    this.#oem.waiting.splice(0, Infinity, ...snapshot.oemWaiting);
    this.#generic.isotp.restore(snapshot.generic);
    this.#generic.waiting.splice(0, Infinity, ...snapshot.genericWaiting);
    this.#updateDeadline();
  }

  #updateDeadline(): void {
    this.deadlineUs = Math.min(this.#oem.isotp.deadlineUs(), this.#generic.isotp.deadlineUs());
  }

  #drain(
    name: EndpointName,
    endpoint: PhysicalEndpoint,
    nowUs: Micros,
    outbox: FrameOutbox,
    events: TransportEvent[],
  ): void {
    const effects = this.#effects;
    if (effects.length === 0) return;
    // A waiting answer adds to the effects while they are being processed; the loop handles the added ones too.
    for (const effect of effects) {
      if (effect.kind === 'send') outbox.send(effect.frame);
      else if (effect.kind === 'received') {
        events.push({ kind: 'request', endpoint: name, payload: effect.payload, busy: this.#otherIsSending(name) });
        continue;
      }
      const lost = messageLostBy(effect, name);
      if (lost !== null) events.push(lost);
      if (effect.kind === 'sent' || effect.kind === 'send-failed') {
        // An answer seldom waits, and to shift an empty list is a call.
        const next = endpoint.waiting.length === 0 ? undefined : endpoint.waiting.shift();
        if (next === undefined) events.push({ kind: 'response-done' });
        else endpoint.isotp.send(next, nowUs, effects);
      }
    }
    emptyList(effects);
  }

  /** A request that arrives while another endpoint is being answered finds the server busy. */
  #otherIsSending(name: EndpointName): boolean {
    if (name === 'oem') return this.#generic.isotp.isSending();
    if (name === 'generic') return this.#oem.isotp.isSending();
    return this.#oem.isotp.isSending() || this.#generic.isotp.isSending();
  }
}

export interface DiagnosticEndpointsSnapshot {
  readonly oem: IsoTpSnapshot;
  readonly oemWaiting: readonly Uint8Array[];
  readonly generic: IsoTpSnapshot;
  readonly genericWaiting: readonly Uint8Array[];
}
