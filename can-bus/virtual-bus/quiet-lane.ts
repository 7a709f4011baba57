import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import { arbitrationRank } from './arbitration.ts';
import type { NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { NetworkObserver } from './network-observer.ts';
import type { NodeTable } from './node-table.ts';
import type { RepeatedFrames } from './repeated-frames.ts';
import type { VirtualBus } from './virtual-bus.ts';

/** A node, and its index among the nodes. */
interface Receiver<Event extends NodeEvent> {
  readonly member: NetworkMember<Event>;
  readonly index: number;
}

/** A frame that a node repeats, and what is known of it as long as it is the same. */
interface Slot<Event extends NodeEvent> {
  readonly sender: NetworkMember<Event>;
  /** The sender's index among the nodes. */
  readonly index: number;
  readonly name: string;
  readonly repeats: RepeatedFrames;
  /** Its index among the frames that the sender repeats. */
  readonly place: number;
  frame: CanFrame | null;
  rank: number;
  /** See `BitTiming.mostMicros`. */
  mostUs: Micros;
  receivers: readonly Receiver<Event>[];
  confirms: boolean;
}

function slotsOf<Event extends NodeEvent>(sender: NetworkMember<Event>, index: number): Slot<Event>[] {
  const { repeats } = sender;
  if (repeats === null) return [];
  const { name } = sender.node;
  const unknown = { frame: null, rank: 0, mostUs: 0, receivers: [], confirms: false };
  return Array.from({ length: repeats.count }, (_, place) => ({ sender, index, name, repeats, place, ...unknown }));
}

/**
 * The shorter way of the frames that nodes repeat (see {@link RepeatedFrames}), while nobody else has anything to do and
 * the bus is free of frames and of faults. What is due at one instant goes over the wire in the order of arbitration,
 * without queue and deadline, and to those that listen. The first node that acts on a frame ends it. All happens at the
 * instants and in the order of the longer way.
 */
export class QuietLane<Event extends NodeEvent> {
  readonly #nodes: NodeTable<Event>;
  readonly #bus: VirtualBus;
  readonly #observer: NetworkObserver<Event>;
  /** `#slots` are those of the nodes that are attached. */
  #known = false;
  /** In order of the nodes, and of the frames of each. */
  #slots: readonly Slot<Event>[] = [];
  /** When each of them is due, and the first of these. */
  #dueUs: Float64Array = new Float64Array(0);
  #nextUs: Micros = NEVER_US;
  /** Those that are due at one instant and not yet sent, in order: `#count` of them. */
  readonly #waiting: Slot<Event>[] = [];
  #count = 0;
  /** When each node does anything else than repeat its frames, and the first of these. */
  #othersUs: Float64Array = new Float64Array(0);
  #firstOtherUs: Micros = NEVER_US;

  constructor(nodes: NodeTable<Event>, bus: VirtualBus, observer: NetworkObserver<Event>) {
    this.#nodes = nodes;
    this.#bus = bus;
    this.#observer = observer;
  }

  /** To be called after a change of the nodes. */
  forget(): void {
    this.#known = false;
  }

  /**
   * Passes what is due up to and including `limitUs`, as far as it can.
   *
   * @param stops asked after each frame; true ends it
   * @returns false where there is nothing that it can pass
   */
  run(limitUs: Micros, stops: () => boolean): boolean {
    const nodes = this.#nodes;
    if (!this.#known) this.#meet();
    this.#readDue();
    let dueUs = this.#nextUs;
    if (dueUs > limitUs || nodes.hasRelays || !this.#bus.isFreeAt(dueUs)) return false;
    this.#readOthers();
    if (dueUs >= this.#firstOtherUs || dueUs < nodes.timeUs) return false;
    do {
      nodes.moveTo(dueUs);
      const lastUs = this.#takeDue(dueUs);
      let goesOn = lastUs <= limitUs && lastUs < this.#firstOtherUs && lastUs < this.#nextUs;
      while (goesOn && this.#count > 0) goesOn = !this.#passOne(dueUs) && !stops();
      if (!goesOn) {
        this.#queueTheRest(dueUs);
        return true;
      }
      dueUs = this.#nextUs;
    } while (dueUs <= limitUs && dueUs < this.#firstOtherUs);
    return true;
  }

  #meet(): void {
    this.#known = true;
    this.#slots = this.#nodes.members.flatMap((sender, index) => slotsOf(sender, index));
    this.#dueUs = new Float64Array(this.#slots.length);
    this.#othersUs = new Float64Array(this.#nodes.members.length);
  }

  #readOthers(): void {
    const { members, deadlines } = this.#nodes;
    let firstUs = NEVER_US;
    for (let index = 0; index < members.length; index++) {
      const otherUs = members[index]?.repeats?.otherUs ?? deadlines[index] ?? NEVER_US;
      this.#othersUs[index] = otherUs;
      if (otherUs < firstUs) firstUs = otherUs;
    }
    this.#firstOtherUs = firstUs;
  }

  #readDue(): void {
    const slots = this.#slots;
    let nextUs = NEVER_US;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot === undefined) continue;
      const dueUs = slot.repeats.dueUs(slot.place);
      this.#dueUs[i] = dueUs;
      if (dueUs < nextUs) nextUs = dueUs;
    }
    this.#nextUs = nextUs;
  }

  /** @returns when all of it is over at the latest; `NEVER_US` where some of it would not reach the bus */
  #takeDue(dueUs: Micros): Micros {
    const due = this.#dueUs;
    let lastUs = dueUs;
    let nextUs = NEVER_US;
    let last = -1;
    let ofOne = 0;
    for (let i = 0; i < due.length; i++) {
      const otherUs = due[i] ?? NEVER_US;
      if (otherUs !== dueUs) {
        if (otherUs < nextUs) nextUs = otherUs;
        continue;
      }
      const slot = this.#slots[i];
      if (slot === undefined) continue;
      const { repeats, index, sender } = slot;
      if (index === last) ofOne++;
      else {
        ofOne = 1;
        this.#nodes.countStep(sender);
        last = index;
      }
      const frame = repeats.take(slot.place, dueUs);
      const followingUs = repeats.dueUs(slot.place);
      due[i] = followingUs;
      if (followingUs < nextUs) nextUs = followingUs;
      this.#nodes.deadlines[index] = repeats.deadlineUs();
      if (frame === null) continue;
      if (frame !== slot.frame) this.#learn(slot, frame);
      if (sender.station.muted || ofOne > this.#bus.queueLimit) lastUs = NEVER_US;
      lastUs += slot.mostUs;
      this.#waiting[this.#count++] = slot;
    }
    this.#nextUs = nextUs;
    return lastUs;
  }

  #learn(slot: Slot<Event>, frame: CanFrame): void {
    const { confirms } = slot.sender;
    const before = slot.frame;
    slot.frame = frame;
    slot.mostUs = this.#bus.timing.mostMicros(frame);
    if (
      before?.id === frame.id &&
      before.extended === frame.extended &&
      before.fd === frame.fd &&
      before.kind === frame.kind
    )
      return;
    slot.rank = arbitrationRank(frame);
    slot.receivers = this.#nodes.receiversOf(frame).flatMap((index) => {
      const member = this.#nodes.members[index];
      return member === undefined || member === slot.sender ? [] : [{ member, index }];
    });
    slot.confirms = confirms === null || confirms.has(frame.id);
  }

  /** The frame that wins arbitration. @returns whether a node acts on it */
  #passOne(dueUs: Micros): boolean {
    const nodes = this.#nodes;
    const slot = this.#takeWinner();
    const frame = slot?.frame;
    if (slot === undefined || frame === null || frame === undefined) return true;
    const endUs = this.#bus.pass(frame, dueUs);
    nodes.moveTo(endUs);
    this.#observer.frame(endUs, frame, slot.name);
    let acted = false;
    const { receivers } = slot;
    for (const receiver of receivers) {
      receiver.member.node.onFrame(frame, endUs, nodes.outbox);
      if (this.#acts(receiver.member, receiver.index)) acted = this.#follow(receiver.index, dueUs);
    }
    if (!slot.confirms) return acted;
    slot.sender.node.onFrameSent(frame, endUs, nodes.outbox);
    return this.#acts(slot.sender, slot.index) ? this.#follow(slot.index, dueUs) : acted;
  }

  /** Of the first frame of each node, as they would stand in the queues, the one with the lowest rank. */
  #takeWinner(): Slot<Event> | undefined {
    const waiting = this.#waiting;
    let best = 0;
    let winner = waiting[0];
    for (let i = 1; i < this.#count; i++) {
      const slot = waiting[i];
      if (slot === undefined || winner === undefined || slot.index === waiting[i - 1]?.index) continue;
      if (slot.rank >= winner.rank) continue;
      winner = slot;
      best = i;
    }
    this.#count--;
    for (let i = best; i < this.#count; i++) {
      const next = waiting[i + 1];
      if (next !== undefined) waiting[i] = next;
    }
    return winner;
  }

  /** The node that was called has sent or reported something, or has other plans than before. */
  #acts(member: NetworkMember<Event>, index: number): boolean {
    const { outbox, deadlines } = this.#nodes;
    if (outbox.frameCount > 0 || outbox.events.length > 0) return true;
    const { repeats } = member;
    if (repeats === null) return member.node.deadlineUs() !== deadlines[index];
    return repeats.otherUs !== this.#othersUs[index] || repeats.deadlineUs() !== deadlines[index];
  }

  /** What a node does takes its way over the queues, behind what is in them. */
  #follow(index: number, dueUs: Micros): boolean {
    this.#queueTheRest(dueUs);
    this.#nodes.drain(index);
    return true;
  }

  #queueTheRest(dueUs: Micros): void {
    for (let i = 0; i < this.#count; i++) {
      const slot = this.#waiting[i];
      if (slot !== undefined && slot.frame !== null) this.#bus.request(slot.sender.station, slot.frame, dueUs);
    }
    this.#count = 0;
  }
}
