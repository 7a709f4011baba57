import { NEVER_US, type Micros } from '../time/micros.ts';
import type { BitTiming } from './bit-timing.ts';
import type { NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { NodeTable } from './node-table.ts';
import type { RepeatedFrames } from './repeated-frames.ts';
import { Round, type Slot } from './round.ts';

/** With more frames that nodes repeat, there would be too many sets of those that are due together. */
const MOST_SLOTS = 12;
/** Phases that are kept; all ECUs of a car together have some ten in a second. */
const MOST_PHASES = 512;

/** A node that repeats frames. */
interface Repeater<Event extends NodeEvent> {
  readonly member: NetworkMember<Event>;
  /** Its index among the nodes. */
  readonly index: number;
  readonly repeats: RepeatedFrames;
  /** Of its first slot among all slots. */
  readonly firstSlot: number;
}

/** A node some of whose frames are due, and from there to where the next of all its frames is due. */
interface DueRepeater {
  readonly repeats: RepeatedFrames;
  readonly nextUs: Micros;
}

/** An instant at which frames are due, without its time: intervals repeat, and so do these. */
export interface Phase<Event extends NodeEvent> {
  readonly round: Round<Event>;
  readonly due: readonly DueRepeater[];
  /** From here to the next phase. */
  readonly afterUs: Micros;
  /** From here to where each slot is due next. */
  readonly restUs: Float64Array;
  /** Null: not yet known. */
  next: Phase<Event> | null;
}

/** When the nodes of a network repeat which frames. */
export class Timetable<Event extends NodeEvent> {
  readonly repeaters: readonly Repeater<Event>[];
  /** In order of the nodes, and of the frames of each. */
  readonly slots: readonly Slot<Event>[];
  readonly #timing: BitTiming;
  readonly #nodes: NodeTable<Event>;
  /** By the slots that are due, a bit each. */
  readonly #rounds = new Map<number, Round<Event>>();
  /** Those of each round. */
  readonly #phases = new Map<Round<Event>, Phase<Event>[]>();
  #kept = 0;
  /** Phases in a row that were not known before. */
  #unknown = 0;

  constructor(nodes: NodeTable<Event>, timing: BitTiming) {
    const repeaters: Repeater<Event>[] = [];
    const slots: Slot<Event>[] = [];
    for (const [index, member] of nodes.members.entries()) {
      const { repeats, node } = member;
      if (repeats === null) continue;
      repeaters.push({ member, index, repeats, firstSlot: slots.length });
      for (let place = 0; place < repeats.count; place++) {
        slots.push({ sender: member, index, name: node.name, repeats, place });
      }
    }
    this.repeaters = repeaters;
    this.slots = slots;
    this.#timing = timing;
    this.#nodes = nodes;
  }

  /** It is not too large to be one, no node is muted, and the frames of each fit into a queue. */
  suits(queueLimit: number): boolean {
    if (this.slots.length > MOST_SLOTS) return false;
    for (const { repeats, member } of this.repeaters) {
      if (repeats.count > queueLimit || member.station.muted) return false;
    }
    return true;
  }

  /** When the first of all frames is due. */
  nextUs(): Micros {
    let nextUs = NEVER_US;
    for (const { repeats } of this.repeaters) if (repeats.nextUs < nextUs) nextUs = repeats.nextUs;
    return nextUs;
  }

  /** The frames of the slots that are due, a bit each. */
  roundOf(due: number): Round<Event> {
    const known = this.#rounds.get(due);
    if (known !== undefined) return known;
    const slots = this.slots.filter((_slot, bit) => (due & (1 << bit)) !== 0);
    const round = new Round(slots, this.#timing, this.#nodes);
    this.#rounds.set(due, round);
    return round;
  }

  /** Its user begins to follow it. */
  begin(): void {
    for (const { repeats } of this.repeaters) repeats.hasRestarted = false;
  }

  /**
   * Its user has followed it up to a phase: sets when the nodes' frames are due next, where they have not set it themselves
   * since {@link begin}.
   *
   * @param deadlines of all nodes, which it sets as well
   */
  followedTo({ restUs }: Phase<Event>, nowUs: Micros, deadlines: Float64Array): void {
    for (const { repeats, firstSlot, index } of this.repeaters) {
      deadlines[index] = repeats.deadlineUs();
      if (repeats.hasRestarted) continue;
      for (let place = 0; place < repeats.count; place++) {
        repeats.setDue(place, nowUs + (restUs[firstSlot + place] ?? NEVER_US));
      }
    }
  }

  /**
   * The phase of an instant at which the frames of a round have been taken; null where the intervals do not repeat.
   *
   * @param before the phase directly before; null: not known
   */
  phaseAt(nowUs: Micros, round: Round<Event>, before: Phase<Event> | null): Phase<Event> | null {
    if (this.#unknown > MOST_PHASES) return null;
    const known = this.#phases.get(round)?.find((phase) => this.isAfter(phase, nowUs));
    this.#unknown = known === undefined ? this.#unknown + 1 : 0;
    const phase = known ?? this.#addPhase(nowUs, round);
    if (before !== null) before.next = phase;
    return phase;
  }

  /** Whether the frames are due as they were after a phase of this instant. */
  isAfter({ restUs }: Phase<Event>, phaseUs: Micros): boolean {
    const { slots } = this;
    for (let i = 0; i < slots.length; i++) {
      const slot = slots[i];
      if (slot !== undefined && slot.repeats.dueUs(slot.place) - phaseUs !== restUs[i]) return false;
    }
    return true;
  }

  #addPhase(nowUs: Micros, round: Round<Event>): Phase<Event> {
    const due = this.repeaters
      .filter(({ index }) => round.slots.some((slot) => slot.index === index))
      .map(({ repeats }) => ({ repeats, nextUs: repeats.nextUs - nowUs }));
    const restUs = Float64Array.from(this.slots, ({ repeats, place }) => repeats.dueUs(place) - nowUs);
    const phase = { round, due, afterUs: this.nextUs() - nowUs, restUs, next: null };
    if (this.#kept === MOST_PHASES) {
      this.#phases.clear();
      this.#kept = 0;
    }
    this.#kept++;
    this.#phases.set(round, [...(this.#phases.get(round) ?? []), phase]);
    return phase;
  }
}
