import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { dataFrame } from '../../can-bus/frame/can-frame.ts';
import { addressLength } from '../../can-bus/isotp/addressing.ts';
import { IsoTpEndpoint } from '../../can-bus/isotp/endpoint.ts';
import type { IsoTpConfig, IsoTpEffect } from '../../can-bus/isotp/types.ts';
import { emptyList } from '../../can-bus/lists/empty-list.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { NRC } from '../../can-bus/uds/negative-response-codes.ts';
import { NEGATIVE_RESPONSE } from '../../can-bus/uds/service-ids.ts';
import type { BusNode, NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import type { BusReply, FramesCommand, GatherCommand, ReceivedFrame, ReceivedMessage } from './command.ts';

/** The ECU's addresses, as the tester sees them. */
export interface ProbeTarget {
  readonly physical: IsoTpConfig;
  readonly functional: IsoTpConfig;
  /** Time limit for the first answer, and after a 0x78. */
  readonly answerUs: Micros;
  readonly pendingAnswerUs: Micros;
}

/** It reports nothing; its owner reads the reply. */
type ProbeOutbox = Outbox<NodeEvent>;

const NO_BYTES = new Uint8Array(0);

/**
 * The prober on the bus: a tester on the level of messages for one command, on that of bare frames for the next.
 * Between commands it only listens.
 */
export class ProbeNode implements BusNode<never> {
  readonly name = 'conformance';
  readonly listensTo: readonly number[];
  readonly #target: ProbeTarget;
  readonly #physical: IsoTpEndpoint;
  readonly #functional: IsoTpEndpoint;
  readonly #effects: IsoTpEffect[] = [];
  readonly #onReply: () => void;
  #command: GatherCommand | FramesCommand | null = null;
  #reply: BusReply | null = null;
  #deadlineUs: Micros = NEVER_US;
  #sentUs: Micros | null = null;
  #unsent = 0;
  #startUs: Micros = 0;
  #messages: ReceivedMessage[] = [];
  #frames: ReceivedFrame[] = [];

  constructor(target: ProbeTarget, onReply: () => void = () => undefined) {
    this.#target = target;
    this.#physical = new IsoTpEndpoint(target.physical);
    this.#functional = new IsoTpEndpoint({ ...target.functional, singleFrameOnly: true });
    this.#onReply = onReply;
    // A functional request may be answered by an endpoint other than the probed physical one.
    this.listensTo = [target.physical.addressing.receiveId, target.functional.addressing.receiveId];
  }

  /** Begins a command; `reply()` returns a value when it is done. */
  start(command: GatherCommand | FramesCommand, nowUs: Micros, outbox: ProbeOutbox): void {
    this.#command = command;
    this.#reply = null;
    this.#sentUs = null;
    this.#messages = [];
    this.#frames = [];
    this.#physical.reset();
    this.#functional.reset();
    if (command.kind === 'gather') this.#startMessage(command, nowUs, outbox);
    else this.#startFrames(command, nowUs, outbox);
  }

  reply(): BusReply | null {
    return this.#reply;
  }

  deadlineUs(): Micros {
    return Math.min(this.#deadlineUs, this.#physical.deadlineUs(), this.#functional.deadlineUs());
  }

  onDeadline(nowUs: Micros, outbox: ProbeOutbox): void {
    this.#physical.onDeadline(nowUs, this.#effects);
    this.#functional.onDeadline(nowUs, this.#effects);
    this.#drain(nowUs, outbox);
    if (this.#deadlineUs <= nowUs) this.#finish();
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: ProbeOutbox): void {
    const command = this.#command;
    if (command === null) return;
    const endpoint = command.functional ? this.#functional : this.#physical;
    const { addressing, extendedIds } = endpoint.config;
    if (frame.id !== addressing.receiveId || frame.extended !== extendedIds || frame.kind !== 'data') return;
    if (addressing.kind !== 'normal' && frame.data[0] !== addressing.receiveAddress) return;
    if (command.kind === 'frames') {
      this.#frames.push({ data: frame.data.slice(addressLength(addressing)), timeUs: nowUs });
      return;
    }
    if (!endpoint.isReceiving()) this.#startUs = nowUs;
    endpoint.onFrame(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: ProbeOutbox): void {
    if (this.#command?.kind === 'frames' && this.#unsent > 0) {
      this.#unsent -= 1;
      if (this.#unsent > 0) return;
      this.#sentUs = nowUs;
      this.#deadlineUs = nowUs + this.#command.listenUs;
      return;
    }
    this.#physical.onFrameSent(frame, nowUs, this.#effects);
    this.#functional.onFrameSent(frame, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  hasPendingWork(): boolean {
    return this.#physical.hasPendingWork() || this.#functional.hasPendingWork() || this.#unsent > 0;
  }

  #startMessage({ payload, functional }: GatherCommand, nowUs: Micros, outbox: ProbeOutbox): void {
    const endpoint = functional ? this.#functional : this.#physical;
    this.#unsent = 0;
    // Until it is on the wire its own time limits apply.
    this.#deadlineUs = NEVER_US;
    endpoint.send(payload, nowUs, this.#effects);
    this.#drain(nowUs, outbox);
  }

  #startFrames({ frames, functional, listenUs }: FramesCommand, nowUs: Micros, outbox: ProbeOutbox): void {
    const { addressing, extendedIds, timing } = functional ? this.#target.functional : this.#target.physical;
    const lead = addressing.kind === 'normal' ? NO_BYTES : Uint8Array.of(addressing.sendAddress);
    this.#unsent = frames.length;
    // Frames that the bus does not accept must not block it.
    this.#deadlineUs = nowUs + listenUs + (frames.length === 0 ? 0 : timing.nAsUs);
    for (const frame of frames) {
      outbox.send(dataFrame(addressing.sendId, Uint8Array.of(...lead, ...frame), { extended: extendedIds }));
    }
  }

  #drain(nowUs: Micros, outbox: ProbeOutbox): void {
    for (const effect of this.#effects) {
      if (effect.kind === 'send') outbox.send(effect.frame);
      else if (effect.kind === 'sent') this.#sent(nowUs);
      else if (effect.kind === 'send-failed') this.#finish();
      else if (effect.kind === 'received') this.#received(effect.payload, nowUs);
    }
    emptyList(this.#effects);
  }

  #sent(nowUs: Micros): void {
    if (this.#command?.kind !== 'gather' || this.#sentUs !== null) return;
    this.#sentUs = nowUs;
    this.#deadlineUs = nowUs + this.#target.answerUs;
  }

  #received(payload: Uint8Array, nowUs: Micros): void {
    if (this.#reply !== null) return;
    this.#messages.push({ payload, startUs: this.#startUs });
    const [first, , nrc] = payload;
    const isPending = first === NEGATIVE_RESPONSE && nrc === NRC.requestCorrectlyReceivedResponsePending;
    if (isPending) this.#deadlineUs = nowUs + this.#target.pendingAnswerUs;
    else this.#finish();
  }

  #finish(): void {
    const { kind } = this.#command ?? {};
    this.#deadlineUs = NEVER_US;
    this.#unsent = 0;
    if (kind === undefined || this.#reply !== null) return;
    this.#reply =
      kind === 'gather'
        ? { kind, sentUs: this.#sentUs, messages: this.#messages }
        : { kind, sentUs: this.#sentUs, frames: this.#frames };
    this.#command = null;
    this.#onReply();
  }
}
