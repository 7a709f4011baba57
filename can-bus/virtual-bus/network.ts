import assert from 'node:assert/strict';

import type { CanFrame } from '../frame/can-frame.ts';
import type { FrameAt, FrameTable } from '../frame/frame-table.ts';
import { MICROS_PER_SECOND, NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { StallError } from '../time/stall-error.ts';
import { AbsentNode } from './absent-node.ts';
import type { BusEvent, BusEventSink } from './bus-event.ts';
import type { BusNode, NodeEvent, Outbox } from './bus-node.ts';
import type { VirtualBusOptions } from './bus-options.ts';
import type { Interceptor } from './interceptor.ts';
import type { BusSnapshot } from './bus-snapshot.ts';
import { networkMember } from './network-member.ts';
import type { NetworkMember } from './network-member.ts';
import { NodeOutbox } from './node-outbox.ts';
import { Relay } from './relay.ts';
import { ReceiverTable } from './receiver-table.ts';
import type { Station } from './station.ts';
import { CONFIRMED, DELIVERED, VirtualBus } from './virtual-bus.ts';

/** Deadlines that may fire at one instant before the network reports an endless loop. */
const MAX_STEPS_AT_ONE_INSTANT = 100_000;
/** Default duration limit of {@link VirtualNetwork.settle}. */
export const DEFAULT_SETTLE_US: Micros = 60 * MICROS_PER_SECOND;

/** Receives everything that happens. It may keep what it is given; it must not act on the network from inside. */
export interface NetworkObserver<Event extends NodeEvent> {
  /** A frame is complete on the wire; before any node is notified. */
  frame(endUs: Micros, frame: CanFrame, senderName: string): void;
  event(timeUs: Micros, nodeName: string, event: Event): void;
  bus(timeUs: Micros, event: BusEvent): void;
}

/** The network's own state as a plain value; nodes and interceptors have separate ones. */
export interface NetworkSnapshot {
  readonly nowUs: Micros;
  readonly stepsAtThisInstant: number;
  readonly nodes: readonly { readonly name: string; readonly deadlineUs: Micros }[];
  readonly bus: BusSnapshot;
}

const never = (): boolean => false;

/**
 * Nodes on one virtual bus, and the one loop that drives them. It has no clock: its owner moves it to an instant.
 *
 * At one instant the nodes' deadlines come first, in order of attachment, then the end of the frame on the wire: a
 * deadline fires before any input with the same time stamp. A completed frame goes to every node that listens to its id
 * except the sender, in order of attachment, and then the sender is notified.
 */
export class VirtualNetwork<Event extends NodeEvent> {
  readonly bus: VirtualBus;
  private readonly observer: NetworkObserver<Event>;
  private readonly outbox = new NodeOutbox<Event>();
  private readonly members: NetworkMember<Event>[] = [];
  private deadlines = new Float64Array(0);
  /** Null until a frame is delivered to those that are attached. */
  private receivers: ReceiverTable | null = null;
  private timeUs: Micros;
  private stepsAtThisInstant = 0;
  private busy = false;

  /** @throws RangeError for an impossible bit rate */
  constructor(options: VirtualBusOptions, observer: NetworkObserver<Event>) {
    this.observer = observer;
    this.timeUs = options.startUs ?? 0;
    this.bus = new VirtualBus(options, (timeUs, event) => observer.bus(timeUs, event));
  }

  get nowUs(): Micros {
    return this.timeUs;
  }

  /**
   * Attaches a node. One that {@link restore} found absent gets its place back. @throws AssertionError if a node of
   * that name is attached
   */
  attach(node: BusNode<Event>): void {
    this.refuseFromInside('attach');
    const index = this.members.findIndex((member) => member.node.name === node.name);
    const present = this.members[index];
    if (present === undefined) this.members.push(networkMember(this.bus.addStation(node.name), node));
    else if (present.node instanceof AbsentNode) this.members[index] = networkMember(present.station, node);
    else assert.fail(`a node called ${node.name} is attached already`);
    this.reindex();
  }

  /** Detaches a node, with everything it has queued; see {@link clearQueue}. */
  detach(node: BusNode<Event>): void {
    this.refuseFromInside('detach');
    const member = this.memberOf(node);
    this.bus.removeStation(member.station, this.timeUs);
    this.members.splice(this.members.indexOf(member), 1);
    this.reindex();
  }

  /** The next instant at which something happens without input; `NEVER_US` if nothing will. */
  deadlineUs(): Micros {
    let dueUs = this.bus.deadlineUs;
    for (const deadlineUs of this.deadlines) if (deadlineUs < dueUs) dueUs = deadlineUs;
    return Math.max(dueUs, this.timeUs);
  }

  /**
   * Processes everything due up to and including `limitUs`, in order; afterwards the time is `limitUs`. A frame on the
   * wire then stays on the wire.
   *
   * @param stops asked after each event; true leaves time at that instant
   * @returns false where it stopped
   * @throws AssertionError if that instant is past, or from inside
   * @throws StallError naming the node whose deadline does not move
   */
  advanceTo(limitUs: Micros, stops: () => boolean = never): boolean {
    if (!(limitUs >= this.timeUs)) {
      assert.fail(`time cannot go back from ${this.timeUs} µs to ${limitUs} µs`);
    }
    this.enter('advanceTo');
    try {
      while (this.step(limitUs)) if (stops()) return false;
    } finally {
      this.leave();
    }
    this.moveTo(limitUs);
    return true;
  }

  /**
   * Processes the next thing due (one deadline of a node, or the end of a frame), if it is due by `limitUs`.
   *
   * @returns false, without moving, if nothing is
   */
  runNext(limitUs: Micros): boolean {
    this.enter('runNext');
    try {
      return this.step(limitUs);
    } finally {
      this.leave();
    }
  }

  /**
   * An input to a node at the present instant, after everything due by now. The node's actions are performed before
   * this returns; frames it caused are on their way when time next moves.
   *
   * @throws AssertionError from inside, or if the node is not attached
   */
  apply<Result>(node: BusNode<Event>, action: (outbox: Outbox<Event>, nowUs: Micros) => Result): Result {
    this.advanceTo(this.timeUs);
    const index = this.members.indexOf(this.memberOf(node));
    this.enter('apply');
    try {
      const result = action(this.outbox, this.timeUs);
      this.drain(index);
      return result;
    } finally {
      this.leave();
    }
  }

  /**
   * Runs until the bus is idle with nothing queued and no node has pending work, but not beyond `limitUs` (default: a
   * minute).
   *
   * @returns the instant then; {@link isIdle} shows whether the limit came first
   */
  settle(limitUs: Micros = this.timeUs + DEFAULT_SETTLE_US): Micros {
    this.advanceTo(this.timeUs);
    while (!this.isIdle() && this.runNext(limitUs));
    return this.timeUs;
  }

  /** Nothing on the wire, nothing queued, and no node will act without input. */
  isIdle(): boolean {
    if (!this.bus.isIdle()) return false;
    return this.members.every(
      ({ node, relay }) => !node.hasPendingWork() && relay?.interceptor.hasPendingWork() !== true,
    );
  }

  /**
   * A node's controller loses its supply: its queue and error counters are cleared, and its frame on the wire ends as
   * an error frame and is not sent again.
   */
  clearQueue(node: BusNode<Event>): void {
    this.refuseFromInside('clearQueue');
    const member = this.memberOf(node);
    this.bus.resetStation(member.station, this.timeUs);
    member.relay?.reset();
    this.readDeadlines();
  }

  /** Inserts an interceptor between the node and the bus, replacing any other; null removes it. */
  interpose(node: BusNode<Event>, interceptor: Interceptor | null): void {
    this.refuseFromInside('interpose');
    const member = this.memberOf(node);
    const report: BusEventSink = (timeUs, event) => this.observer.bus(timeUs, event);
    member.relay = interceptor === null ? null : new Relay(interceptor, node, report);
    this.readDeadlines();
  }

  /** Mutes the node, so that its frames are lost before they reach the wire, or unmutes it. */
  mute(node: BusNode<Event>, on: boolean): void {
    this.memberOf(node).station.muted = on;
  }

  /** See {@link VirtualBus.forceBusOff}. */
  forceBusOff(node: BusNode<Event>, held: boolean): void {
    this.refuseFromInside('forceBusOff');
    this.bus.forceBusOff(this.memberOf(node).station, held, this.timeUs);
  }

  /** See {@link VirtualBus.releaseBusOff}. */
  releaseBusOff(node: BusNode<Event>): void {
    this.refuseFromInside('releaseBusOff');
    this.bus.releaseBusOff(this.memberOf(node).station, this.timeUs);
  }

  /** Nobody waits for this node's frames: see {@link VirtualBus.isIdle}. */
  setBackground(node: BusNode<Event>): void {
    this.memberOf(node).station.background = true;
  }

  /** The node's controller: queue length, error counters, error state. */
  stationOf(node: BusNode<Event>): Readonly<Station> {
    return this.memberOf(node).station;
  }

  /** The nodes that have a frame to send, and since when the first one waits. */
  waiting(): readonly { readonly name: string; readonly sinceUs: Micros }[] {
    return this.members
      .filter(({ station }) => station.queue.length > 0)
      .map(({ station: { name, queue } }) => ({ name, sinceUs: queue.headReadyUs() }));
  }

  /** @param frames collects all frames that are on their way */
  snapshot(frames: FrameTable): NetworkSnapshot {
    this.refuseFromInside('snapshot');
    return {
      nowUs: this.timeUs,
      stepsAtThisInstant: this.stepsAtThisInstant,
      nodes: this.members.map(({ node }) => ({ name: node.name, deadlineUs: node.deadlineUs() })),
      bus: this.bus.snapshot(frames),
    };
  }

  /**
   * Restores the state of this network, or of one with the same options. The nodes must be restored before it, and
   * interceptors inserted after it. The controller of a node that is not attached now continues alone; a node that was
   * not attached then stays, as the last.
   *
   * @throws NetworkUseError from inside
   */
  restore(snapshot: NetworkSnapshot, frameAt: FrameAt): void {
    this.refuseFromInside('restore');
    const before = this.members.map(({ node }) => node);
    const nodes = before.filter((node) => !(node instanceof AbsentNode));
    const members = this.bus.restore(snapshot.bus, frameAt).map((station) => {
      const node = nodes.find(({ name }) => name === station.name);
      return networkMember(station, node ?? new AbsentNode(station.name));
    });
    for (const node of nodes) {
      if (!members.some(({ station }) => station.name === node.name)) {
        members.push(networkMember(this.bus.addStation(node.name), node));
      }
    }
    this.members.splice(0, Infinity, ...members);
    this.timeUs = snapshot.nowUs;
    this.stepsAtThisInstant = snapshot.stepsAtThisInstant;
    const sameNodes = members.length === before.length && members.every(({ node }, index) => node === before[index]);
    if (sameNodes) this.readDeadlines();
    else this.reindex();
  }

  /** The next thing due by `limitUs`. Linear search: a car has few nodes. */
  private step(limitUs: Micros): boolean {
    const deadlines = this.deadlines;
    let dueUs = NEVER_US;
    let index = -1;
    for (let i = 0; i < deadlines.length; i++) {
      const deadlineUs = deadlines[i] ?? NEVER_US;
      if (deadlineUs < dueUs) {
        dueUs = deadlineUs;
        index = i;
      }
    }
    const busUs = this.bus.deadlineUs;
    if (dueUs <= busUs) {
      if (dueUs > limitUs || index < 0) return false;
      this.fireNode(index, dueUs);
    } else {
      if (busUs > limitUs) return false;
      this.fireBus(busUs);
    }
    return true;
  }

  private fireNode(index: number, dueUs: Micros): void {
    const member = this.members[index];
    if (member === undefined) return;
    const node = member.node;
    // A deadline that was already past when the node reported it is due at once.
    if (dueUs > this.timeUs) this.moveTo(dueUs);
    if (++this.stepsAtThisInstant > MAX_STEPS_AT_ONE_INSTANT) {
      throw new StallError(`node ${node.name}`, this.timeUs, MAX_STEPS_AT_ONE_INSTANT);
    }
    if (member.relay === null) node.onDeadline(this.timeUs, this.outbox);
    else member.relay.onDeadline(this.timeUs, this.outbox);
    this.drain(index);
  }

  private fireBus(dueUs: Micros): void {
    if (dueUs > this.timeUs) this.moveTo(dueUs);
    const bus = this.bus;
    const outcome = bus.onDeadline(dueUs);
    const frame = bus.endedFrame;
    const sender = bus.endedStation;
    if (outcome === 0 || frame === null || sender === null) return;
    this.observer.frame(dueUs, frame, sender.name);
    if ((outcome & DELIVERED) !== 0) this.deliver(frame, sender, dueUs);
    if ((outcome & CONFIRMED) !== 0) this.confirm(frame, sender, dueUs);
  }

  private deliver(frame: CanFrame, sender: Station, nowUs: Micros): void {
    this.receivers ??= new ReceiverTable(this.members.map(({ node }) => node));
    const receivers = this.receivers.of(frame);
    for (const index of receivers) {
      const member = this.members[index];
      if (member === undefined || member.station === sender || member.station.busOff) continue;
      if (member.relay === null) member.node.onFrame(frame, nowUs, this.outbox);
      else member.relay.fromBus(frame, nowUs);
      this.drain(index);
    }
  }

  private confirm(frame: CanFrame, sender: Station, nowUs: Micros): void {
    const members = this.members;
    for (let i = 0; i < members.length; i++) {
      const member = members[i];
      if (member?.station !== sender) continue;
      if (member.confirms !== null && !member.confirms.has(frame.id)) return;
      if (member.relay === null) member.node.onFrameSent(frame, nowUs, this.outbox);
      else member.relay.sent(frame, nowUs);
      this.drain(i);
      return;
    }
  }

  /** Performs what the node put into the outbox, and reads its deadline again. */
  private drain(index: number): void {
    const member = this.members[index];
    if (member === undefined) return;
    const { node, station, relay } = member;
    const { outbox, timeUs } = this;
    if (relay !== null) for (const frame of relay.settle(timeUs, outbox)) this.bus.request(station, frame, timeUs);
    for (let i = 0; i < outbox.frameCount; i++) {
      const frame = outbox.frames[i];
      if (frame !== undefined) this.bus.request(station, frame, timeUs);
    }
    outbox.frameCount = 0;
    if (outbox.events.length > 0)
      for (const event of outbox.takeEvents()) this.observer.event(timeUs, node.name, event);
    this.deadlines[index] = relay === null ? node.deadlineUs() : relay.deadlineUs();
  }

  private moveTo(timeUs: Micros): void {
    if (timeUs === this.timeUs) return;
    this.timeUs = timeUs;
    this.stepsAtThisInstant = 0;
  }

  private reindex(): void {
    this.receivers = null;
    this.readDeadlines();
  }

  private readDeadlines(): void {
    this.deadlines = Float64Array.from(this.members, ({ node, relay }) => (relay ?? node).deadlineUs());
  }

  private memberOf(node: BusNode<Event>): NetworkMember<Event> {
    const member = this.members.find((candidate) => candidate.node === node);
    if (member === undefined) assert.fail(`node ${node.name} is not attached`);
    return member;
  }

  private refuseFromInside(what: string): void {
    if (this.busy) assert.fail(`${what} from inside a node or an observer`);
  }

  private enter(what: string): void {
    this.refuseFromInside(what);
    this.busy = true;
  }

  private leave(): void {
    this.busy = false;
    this.outbox.clear();
  }
}
