import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { arbitrationRank } from './arbitration.ts';
import { INTERMISSION_BITS, type BitTiming } from './bit-timing.ts';
import type { NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { RepeatedFrames } from './repeated-frames.ts';

/** A node, and its index among the nodes. */
export interface Receiver<Event extends NodeEvent> {
  readonly member: NetworkMember<Event>;
  readonly index: number;
}

/** A frame that a node repeats, and who hears it. */
export interface Slot<Event extends NodeEvent> {
  readonly sender: NetworkMember<Event>;
  /** The sender's index among the nodes. */
  readonly index: number;
  readonly name: string;
  readonly repeats: RepeatedFrames;
  /** Its index among the frames that the sender repeats. */
  readonly place: number;
  /** The frame that the following is true of; null: none yet. */
  frame: CanFrame | null;
  receivers: readonly Receiver<Event>[];
  confirms: boolean;
}

/**
 * Frames that are due at the same instant on a free bus: in which order they win it, and when each of them ends. Both are
 * worked out once and stay true while the frames are the same objects.
 */
export class Round<Event extends NodeEvent> {
  /** In order of the nodes, and of the frames of each: the order in which they are requested. */
  readonly slots: readonly Slot<Event>[];
  /** Their frames; null where none is sent. */
  readonly frames: (CanFrame | null)[];
  /** Those that send one, in the order in which they win the bus, and their frames. */
  readonly winners: Slot<Event>[] = [];
  readonly won: CanFrame[] = [];
  /** Of each winner: from the instant to its end. */
  readonly endsUs: Float64Array;
  /** Of each winner from the instant to its start, from there to its end, and from the instant to where the wire is free. */
  readonly startUnits: Float64Array;
  readonly units: Float64Array;
  readonly freeUnits: Float64Array;
  /** From the instant until the wire is free again, or a microsecond longer. */
  spanUs: Micros = 0;
  /** The greatest number of frames of one node. */
  readonly mostOfOne: number;
  readonly #timing: BitTiming;

  constructor(slots: readonly Slot<Event>[], timing: BitTiming) {
    this.slots = slots;
    this.frames = slots.map(() => null);
    this.endsUs = new Float64Array(slots.length);
    this.startUnits = new Float64Array(slots.length);
    this.units = new Float64Array(slots.length);
    this.freeUnits = new Float64Array(slots.length);
    this.mostOfOne = Math.max(0, ...slots.map(({ index }) => slots.filter((other) => other.index === index).length));
    this.#timing = timing;
  }

  /** Takes the frames that the nodes send at this instant. @returns whether they are the ones that it knows */
  poll(nowUs: Micros): boolean {
    const { slots } = this;
    let isCurrent = true;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot !== undefined && !this.#knows(slot, i, slot.repeats.poll(slot.place, nowUs))) isCurrent = false;
    }
    return isCurrent;
  }

  /** Whether the frames that the nodes have taken are the ones that it knows. */
  isCurrent(): boolean {
    const { slots } = this;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot !== undefined && !this.#knows(slot, i, slot.repeats.frameOf(slot.place))) return false;
    }
    return true;
  }

  /** Who hears the slot's frame may be known of another one, which went in another round. */
  #knows(slot: Slot<Event>, i: number, frame: CanFrame | null): boolean {
    return frame === this.frames[i] && (frame === slot.frame || frame === null);
  }

  /** Works it out for the frames that the nodes have taken. */
  bringUpToDate(): void {
    const { slots, frames } = this;
    let isSameOrder = true;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      const before = frames[i] ?? null;
      const frame = slot?.repeats.frameOf(slot.place) ?? null;
      // Data alone decides no arbitration between nodes.
      if (frame !== before && (frame === null || before === null || !sameHead(before, frame))) isSameOrder = false;
      frames[i] = frame;
    }
    if (!isSameOrder) this.winners.splice(0, Infinity, ...inArbitration(slots));
    this.#measure();
  }

  #measure(): void {
    const timing = this.#timing;
    const intermission = INTERMISSION_BITS * timing.unitsPerBit;
    const { winners } = this;
    let total = 0;
    for (let i = 0; i < winners.length; i++) {
      const slot = winners[i];
      const frame = slot?.repeats.frameOf(slot.place) ?? null;
      if (frame === null) continue;
      const units = timing.frameUnits(frame);
      this.won[i] = frame;
      this.startUnits[i] = total;
      this.units[i] = units;
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
