import type { CanFrame } from '../frame/can-frame.ts';
import { emptyList } from '../lists/empty-list.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import { StallError } from '../time/stall-error.ts';
import type { NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { NetworkObserver } from './network-observer.ts';
import { NodeOutbox } from './node-outbox.ts';
import { ReceiverTable } from './receiver-table.ts';
import type { Station } from './station.ts';
import type { VirtualBus } from './virtual-bus.ts';

/** Deadlines that may fire at one instant before the network reports an endless loop. */
const MAX_STEPS_AT_ONE_INSTANT = 100_000;

/** The nodes of a network, in order of attachment: who is due, who listens, and what follows from each call. */
export class NodeTable<Event extends NodeEvent> {
  readonly members: NetworkMember<Event>[] = [];
  readonly outbox: NodeOutbox<Event> = new NodeOutbox<Event>();
  /** When each member is due. */
  deadlines: Float64Array = new Float64Array(0);
  /** See {@link firstDue}. */
  firstDueUs: Micros = NEVER_US;
  /** Something is between a node and the bus. */
  hasRelays = false;
  /** The present instant, and the deadlines that have fired at it. */
  timeUs: Micros = 0;
  stepsAtThisInstant = 0;
  readonly #bus: VirtualBus;
  readonly #observer: NetworkObserver<Event>;
  /** Null until a frame is delivered to those that are attached. */
  #receivers: ReceiverTable | null = null;

  constructor(bus: VirtualBus, observer: NetworkObserver<Event>, timeUs: Micros) {
    this.#bus = bus;
    this.#observer = observer;
    this.timeUs = timeUs;
  }

  moveTo(timeUs: Micros): void {
    if (timeUs === this.timeUs) return;
    this.timeUs = timeUs;
    this.stepsAtThisInstant = 0;
  }

  /** To be called after a change of `members`. */
  reindex(): void {
    this.#receivers = null;
    this.readDeadlines();
  }

  readDeadlines(): void {
    this.deadlines = Float64Array.from(this.members, ({ node, relay }) => (relay ?? node).deadlineUs());
    this.hasRelays = this.members.some(({ relay }) => relay !== null);
  }

  /** Indexes of those that listen to it, possibly including its sender. */
  receiversOf(frame: CanFrame): readonly number[] {
    this.#receivers ??= new ReceiverTable(this.members.map(({ node }) => node));
    return this.#receivers.of(frame);
  }

  /** The first of those that are due first, at `firstDueUs`; −1 where nobody is ever due. Linear: a car has few nodes. */
  firstDue(): number {
    const { deadlines } = this;
    let dueUs = NEVER_US;
    let first = -1;
    for (let index = 0; index < deadlines.length; index++) {
      const deadlineUs = deadlines[index] ?? NEVER_US;
      if (deadlineUs < dueUs) {
        dueUs = deadlineUs;
        first = index;
      }
    }
    this.firstDueUs = dueUs;
    return first;
  }

  /** A member's deadline fires. @throws StallError where deadlines fire without end at one instant */
  fire(index: number): void {
    const member = this.members[index];
    if (member === undefined) return;
    this.countStep(member);
    if (member.relay === null) member.node.onDeadline(this.timeUs, this.outbox);
    else member.relay.onDeadline(this.timeUs, this.outbox);
    this.drain(index);
  }

  countStep({ node }: NetworkMember<Event>): void {
    if (++this.stepsAtThisInstant <= MAX_STEPS_AT_ONE_INSTANT) return;
    throw new StallError(`node ${node.name}`, this.timeUs, MAX_STEPS_AT_ONE_INSTANT);
  }

  /** A frame has ended: every node that listens to it, except its sender, receives it. */
  deliver(frame: CanFrame, sender: Station): void {
    for (const index of this.receiversOf(frame)) {
      const member = this.members[index];
      if (member === undefined || member.station === sender || member.station.busOff) continue;
      if (member.relay === null) member.node.onFrame(frame, this.timeUs, this.outbox);
      else member.relay.fromBus(frame, this.timeUs);
      this.drain(index);
    }
  }

  /** A frame has ended: its sender is notified, if it is still attached and wants to be. */
  confirm(frame: CanFrame, sender: Station): void {
    const { members } = this;
    for (let index = 0; index < members.length; index++) {
      const member = members[index];
      if (member?.station !== sender) continue;
      if (member.confirms !== null && !member.confirms.has(frame.id)) return;
      if (member.relay === null) member.node.onFrameSent(frame, this.timeUs, this.outbox);
      else member.relay.sent(frame, this.timeUs);
      this.drain(index);
      return;
    }
  }

  /** Performs what the node put into the outbox, and reads its deadline again. */
  drain(index: number): void {
    const member = this.members[index];
    if (member === undefined) return;
    const { node, station, relay } = member;
    const { outbox, timeUs } = this;
    if (relay !== null) for (const frame of relay.settle(timeUs, outbox)) this.#bus.request(station, frame, timeUs);
    for (let i = 0; i < outbox.frameCount; i++) {
      const frame = outbox.frames[i];
      if (frame !== undefined) this.#bus.request(station, frame, timeUs);
    }
    outbox.frameCount = 0;
    for (const event of outbox.events) this.#observer.event(timeUs, node.name, event);
    emptyList(outbox.events);
    this.deadlines[index] = relay === null ? node.deadlineUs() : relay.deadlineUs();
  }
}
