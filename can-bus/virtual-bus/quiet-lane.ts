import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import type { NodeEvent } from './bus-node.ts';
import type { NetworkMember } from './network-member.ts';
import type { NetworkObserver } from './network-observer.ts';
import type { NodeTable } from './node-table.ts';
import { sameHead, type Receiver, type Round, type Slot } from './round.ts';
import { Timetable, type Phase } from './timetable.ts';
import type { VirtualBus } from './virtual-bus.ts';

/**
 * The shorter way of the frames that nodes repeat (see `RepeatedFrames`), while nobody else has anything to do and the bus
 * is free of frames and of faults. What is due at one instant goes over the wire in the order of arbitration, without
 * queue and deadline, and to those that listen. The first node that acts on a frame ends it. All happens at the instants
 * and in the order of the longer way. Bus and nodes are brought up to date before a node acts, and at the end.
 */
export class QuietLane<Event extends NodeEvent> {
  readonly #nodes: NodeTable<Event>;
  readonly #bus: VirtualBus;
  readonly #observer: NetworkObserver<Event>;
  /** Of the nodes that are attached; null: not yet known. */
  #timetable: Timetable<Event> | null = null;
  /** When each node does anything else than repeat its frames, and the first of these. */
  #othersUs: Float64Array = new Float64Array(0);
  #firstOtherUs: Micros = NEVER_US;
  /** The last phase that passed, and its instant. */
  #lastPhase: Phase<Event> | null = null;
  #lastPhaseUs: Micros = 0;
  /** The nodes do not know it yet. */
  #isAhead = false;
  /** Frames that the bus does not know yet, the time on the wire that they took, and the last of them. */
  #passedFrames = 0;
  #passedUnits = 0;
  #lastRound: Round<Event> | null = null;
  #lastIndex = 0;
  #lastDueUs: Micros = 0;

  constructor(nodes: NodeTable<Event>, bus: VirtualBus, observer: NetworkObserver<Event>) {
    this.#nodes = nodes;
    this.#bus = bus;
    this.#observer = observer;
  }

  /** To be called after a change of the nodes. */
  forget(): void {
    this.#timetable = null;
    this.#lastPhase = null;
  }

  /**
   * Passes what is due up to and including `limitUs`, as far as it can.
   *
   * @param stops asked after each frame; true ends it
   * @returns false where there is nothing that it can pass
   */
  run(limitUs: Micros, stops: () => boolean): boolean {
    const nodes = this.#nodes;
    const timetable = (this.#timetable ??= new Timetable(nodes.members, this.#bus.timing));
    let dueUs = timetable.nextUs();
    if (dueUs > limitUs || nodes.hasRelays || !timetable.isUsable || !this.#bus.isFreeAt(dueUs)) return false;
    timetable.begin();
    this.#readOthers();
    if (dueUs >= this.#firstOtherUs || dueUs < nodes.timeUs) return false;
    let phase = this.#lastPhase;
    if (phase !== null && !timetable.isAfter(phase, this.#lastPhaseUs)) phase = null;
    do {
      nodes.moveTo(dueUs);
      const next: Phase<Event> | null = phase?.next ?? null;
      const round = next === null ? this.#take(timetable, dueUs) : this.#follow(next, dueUs);
      phase = next ?? timetable.phaseAt(dueUs, round, phase);
      this.#lastPhase = phase;
      this.#lastPhaseUs = dueUs;
      const nextUs = phase === null ? timetable.nextUs() : dueUs + phase.afterUs;
      const freeUs = dueUs + round.spanUs;
      if (!(freeUs <= limitUs && freeUs < this.#firstOtherUs && freeUs < nextUs && this.#canPass(round))) {
        this.#update();
        this.#queue(round.slots, 0, dueUs);
        return true;
      }
      if (!this.#pass(round, dueUs, stops)) return true;
      dueUs = nextUs;
    } while (dueUs <= limitUs && dueUs < this.#firstOtherUs);
    this.#update();
    return true;
  }

  #readOthers(): void {
    const { members, deadlines } = this.#nodes;
    if (this.#othersUs.length !== members.length) this.#othersUs = new Float64Array(members.length);
    let firstUs = NEVER_US;
    for (let index = 0; index < members.length; index++) {
      const otherUs = members[index]?.repeats?.otherUs ?? deadlines[index] ?? NEVER_US;
      this.#othersUs[index] = otherUs;
      if (otherUs < firstUs) firstUs = otherUs;
    }
    this.#firstOtherUs = firstUs;
  }

  /** What is due at this instant, by the nodes. */
  #take(timetable: Timetable<Event>, dueUs: Micros): Round<Event> {
    this.#updateNodes();
    const nodes = this.#nodes;
    let due = 0;
    for (const { member, index, repeats, firstSlot } of timetable.repeaters) {
      if (repeats.nextUs !== dueUs) continue;
      nodes.countStep(member);
      due |= repeats.takeDue(dueUs) << firstSlot;
      nodes.deadlines[index] = repeats.deadlineUs();
    }
    const round = timetable.roundOf(due);
    if (!round.isCurrent()) this.#bringUpToDate(round);
    return round;
  }

  /** What is due at this instant, by the timetable. */
  #follow(phase: Phase<Event>, dueUs: Micros): Round<Event> {
    const nodes = this.#nodes;
    const { round, due } = phase;
    for (const { repeater, nextUs } of due) {
      const { member, index, repeats } = repeater;
      nodes.countStep(member);
      repeats.nextUs = dueUs + nextUs;
      nodes.deadlines[index] = repeats.deadlineUs();
    }
    if (!round.poll(dueUs)) this.#bringUpToDate(round);
    this.#isAhead = true;
    return round;
  }

  #bringUpToDate(round: Round<Event>): void {
    if (round === this.#lastRound) this.#updateBus();
    round.bringUpToDate();
    for (const slot of round.slots) {
      const frame = slot.repeats.frameOf(slot.place);
      if (frame !== null && frame !== slot.frame) this.#learn(slot, frame);
    }
  }

  #learn(slot: Slot<Event>, frame: CanFrame): void {
    const before = slot.frame;
    slot.frame = frame;
    if (before !== null && sameHead(before, frame)) return;
    const { confirms } = slot.sender;
    slot.receivers = this.#nodes.receiversOf(frame).flatMap((index): Receiver<Event>[] => {
      const member = this.#nodes.members[index];
      return member === undefined || member === slot.sender ? [] : [{ member, index }];
    });
    slot.confirms = confirms === null || confirms.has(frame.id);
  }

  /** Otherwise some of it would not reach the bus. */
  #canPass({ slots, mostOfOne }: Round<Event>): boolean {
    if (mostOfOne > this.#bus.queueLimit) return false;
    for (const { sender } of slots) if (sender.station.muted) return false;
    return true;
  }

  /** @returns false where a node acts on one of the frames, or where it is to stop */
  #pass(round: Round<Event>, dueUs: Micros, stops: () => boolean): boolean {
    const { winners } = round;
    for (let i = 0; i < winners.length; i++) {
      if (this.#passOne(round, i, dueUs)) return false;
      if (stops()) {
        this.#endAt(round, i, dueUs);
        return false;
      }
    }
    this.#count(round, winners.length - 1, dueUs);
    return true;
  }

  /** @returns whether a node acts on it */
  #passOne(round: Round<Event>, i: number, dueUs: Micros): boolean {
    const nodes = this.#nodes;
    const slot = round.winners[i];
    const frame = round.won[i];
    if (slot === undefined || frame === undefined) return false;
    const endUs = dueUs + (round.endsUs[i] ?? 0);
    nodes.moveTo(endUs);
    this.#observer.frame(endUs, frame, slot.name);
    let acted = false;
    for (const { member, index } of slot.receivers) {
      member.node.onFrame(frame, endUs, nodes.outbox);
      if (!this.#acts(member, index)) continue;
      if (!acted) this.#endAt(round, i, dueUs);
      acted = true;
      nodes.drain(index);
    }
    if (!slot.confirms) return acted;
    slot.sender.node.onFrameSent(frame, endUs, nodes.outbox);
    if (!this.#acts(slot.sender, slot.index)) return acted;
    if (!acted) this.#endAt(round, i, dueUs);
    nodes.drain(slot.index);
    return true;
  }

  /** The node that was called has sent or reported something, or has other plans than before. */
  #acts(member: NetworkMember<Event>, index: number): boolean {
    const { outbox, deadlines } = this.#nodes;
    if (outbox.frameCount > 0 || outbox.events.length > 0) return true;
    const { repeats } = member;
    if (repeats === null) return member.node.deadlineUs() !== deadlines[index];
    return repeats.otherUs !== this.#othersUs[index] || repeats.hasRestarted;
  }

  /** The shorter way ends with this frame: what a node does takes its way over the queues, behind the rest. */
  #endAt(round: Round<Event>, i: number, dueUs: Micros): void {
    this.#count(round, i, dueUs);
    this.#update();
    this.#queue(round.winners, i + 1, dueUs);
  }

  #queue(slots: readonly Slot<Event>[], from: number, dueUs: Micros): void {
    for (let i = from; i < slots.length; i++) {
      const slot = slots[i];
      const frame = slot?.repeats.frameOf(slot.place) ?? null;
      if (slot !== undefined && frame !== null) this.#bus.request(slot.sender.station, frame, dueUs);
    }
  }

  /** The frames of a round up to the one at an index have passed. */
  #count(round: Round<Event>, last: number, dueUs: Micros): void {
    if (last < 0) return;
    this.#passedFrames += last + 1;
    this.#passedUnits += round.freeUnits[last] ?? 0;
    this.#lastRound = round;
    this.#lastIndex = last;
    this.#lastDueUs = dueUs;
  }

  #update(): void {
    this.#updateNodes();
    this.#updateBus();
  }

  #updateBus(): void {
    const round = this.#lastRound;
    if (round === null) return;
    const startUnits = round.startUnits[this.#lastIndex] ?? 0;
    const units = round.units[this.#lastIndex] ?? 0;
    this.#bus.passed(this.#passedFrames, this.#passedUnits, this.#lastDueUs, startUnits, units);
    this.#lastRound = null;
    this.#passedFrames = 0;
    this.#passedUnits = 0;
  }

  #updateNodes(): void {
    if (!this.#isAhead || this.#lastPhase === null) return;
    this.#timetable?.followedTo(this.#lastPhase, this.#lastPhaseUs);
    this.#isAhead = false;
  }
}
