import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import { NOT_LOGGED, type FrameGroup, type GroupPlaces } from '../frame/frame-group.ts';
import { arbitrationRank } from './arbitration.ts';
import { INTERMISSION_BITS, type BitTiming } from './bit-timing.ts';
import type { BusNode, NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { NodeTable } from './node-table.ts';
import type { RepeatedFrames } from './repeated-frames.ts';

/** What a node knows of what a slot sends: from this frame nothing follows, as long as the node has acted so often. */
export interface Knowledge {
  frame: CanFrame | null;
  acts: number;
  /** When the frame came last. */
  lastUs: Micros;
  /** The node has yet to be notified of that. */
  isBehind: boolean;
}

/** A frame that a node repeats. */
export interface Slot<Event extends NodeEvent> {
  readonly sender: NetworkMember<Event>;
  /** The sender's index among the nodes. */
  readonly index: number;
  readonly name: string;
  readonly repeats: RepeatedFrames;
  /** Its index among the frames that the sender repeats. */
  readonly place: number;
  /** Of each node. */
  readonly known: readonly Knowledge[];
}

/** A node that is notified of a frame of a round. */
export interface Hearer<Event extends NodeEvent> {
  readonly node: BusNode<Event>;
  /** Its index among the nodes. */
  readonly index: number;
  readonly repeats: RepeatedFrames | null;
  /** The frame, by its index among those that win the bus. */
  readonly of: number;
  /** It has sent it itself. */
  readonly isSender: boolean;
  /** It is asked first whether anything follows from it. */
  readonly notices: boolean;
  /** It takes when the frame came. */
  readonly isTimed: boolean;
  /** What is said for this long after the frame is true of the next of it, too. */
  readonly againUs: Micros;
  readonly known: Knowledge;
}

/**
 * Frames that are due at the same instant on a free bus: in which order they win it, when each of them ends, and who is
 * notified of it. All is worked out once and stays true while the frames are the same objects.
 */
export class Round<Event extends NodeEvent> implements FrameGroup {
  /** In order of the nodes, and of the frames of each: the order in which they are requested. */
  readonly slots: readonly Slot<Event>[];
  /** Those that send one, in the order in which they win the bus; their frames and names. */
  readonly winners: Slot<Event>[] = [];
  readonly frames: CanFrame[] = [];
  readonly senders: string[] = [];
  /** In order of the frames, and of the nodes; the sender of each is the last. */
  readonly hearers: Hearer<Event>[] = [];
  /** Of each winner: from the instant to its end. */
  readonly endsUs: Float64Array;
  /** Of each winner from the instant to its start, from there to its end, and from the instant to where the wire is free. */
  readonly startUnits: Float64Array;
  readonly units: Float64Array;
  readonly freeUnits: Float64Array;
  /** From the instant until the wire is free again, or a microsecond longer. */
  spanUs: Micros = 1;
  readonly logged: GroupPlaces;
  /**
   * In this era of its user, and before this instant, nothing follows from it but that it passed: the frames are the same,
   * and all that hear them know them.
   */
  era = -1;
  steadyUntilUs: Micros = 0;
  /** Those that take when a frame came that they know. */
  readonly timed: Hearer<Event>[] = [];
  /** From the instant until the wire is free. */
  totalUnits = 0;
  /** Of each slot; null where none is sent. */
  readonly #taken: (CanFrame | null)[];
  /** Of each slot that sends one: its index among the winners. */
  readonly #wins: Uint8Array;
  /** Of each node: 1 where it hears any of its frames. */
  readonly #reached: Uint8Array;
  /** Where its frames come from. */
  readonly #sources: readonly RepeatedFrames[];
  readonly #timing: BitTiming;
  readonly #nodes: NodeTable<Event>;

  constructor(slots: readonly Slot<Event>[], timing: BitTiming, nodes: NodeTable<Event>) {
    this.slots = slots;
    this.#taken = slots.map(() => null);
    this.endsUs = new Float64Array(slots.length);
    this.startUnits = new Float64Array(slots.length);
    this.units = new Float64Array(slots.length);
    this.freeUnits = new Float64Array(slots.length);
    this.logged = { part: null, places: new Int32Array(slots.length), isPartial: true };
    this.#wins = new Uint8Array(slots.length);
    this.#reached = new Uint8Array(nodes.members.length);
    this.#sources = [...new Set(slots.map(({ repeats }) => repeats))];
    this.#timing = timing;
    this.#nodes = nodes;
  }

  reaches(index: number): boolean {
    return this.#reached[index] === 1;
  }

  /** All that hear it know it now. @param era see {@link era} */
  settle(era: number): void {
    let untilUs = NEVER_US;
    for (const { steadyUntilUs } of this.#sources) untilUs = Math.min(untilUs, steadyUntilUs);
    this.era = era;
    this.steadyUntilUs = untilUs;
  }

  /** Takes the frames that the nodes send at this instant. @returns whether they are the ones that it knows */
  poll(nowUs: Micros): boolean {
    const { slots } = this;
    const taken = this.#taken;
    let isCurrent = true;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot !== undefined && slot.repeats.poll(slot.place, nowUs) !== taken[i]) isCurrent = false;
    }
    return isCurrent;
  }

  /** Works it out for the frames that the nodes have taken, where they are not the ones that it knows. */
  bringUpToDate(): void {
    const { slots } = this;
    const taken = this.#taken;
    let from = Infinity;
    let isSameOrder = true;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      const before = taken[i] ?? null;
      const frame = slot?.repeats.frameOf(slot.place) ?? null;
      if (frame === before) continue;
      taken[i] = frame;
      // Data alone decides no arbitration between nodes.
      if (frame === null || before === null || !sameHead(before, frame)) isSameOrder = false;
      else from = Math.min(from, this.#exchange(this.#wins[i] ?? 0, frame));
    }
    if (!isSameOrder) {
      this.#putInOrder();
      from = 0;
    }
    if (from < Infinity) this.#measure(from);
  }

  /** @returns from where on the frames take another time than before */
  #exchange(of: number, frame: CanFrame): number {
    const units = this.#timing.frameUnits(frame);
    this.frames[of] = frame;
    this.logged.places[of] = NOT_LOGGED;
    this.logged.isPartial = true;
    if (units === this.units[of]) return Infinity;
    this.units[of] = units;
    return of;
  }

  #putInOrder(): void {
    const { slots, winners, frames, senders } = this;
    winners.splice(0, Infinity, ...inArbitration(slots));
    frames.length = 0;
    senders.splice(0, Infinity, ...winners.map(({ name }) => name));
    for (const [of, slot] of winners.entries()) {
      this.#wins[slots.indexOf(slot)] = of;
      const frame = slot.repeats.frameOf(slot.place);
      if (frame !== null) this.#exchange(of, frame);
    }
    this.hearers.splice(0, Infinity, ...winners.flatMap((slot, of) => this.#hearersOf(slot, of)));
    this.timed.splice(0, Infinity, ...this.hearers.filter(({ isTimed }) => isTimed));
    this.#reached.fill(0);
    for (const { index } of this.hearers) this.#reached[index] = 1;
  }

  #hearersOf(slot: Slot<Event>, of: number): readonly Hearer<Event>[] {
    const { sender, index, repeats, place } = slot;
    const frame = repeats.frameOf(place);
    if (frame === null) return [];
    const others = this.#nodes.receiversOf(frame).filter((receiver) => receiver !== index);
    const confirms = sender.confirms === null || sender.confirms.has(frame.id);
    return [...others, ...(confirms ? [index] : [])].flatMap((hearer) => this.#hearerOf(slot, of, hearer));
  }

  #hearerOf({ index, repeats, place, known }: Slot<Event>, of: number, hearer: number): readonly Hearer<Event>[] {
    const member = this.#nodes.members[hearer];
    const knowledge = known[hearer];
    if (member === undefined || knowledge === undefined) return [];
    const { node } = member;
    const isSender = hearer === index;
    const notices = !isSender && node.hearsAgain !== undefined;
    const isTimed = notices && node.heardAgain !== undefined;
    // Frames that are due at the same time may delay each other by up to one interval.
    const againUs = 2 * repeats.cycleUs(place);
    return [
      { node, index: hearer, repeats: member.repeats, of, isSender, notices, isTimed, againUs, known: knowledge },
    ];
  }

  /** @param from index of the first frame that begins or ends at another time than before */
  #measure(from: number): void {
    const timing = this.#timing;
    const intermission = INTERMISSION_BITS * timing.unitsPerBit;
    const count = this.frames.length;
    let total = from === 0 ? 0 : (this.freeUnits[from - 1] ?? 0);
    for (let i = from; i < count; i++) {
      const units = this.units[i] ?? 0;
      this.startUnits[i] = total;
      this.endsUs[i] = timing.ceilMicros(total + units);
      total += units + intermission;
      this.freeUnits[i] = total;
    }
    this.totalUnits = total;
    this.spanUs = timing.ceilMicros(total) + 1;
  }
}

/** Whether two frames have the same rank in arbitration and the same receivers. */
export function sameHead(one: CanFrame, other: CanFrame): boolean {
  return one.id === other.id && one.extended === other.extended && one.kind === other.kind && one.fd === other.fd;
}

interface Waiting<Event extends NodeEvent> {
  readonly slot: Slot<Event>;
  readonly rank: number;
}

/** Of the first frame of each node, as they would stand in the queues, the one with the lowest rank; and so on. */
function inArbitration<Event extends NodeEvent>(slots: readonly Slot<Event>[]): readonly Slot<Event>[] {
  const waiting: Waiting<Event>[] = [];
  for (const slot of slots) {
    const frame = slot.repeats.frameOf(slot.place);
    if (frame !== null) waiting.push({ slot, rank: arbitrationRank(frame) });
  }
  const won: Slot<Event>[] = [];
  while (waiting.length > 0) {
    const heads = waiting.filter(({ slot }, i) => slot.index !== waiting[i - 1]?.slot.index);
    const winner = heads.reduce((best, head) => (head.rank < best.rank ? head : best));
    waiting.splice(waiting.indexOf(winner), 1);
    won.push(winner.slot);
  }
  return won;
}
