import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { StallError } from '../time/stall-error.ts';
import type { BusEventSink } from './bus-event.ts';
import type { BusNode, NodeEvent } from './bus-node.ts';
import type { Interceptor, InterceptorOutput } from './interceptor.ts';
import type { NodeOutbox } from './node-outbox.ts';

/** Rounds between a node and its interceptor at one instant before an endless loop is reported. */
const MAX_ROUNDS = 1000;

/** An interceptor between one node and the bus, with its pending actions. */
export class Relay<Event extends NodeEvent> implements InterceptorOutput {
  readonly interceptor: Interceptor;
  private readonly node: BusNode<Event>;
  private readonly sink: BusEventSink;
  private nowUs: Micros = 0;
  private given: { readonly kind: 'heard' | 'sent'; readonly frame: CanFrame }[] = [];
  private wanted: CanFrame[] = [];

  constructor(interceptor: Interceptor, node: BusNode<Event>, sink: BusEventSink) {
    this.interceptor = interceptor;
    this.node = node;
    this.sink = sink;
  }

  toBus(frame: CanFrame): void {
    this.wanted.push(frame);
  }

  toNode(frame: CanFrame): void {
    this.given.push({ kind: 'heard', frame });
  }

  confirm(frame: CanFrame): void {
    this.given.push({ kind: 'sent', frame });
  }

  report(fault: string, frame: CanFrame): void {
    this.sink(this.nowUs, { kind: 'fault-struck', node: this.node.name, fault, frame });
  }

  deadlineUs(): Micros {
    return Math.min(this.node.deadlineUs(), this.interceptor.deadlineUs());
  }

  /** The earlier of the node's and the interceptor's deadline fires, or both. */
  onDeadline(nowUs: Micros, outbox: NodeOutbox<Event>): void {
    this.nowUs = nowUs;
    if (this.node.deadlineUs() <= nowUs) this.node.onDeadline(nowUs, outbox);
    if (this.interceptor.deadlineUs() <= nowUs) this.interceptor.onDeadline(nowUs, this);
  }

  fromBus(frame: CanFrame, nowUs: Micros): void {
    this.nowUs = nowUs;
    this.interceptor.fromBus(frame, nowUs, this);
  }

  sent(frame: CanFrame, nowUs: Micros): void {
    this.nowUs = nowUs;
    this.interceptor.sent(frame, nowUs, this);
  }

  /**
   * Passes frames between node and interceptor until neither has any for the other.
   *
   * @returns the frames for the bus, in order
   */
  settle(nowUs: Micros, outbox: NodeOutbox<Event>): readonly CanFrame[] {
    this.nowUs = nowUs;
    for (let round = 0; ; round++) {
      if (round > MAX_ROUNDS) throw new StallError(`interceptor of ${this.node.name}`, nowUs, MAX_ROUNDS);
      for (const frame of outbox.takeFrames()) this.interceptor.fromNode(frame, nowUs, this);
      const { given } = this;
      if (given.length === 0) break;
      this.given = [];
      for (const { kind, frame } of given) {
        if (kind === 'heard') this.node.onFrame(frame, nowUs, outbox);
        else this.node.onFrameSent(frame, nowUs, outbox);
      }
    }
    const { wanted } = this;
    this.wanted = [];
    return wanted;
  }

  reset(): void {
    this.interceptor.reset();
    this.given = [];
    this.wanted = [];
  }
}
