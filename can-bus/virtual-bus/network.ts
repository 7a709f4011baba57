import assert from 'node:assert/strict';

import type { FrameAt, FrameTable } from '../frame/frame-table.ts';
import { MICROS_PER_SECOND, NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { AbsentNode } from './absent-node.ts';
import type { BusEventSink } from './bus-event.ts';
import type { BusNode, NodeEvent, Outbox } from './bus-node.ts';
import type { VirtualBusOptions } from './bus-options.ts';
import type { Interceptor } from './interceptor.ts';
import type { BusSnapshot } from './bus-snapshot.ts';
import { networkMember } from './network-member.ts';
import type { NetworkMember } from './network-member.ts';
import type { NetworkObserver } from './network-observer.ts';
import { NodeTable } from './node-table.ts';
import { QuietLane } from './quiet-lane.ts';
import { Relay } from './relay.ts';
import type { Station } from './station.ts';
import { CONFIRMED, DELIVERED, VirtualBus } from './virtual-bus.ts';

/** Default duration limit of {@link VirtualNetwork.settle}. */
export const DEFAULT_SETTLE_US: Micros = 60 * MICROS_PER_SECOND;

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
  private readonly nodes: NodeTable<Event>;
  private readonly lane: QuietLane<Event>;
  private busy = false;

  /** @throws RangeError for an impossible bit rate */
  constructor(options: VirtualBusOptions, observer: NetworkObserver<Event>) {
    this.observer = observer;
    this.bus = new VirtualBus(options, (timeUs, event) => observer.bus(timeUs, event));
    this.nodes = new NodeTable(this.bus, observer, options.startUs ?? 0);
    this.lane = new QuietLane(this.nodes, this.bus, observer);
  }

  get nowUs(): Micros {
    return this.nodes.timeUs;
  }

  /**
   * Attaches a node. One that {@link restore} found absent gets its place back. @throws AssertionError if a node of
   * that name is attached
   */
  attach(node: BusNode<Event>): void {
    this.refuseFromInside('attach');
    const index = this.nodes.members.findIndex((member) => member.node.name === node.name);
    const present = this.nodes.members[index];
    if (present === undefined) this.nodes.members.push(networkMember(this.bus.addStation(node.name), node));
    else if (present.node instanceof AbsentNode) this.nodes.members[index] = networkMember(present.station, node);
    else assert.fail(`a node called ${node.name} is attached already`);
    this.reindex();
  }

  /** Detaches a node, with everything it has queued; see {@link clearQueue}. */
  detach(node: BusNode<Event>): void {
    this.refuseFromInside('detach');
    const member = this.memberOf(node);
    this.bus.removeStation(member.station, this.nodes.timeUs);
    this.nodes.members.splice(this.nodes.members.indexOf(member), 1);
    this.reindex();
  }

  /** The next instant at which something happens without input; `NEVER_US` if nothing will. */
  deadlineUs(): Micros {
    this.nodes.firstDue();
    return Math.max(Math.min(this.bus.deadlineUs, this.nodes.firstDueUs), this.nodes.timeUs);
  }

  /**
   * Processes everything due up to and including `limitUs`, in order; afterwards the time is `limitUs`. A frame on the
   * wire then stays on the wire.
   *
   * @param stops asked after each event, but of frames that nodes repeat only after one on which a node acts; true leaves
   * time at that instant
   * @returns false where it stopped
   * @throws AssertionError if that instant is past, or from inside
   * @throws StallError naming the node whose deadline does not move
   */
  advanceTo(limitUs: Micros, stops: () => boolean = never): boolean {
    if (!(limitUs >= this.nodes.timeUs)) {
      assert.fail(`time cannot go back from ${this.nodes.timeUs} µs to ${limitUs} µs`);
    }
    this.enter('advanceTo');
    try {
      while (this.go(limitUs)) if (stops()) return false;
    } finally {
      this.leave();
    }
    this.nodes.moveTo(limitUs);
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
      return this.step(limitUs, this.nodes.firstDue());
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
    this.advanceTo(this.nodes.timeUs);
    const index = this.indexOf(node);
    this.enter('apply');
    try {
      const result = action(this.nodes.outbox, this.nodes.timeUs);
      this.nodes.drain(index);
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
  settle(limitUs: Micros = this.nodes.timeUs + DEFAULT_SETTLE_US): Micros {
    this.advanceTo(this.nodes.timeUs);
    this.enter('settle');
    try {
      while (!this.isIdle() && this.step(limitUs, this.nodes.firstDue()));
    } finally {
      this.leave();
    }
    return this.nodes.timeUs;
  }

  /**
   * Nothing on the wire, nothing queued, and no node will act without input. Repeated frames that a fault delays are left
   * out: with a delay longer than their interval, there is always one that waits.
   */
  isIdle(): boolean {
    if (!this.bus.isIdle() && !this.onlyDelaysRepeatedFrames()) return false;
    const { members } = this.nodes;
    for (const { node, relay } of members) {
      if (node.hasPendingWork() || relay?.interceptor.hasPendingWork() === true) return false;
    }
    return true;
  }

  private onlyDelaysRepeatedFrames(): boolean {
    const { timeUs, members } = this.nodes;
    // Without a fault what is to be sent is on the wire; where the first one is delayed, all are.
    if ((this.bus.sender?.readyUs() ?? timeUs) <= timeUs) return false;
    return members.every(({ node, station }) => {
      return station.background || station.queue.length === 0 || node.repeats !== undefined;
    });
  }

  /**
   * A node's controller loses its supply: its queue and error counters are cleared, and its frame on the wire ends as
   * an error frame and is not sent again.
   */
  clearQueue(node: BusNode<Event>): void {
    this.refuseFromInside('clearQueue');
    const member = this.memberOf(node);
    this.bus.resetStation(member.station, this.nodes.timeUs);
    member.relay?.reset();
    this.nodes.readDeadlines();
  }

  /** Inserts an interceptor between the node and the bus, replacing any other; null removes it. */
  interpose(node: BusNode<Event>, interceptor: Interceptor | null): void {
    this.refuseFromInside('interpose');
    const member = this.memberOf(node);
    const report: BusEventSink = (timeUs, event) => this.observer.bus(timeUs, event);
    member.relay = interceptor === null ? null : new Relay(interceptor, node, report);
    this.nodes.readDeadlines();
  }

  /** Mutes the node, so that its frames are lost before they reach the wire, or unmutes it. */
  mute(node: BusNode<Event>, on: boolean): void {
    this.memberOf(node).station.muted = on;
  }

  /** See {@link VirtualBus.forceBusOff}. */
  forceBusOff(node: BusNode<Event>, held: boolean): void {
    this.refuseFromInside('forceBusOff');
    this.bus.forceBusOff(this.memberOf(node).station, held, this.nodes.timeUs);
  }

  /** See {@link VirtualBus.releaseBusOff}. */
  releaseBusOff(node: BusNode<Event>): void {
    this.refuseFromInside('releaseBusOff');
    this.bus.releaseBusOff(this.memberOf(node).station, this.nodes.timeUs);
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
    return this.nodes.members
      .filter(({ station }) => station.queue.length > 0)
      .map(({ station: { name, queue } }) => ({ name, sinceUs: queue.headReadyUs() }));
  }

  /** @param frames collects all frames that are on their way */
  snapshot(frames: FrameTable): NetworkSnapshot {
    this.refuseFromInside('snapshot');
    return {
      nowUs: this.nodes.timeUs,
      stepsAtThisInstant: this.nodes.stepsAtThisInstant,
      nodes: this.nodes.members.map(({ node }) => ({ name: node.name, deadlineUs: node.deadlineUs() })),
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
    const before = this.nodes.members.map(({ node }) => node);
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
    this.nodes.members.splice(0, Infinity, ...members);
    this.nodes.timeUs = snapshot.nowUs;
    this.nodes.stepsAtThisInstant = snapshot.stepsAtThisInstant;
    this.lane.forget();
    const sameNodes = members.length === before.length && members.every(({ node }, index) => node === before[index]);
    if (sameNodes) this.nodes.readDeadlines();
    else this.reindex();
  }

  /** The next thing due by `limitUs`, or where only repeated frames are due, as many of these as go the short way. */
  private go(limitUs: Micros): boolean {
    const { nodes } = this;
    const index = nodes.firstDue();
    // An index of −1 is not looked up: this takes V8 longer than all the rest.
    if (index >= 0 && nodes.firstDueUs <= limitUs && this.bus.deadlineUs === NEVER_US) {
      const repeats = nodes.members[index]?.repeats;
      if (repeats?.nextUs === nodes.firstDueUs && this.lane.run(limitUs)) return true;
    }
    return this.step(limitUs, index);
  }

  /** The next thing due by `limitUs`. @param index of the node that is due first */
  private step(limitUs: Micros, index: number): boolean {
    const { nodes } = this;
    const dueUs = nodes.firstDueUs;
    const busUs = this.bus.deadlineUs;
    if (dueUs <= busUs) {
      if (dueUs > limitUs || index < 0) return false;
      // A deadline that was already past when the node reported it is due at once.
      if (dueUs > nodes.timeUs) nodes.moveTo(dueUs);
      nodes.fire(index);
    } else {
      if (busUs > limitUs) return false;
      this.fireBus(busUs);
    }
    return true;
  }

  private fireBus(dueUs: Micros): void {
    const { nodes, bus } = this;
    if (dueUs > nodes.timeUs) nodes.moveTo(dueUs);
    const { frame, sender } = bus;
    const outcome = bus.onDeadline(dueUs);
    if (outcome === 0 || frame === null || sender === null) return;
    this.observer.frame(dueUs, frame, sender.name);
    if ((outcome & DELIVERED) !== 0) nodes.deliver(frame, sender);
    if ((outcome & CONFIRMED) !== 0) nodes.confirm(frame, sender);
  }

  private reindex(): void {
    this.nodes.reindex();
    this.lane.forget();
  }

  private memberOf(node: BusNode<Event>): NetworkMember<Event> {
    const member = this.nodes.members[this.indexOf(node)];
    assert(member !== undefined);
    return member;
  }

  private indexOf(node: BusNode<Event>): number {
    const { members } = this.nodes;
    for (let index = 0; index < members.length; index++) if (members[index]?.node === node) return index;
    assert.fail(`node ${node.name} is not attached`);
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
    this.nodes.outbox.clear();
  }
}
