import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { NOT_LOGGED, type FrameGroup, type GroupPlaces } from '../frame/frame-group.ts';
import { arbitrationRank } from './arbitration.ts';
import { INTERMISSION_BITS, type BitTiming } from './bit-timing.ts';
import type { BusNode, NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { NodeTable } from './node-table.ts';
import type { RepeatedFrames } from './repeated-frames.ts';

/** A frame that a node repeats. */
export interface Slot<Event extends NodeEvent> {
  readonly sender: NetworkMember<Event>;
  /** The sender's index among the nodes. */
  readonly index: number;
  readonly name: string;
  readonly repeats: RepeatedFrames;
  /** Its index among the frames that the sender repeats. */
  readonly place: number;
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
  /** Of each slot; null where none is sent. */
  readonly #taken: (CanFrame | null)[];
  /** Of each slot that sends one: its index among the winners. */
  readonly #wins: Uint8Array;
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
    this.#timing = timing;
    this.#nodes = nodes;
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
  }

  #hearersOf({ sender, index, repeats, place }: Slot<Event>, of: number): readonly Hearer<Event>[] {
    const frame = repeats.frameOf(place);
    if (frame === null) return [];
    const hearers = this.#nodes.receiversOf(frame).flatMap((receiver): Hearer<Event>[] => {
      const member = this.#nodes.members[receiver];
      if (member === undefined || member === sender) return [];
      const { node, repeats: own } = member;
      return [{ node, index: receiver, repeats: own, of, isSender: false, notices: node.hearsAgain !== undefined }];
    });
    const confirms = sender.confirms === null || sender.confirms.has(frame.id);
    return confirms ? [...hearers, { node: sender.node, index, repeats, of, isSender: true, notices: false }] : hearers;
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
