import { NEVER, Subject } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { IsoTpEndpoint } from '../isotp/endpoint.ts';
import type { IsoTpConfig, IsoTpEffect, ReceiveFault, SendFault } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import type { Micros } from '../time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../virtual-bus/bus-node.ts';
import type { CanPort } from './can-port.ts';
import { NodeOnPort } from './node-on-port.ts';

/** Messages that wait for the one before; a client may queue messages without waiting for their transmission. */
const MAX_WAITING = 16;

type LinkEvent =
  | (NodeEvent & { readonly kind: 'sent' | 'reception-started' })
  | (NodeEvent & { readonly kind: 'not-sent'; readonly fault: SendFault; readonly reason: string })
  | (NodeEvent & { readonly kind: 'received'; readonly payload: Uint8Array })
  | (NodeEvent & { readonly kind: 'failed'; readonly reason: string });

/** One ISO-TP channel as a node: whole messages above, frames below. */
class IsoTpNode implements BusNode<LinkEvent> {
  readonly name = 'iso-tp-link';
  readonly listensTo = 'all';
  readonly #endpoint: IsoTpEndpoint;
  readonly #accepts: (start: Uint8Array, nowUs: Micros) => boolean;
  readonly #waiting: Uint8Array[] = [];
  /** Filled and drained within one call. */
  readonly #effects: IsoTpEffect[] = [];

  constructor(config: IsoTpConfig, accepts: (start: Uint8Array, nowUs: Micros) => boolean) {
    this.#endpoint = new IsoTpEndpoint(config);
    this.#accepts = accepts;
  }

  get isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING;
  }

  /** Drops the message being sent and the waiting ones. */
  forget(): void {
    this.#endpoint.reset();
    this.#waiting.length = 0;
  }

  /** False where too many messages are waiting. */
  send(payload: Uint8Array, nowUs: Micros, outbox: Outbox<LinkEvent>): boolean {
    if (!this.#endpoint.isSending()) {
      this.#endpoint.send(payload, nowUs, this.#effects);
      this.#drain(nowUs, outbox);
      return true;
    }
    if (this.isFull) return false;
    this.#waiting.push(payload);
    return true;
  }

  deadlineUs(): Micros {
    return this.#endpoint.deadlineUs();
  }

  onDeadline(nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    this.#endpoint.onDeadline(nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    const start = this.#endpoint.messageStart(frame);
    if (start !== null && !this.#accepts(start, nowUs)) return;
    this.#endpoint.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    this.#endpoint.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  hasPendingWork(): boolean {
    return this.#endpoint.hasPendingWork();
  }

  #drain(nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    // A waiting message adds to the effects while they are being processed; the loop handles the added ones too.
    for (const effect of this.#effects) this.#take(effect, nowUs, outbox);
    this.#effects.length = 0;
  }

  #take(effect: IsoTpEffect, nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    switch (effect.kind) {
      case 'send':
        outbox.send(effect.frame);
        return;
      case 'received':
        outbox.emit({ kind: 'received', payload: effect.payload });
        return;
      case 'receive-failed':
        outbox.emit({ kind: 'failed', reason: `a message was not received: ${RECEIVE_FAULTS[effect.fault]}` });
        return;
      case 'send-failed':
        outbox.emit({
          kind: 'not-sent',
          fault: effect.fault,
          reason: `a message was not sent: ${SEND_FAULTS[effect.fault]}`,
        });
        this.#sendNext(nowUs);
        return;
      case 'sent':
        outbox.emit({ kind: 'sent' });
        this.#sendNext(nowUs);
        return;
      case 'reception-started':
        outbox.emit({ kind: 'reception-started' });
        return;
    }
  }

  #sendNext(nowUs: Micros): void {
    const next = this.#waiting.shift();
    if (next !== undefined) this.#endpoint.send(next, nowUs, this.#effects);
  }
}

const SEND_FAULTS: Readonly<Record<SendFault, string>> = {
  'timeout-a': 'the bus does not take its frames (N_TIMEOUT_A)',
  'timeout-bs': 'nobody answers with a flow control (N_TIMEOUT_Bs)',
  overflow: 'it is too long for the receiver (N_BUFFER_OVFLW)',
  'wait-limit': 'the receiver sent too many WAIT flow controls (N_WFT_OVRN)',
  'invalid-flow-status': 'the flow control is invalid (N_INVALID_FS)',
};
const RECEIVE_FAULTS: Readonly<Record<ReceiveFault, string>> = {
  'timeout-ar': 'the bus does not take the flow control (N_TIMEOUT_A)',
  'timeout-cr': 'its frames stopped coming (N_TIMEOUT_Cr)',
  'wrong-sequence-number': 'a frame of it is missing (N_WRONG_SN)',
  'unexpected-frame': 'another message interrupted it (N_UNEXP_PDU)',
};

interface IsoTpLinkOptions {
  /** As this end sees it: its frames use `sendId`. */
  readonly config: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
  /** A frame for the bus. It counts as sent when this returns, unless `confirms` is set. */
  readonly deliver: (frame: CanFrame) => void;
  /** A frame counts as sent when {@link IsoTpLink.confirm} is called. */
  readonly confirms?: boolean;
  /** Whether a message that begins with these bytes is accepted; every message is, where absent. */
  readonly accepts?: (start: Uint8Array, nowUs: Micros) => boolean;
  /** A complete message was received. */
  readonly received: (payload: Uint8Array, nowUs: Micros) => void;
  /** Reception of a message of several frames begins. */
  readonly receptionStarted?: () => void;
  /** The oldest message passed in is completely on the bus. */
  readonly sent?: (nowUs: Micros) => void;
  /** The oldest message passed in was dropped; `failed` follows. */
  readonly notSent?: (fault: SendFault) => void;
  /** A message was lost during reception; `failed` follows. */
  readonly notReceived?: () => void;
  /** A message was lost, in either direction; the link continues. */
  readonly failed: (reason: string) => void;
  /** Everything received from the bus so far has been processed. */
  readonly quiet?: () => void;
}

/**
 * One end of an ISO-TP channel for protocols that carry whole messages: messages in and out above, frames in and out
 * below.
 */
export class IsoTpLink {
  readonly #options: IsoTpLinkOptions;
  readonly #node: IsoTpNode;
  readonly #frames = new Subject<CanFrame>();
  readonly #driver: NodeOnPort<LinkEvent>;
  /** Frames and confirmations from the bus that are not processed yet. */
  #inputs = 0;
  #isOpen = true;

  /** @throws IsoTpUsageError naming a part of the configuration that is out of range */
  constructor(options: IsoTpLinkOptions) {
    this.#options = options;
    const { config, clock, deliver, accepts = (): boolean => true, confirms = false } = options;
    this.#node = new IsoTpNode(config, accepts);
    const below: CanPort = {
      url: 'iso-tp-link',
      frames: this.#frames,
      status: NEVER,
      send: (frame) => {
        deliver(frame);
        return !confirms;
      },
      close: () => Promise.resolve(),
    };
    this.#driver = new NodeOnPort(this.#node, below, clock, (event, nowUs) => this.#report(event, nowUs));
  }

  /** The queue is full: the next message would be refused. */
  get isFull(): boolean {
    return this.#node.isFull;
  }

  /** @param payload 1 byte or more. @returns false where too many messages wait already */
  send(payload: Uint8Array): boolean {
    return this.#driver.apply((outbox, nowUs) => this.#node.send(payload, nowUs, outbox));
  }

  /**
   * Takes a frame from the bus; one that is not for this channel is ignored. It is processed after the present call has
   * returned: the bus is in the middle of a step, and accepts no frame meanwhile.
   */
  take(frame: CanFrame): void {
    const { addressing, extendedIds } = this.#options.config;
    if (frame.id !== addressing.receiveId || frame.extended !== extendedIds) return;
    this.#later(() => this.#frames.next(frame));
  }

  /** A frame of this link is complete on the bus; as with {@link take}, it is processed later. */
  confirm(frame: CanFrame): void {
    this.#later(() => this.#driver.apply((outbox, nowUs) => this.#node.onFrameSent(frame, nowUs, outbox)));
  }

  /** Drops all messages in progress; nobody waits for them any more. */
  forget(): void {
    this.#driver.apply(() => this.#node.forget());
  }

  /** Drops everything in progress, without any further effect. */
  close(): void {
    this.#isOpen = false;
    this.#driver.detach();
  }

  #later(input: () => void): void {
    this.#inputs++;
    queueMicrotask(() => {
      this.#inputs--;
      if (!this.#isOpen) return;
      input();
      if (this.#inputs === 0) this.#options.quiet?.();
    });
  }

  #report(event: LinkEvent, nowUs: Micros): void {
    const { received, receptionStarted, sent, notSent, notReceived, failed } = this.#options;
    switch (event.kind) {
      case 'received':
        received(event.payload, nowUs);
        return;
      case 'reception-started':
        receptionStarted?.();
        return;
      case 'sent':
        sent?.(nowUs);
        return;
      case 'not-sent':
        notSent?.(event.fault);
        failed(event.reason);
        return;
      case 'failed':
        notReceived?.();
        failed(event.reason);
    }
  }
}
