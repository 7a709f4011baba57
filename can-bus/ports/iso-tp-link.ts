import { NEVER, Subject } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { IsoTpEndpoint } from '../isotp/endpoint.ts';
import type { IsoTpConfig, IsoTpEffect, ReceiveFault, SendFault } from '../isotp/types.ts';
import type { Clock } from '../time/clock.ts';
import type { Micros } from '../time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../virtual-bus/bus-node.ts';
import type { CanPort } from './can-port.ts';
import { NodeOnPort } from './node-on-port.ts';

/** Messages that wait for the one before; a client that hands in more does not wait for anything. */
const MAX_WAITING = 16;

type LinkEvent =
  | (NodeEvent & { readonly kind: 'received'; readonly payload: Uint8Array })
  | (NodeEvent & { readonly kind: 'failed'; readonly reason: string });

/** One ISO-TP channel as a node: whole messages above, frames below. */
class IsoTpNode implements BusNode<LinkEvent> {
  readonly name = 'iso-tp-link';
  readonly listensTo = 'all';
  readonly #endpoint: IsoTpEndpoint;
  readonly #waiting: Uint8Array[] = [];
  /** Filled and drained within one call. */
  readonly #effects: IsoTpEffect[] = [];

  constructor(config: IsoTpConfig) {
    this.#endpoint = new IsoTpEndpoint(config);
  }

  /** False where too many messages wait already. */
  send(payload: Uint8Array, nowUs: Micros, outbox: Outbox<LinkEvent>): boolean {
    if (!this.#endpoint.isSending()) {
      this.#endpoint.send(payload, nowUs, this.#effects);
      this.#drain(nowUs, outbox);
      return true;
    }
    if (this.#waiting.length >= MAX_WAITING) return false;
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
    this.#endpoint.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    this.#endpoint.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  owes(): boolean {
    return this.#endpoint.owes();
  }

  #drain(nowUs: Micros, outbox: Outbox<LinkEvent>): void {
    // A waiting message adds to the effects while they are taken; the loop sees what is added.
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
        outbox.emit({ kind: 'failed', reason: `a message was not sent: ${SEND_FAULTS[effect.fault]}` });
        this.#sendNext(nowUs);
        return;
      case 'sent':
        this.#sendNext(nowUs);
        return;
      case 'reception-started':
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
  'wait-limit': 'the receiver asks to wait too often (N_WFT_OVRN)',
  'invalid-flow-status': 'the flow control is invalid (N_INVALID_FS)',
};
const RECEIVE_FAULTS: Readonly<Record<ReceiveFault, string>> = {
  'timeout-ar': 'the bus does not take the flow control (N_TIMEOUT_A)',
  'timeout-cr': 'its frames stopped coming (N_TIMEOUT_Cr)',
  'wrong-sequence-number': 'a frame of it is missing (N_WRONG_SN)',
  'unexpected-frame': 'another one came in between (N_UNEXP_PDU)',
};

export interface IsoTpLinkOptions {
  /** As this end sees it: `sendId` is what its frames bear. */
  readonly config: IsoTpConfig;
  /** For the time limits and separations of ISO 15765-2. */
  readonly clock: Clock;
  /** A frame for the bus. It counts as sent when this returns. */
  readonly deliver: (frame: CanFrame) => void;
  /** A whole message came in. */
  readonly received: (payload: Uint8Array) => void;
  /** A message was lost, in either direction; the link goes on. */
  readonly failed: (reason: string) => void;
}

/**
 * An end of an ISO-TP channel for protocols that carry whole messages: messages in and out above, frames in and out
 * below.
 */
export class IsoTpLink {
  readonly #config: IsoTpConfig;
  readonly #node: IsoTpNode;
  readonly #frames = new Subject<CanFrame>();
  readonly #driver: NodeOnPort<LinkEvent>;

  /** @throws IsoTpUsageError naming a part of the configuration that is out of range */
  constructor({ config, clock, deliver, received, failed }: IsoTpLinkOptions) {
    this.#config = config;
    this.#node = new IsoTpNode(config);
    const below: CanPort = {
      url: 'iso-tp-link',
      frames: this.#frames,
      status: NEVER,
      send: (frame) => {
        deliver(frame);
        return true;
      },
      close: () => Promise.resolve(),
    };
    this.#driver = new NodeOnPort(this.#node, below, clock, (event) => {
      if (event.kind === 'received') received(event.payload);
      else failed(event.reason);
    });
  }

  /** @param payload 1 byte or more. @returns false where too many messages wait already */
  send(payload: Uint8Array): boolean {
    return this.#driver.apply((outbox, nowUs) => this.#node.send(payload, nowUs, outbox));
  }

  /**
   * A frame of the bus; one that is not for this channel is ignored. What comes of it comes when the present call has
   * returned: the bus is in the midst of a step, and takes no frame meanwhile.
   */
  take(frame: CanFrame): void {
    const { addressing, extendedIds } = this.#config;
    if (frame.id !== addressing.receiveId || frame.extended !== extendedIds) return;
    queueMicrotask(() => this.#frames.next(frame));
  }

  /** Forgets what is under way; nothing comes of it any more. */
  close(): void {
    this.#driver.detach();
  }
}
