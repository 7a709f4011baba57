import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';
import type { NodeEvent } from './bus-node.ts';
import type { NetworkObserver } from './network-observer.ts';
import type { NodeTable } from './node-table.ts';
import type { Hearer, Round, Slot } from './round.ts';
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
  /** The last phase that passed, and its instant; and the next instant at which frames are due. */
  #lastPhase: Phase<Event> | null = null;
  #lastPhaseUs: Micros = 0;
  #nextUs: Micros = 0;
  /** The nodes do not know it yet. */
  #isAhead = false;
  /** The observer is shown the frames in groups. */
  #inGroups = false;
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
   * @returns false where there is nothing that it can pass
   */
  run(limitUs: Micros): boolean {
    const nodes = this.#nodes;
    const timetable = (this.#timetable ??= new Timetable(nodes, this.#bus.timing));
    const dueUs = timetable.nextUs();
    if (nodes.hasRelays || !timetable.suits(this.#bus.queueLimit) || !this.#bus.isFreeAt(dueUs)) return false;
    timetable.begin();
    this.#readOthers();
    this.#inGroups = this.#observer.takesGroups();
    // What passes ends before anything else is due.
    const lastUs = Math.min(limitUs, this.#firstOtherUs - 1);
    if (dueUs > lastUs || dueUs < nodes.timeUs) return false;
    if (this.#lastPhase !== null && !timetable.isAfter(this.#lastPhase, this.#lastPhaseUs)) this.#lastPhase = null;
    this.#nextUs = dueUs;
    do {
      const goesOn =
        this.#lastPhase === null || this.#lastPhase.next === null
          ? this.#take(timetable, lastUs)
          : this.#follow(this.#lastPhase, lastUs);
      if (!goesOn) return true;
    } while (this.#nextUs <= lastUs);
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

  /** Passes what is due next, by the nodes. @returns false where the shorter way has ended */
  #take(timetable: Timetable<Event>, lastUs: Micros): boolean {
    const dueUs = this.#nextUs;
    this.#updateNodes();
    let due = 0;
    for (const { index, repeats, firstSlot } of timetable.repeaters) {
      due |= repeats.takeDue(dueUs) << firstSlot;
      this.#nodes.deadlines[index] = repeats.deadlineUs();
    }
    const round = timetable.roundOf(due);
    this.#bringUpToDate(round);
    this.#lastPhase = timetable.phaseAt(dueUs, round, this.#lastPhase);
    this.#lastPhaseUs = dueUs;
    this.#nextUs = timetable.nextUs();
    if (dueUs + round.spanUs >= this.#nextUs || dueUs + round.spanUs > lastUs) return this.#leave(round, dueUs);
    const acting = this.#inGroups ? this.#hear(round, dueUs) : this.#showAndHear(round, dueUs);
    if (acting >= 0) return this.#endWith(round, acting, dueUs);
    this.#pass(round, round.frames.length, dueUs);
    return true;
  }

  /**
   * Passes what is due next and after that, by the timetable, up to an instant or as far as it is known.
   *
   * @returns false where the shorter way has ended
   */
  #follow(from: Phase<Event>, lastUs: Micros): boolean {
    let last = from;
    let lastPhaseUs = this.#lastPhaseUs;
    let dueUs = this.#nextUs;
    let ended: Phase<Event> | null = null;
    let acting = -1;
    this.#isAhead = true;
    while (dueUs <= lastUs) {
      const { next } = last;
      if (next === null) break;
      const { round, due, afterUs } = next;
      for (const { repeats, nextUs } of due) repeats.nextUs = dueUs + nextUs;
      if (!round.poll(dueUs)) this.#bringUpToDate(round);
      last = next;
      lastPhaseUs = dueUs;
      if (round.spanUs >= afterUs || dueUs + round.spanUs > lastUs) {
        ended = next;
        break;
      }
      acting = this.#inGroups ? this.#hear(round, dueUs) : this.#showAndHear(round, dueUs);
      if (acting >= 0) {
        ended = next;
        break;
      }
      this.#pass(round, round.frames.length, dueUs);
      dueUs += afterUs;
    }
    this.#lastPhase = last;
    this.#lastPhaseUs = lastPhaseUs;
    this.#nextUs = dueUs;
    if (ended === null) return true;
    return acting < 0 ? this.#leave(ended.round, dueUs) : this.#endWith(ended.round, acting, dueUs);
  }

  #bringUpToDate(round: Round<Event>): void {
    if (round === this.#lastRound) this.#updateBus();
    round.bringUpToDate();
  }

  /** Notifies of the frames of a round, until a node acts on one. @returns the index of this hearer; −1: nobody acts */
  #hear(round: Round<Event>, dueUs: Micros): number {
    const { hearers, frames, endsUs } = round;
    for (let i = 0; i < hearers.length; i++) {
      const hearer = hearers[i];
      if (hearer === undefined) continue;
      const frame = frames[hearer.of];
      if (frame === undefined) continue;
      const endUs = dueUs + (endsUs[hearer.of] ?? 0);
      if (this.#actsOn(frame, endUs, hearer)) return i;
    }
    return -1;
  }

  /** As {@link #hear}; the observer is shown each frame before a node is notified of it. */
  #showAndHear(round: Round<Event>, dueUs: Micros): number {
    const { hearers, frames, senders, endsUs } = round;
    let next = 0;
    for (const [of, frame] of frames.entries()) {
      const endUs = dueUs + (endsUs[of] ?? 0);
      this.#nodes.moveTo(endUs);
      this.#observer.frame(endUs, frame, senders[of] ?? '');
      for (let hearer = hearers[next]; hearer?.of === of; hearer = hearers[++next]) {
        if (this.#actsOn(frame, endUs, hearer)) return next;
      }
    }
    return -1;
  }

  /**
   * A node acts on a frame, with which the shorter way ends: what it does takes its way over the queues, behind the rest.
   * The other nodes are notified of the same frame, too.
   */
  #endWith(round: Round<Event>, acting: number, dueUs: Micros): false {
    const { hearers } = round;
    const of = hearers[acting]?.of ?? 0;
    this.#pass(round, of + 1, dueUs);
    this.#update();
    this.#queue(round.winners, of + 1, dueUs);
    for (let i = acting; hearers[i]?.of === of; i++) {
      const hearer = hearers[i];
      const frame = round.frames[of];
      if (hearer === undefined || frame === undefined) continue;
      const endUs = dueUs + (round.endsUs[of] ?? 0);
      if (i === acting || this.#actsOn(frame, endUs, hearer)) this.#nodes.drain(hearer.index);
    }
    return false;
  }

  /** Notifies a node. @returns whether it has sent or reported something, or has other plans than before */
  #actsOn(frame: CanFrame, endUs: Micros, { node, index, repeats, isSender, notices }: Hearer<Event>): boolean {
    if (notices && node.hearsAgain?.(frame, endUs) === true) return false;
    const { outbox, deadlines } = this.#nodes;
    this.#nodes.moveTo(endUs);
    if (isSender) node.onFrameSent(frame, endUs, outbox);
    else node.onFrame(frame, endUs, outbox);
    if (outbox.frameCount > 0 || outbox.events.length > 0) return true;
    if (repeats === null) return node.deadlineUs() !== deadlines[index];
    return repeats.otherUs !== this.#othersUs[index] || repeats.hasRestarted;
  }

  /** The shorter way ends before these frames: they take the longer one. */
  #leave({ slots }: Round<Event>, dueUs: Micros): false {
    const nodes = this.#nodes;
    this.#update();
    nodes.moveTo(dueUs);
    const senders = new Set(slots.map(({ sender }) => sender));
    for (const sender of senders) nodes.countStep(sender);
    this.#queue(slots, 0, dueUs);
    return false;
  }

  #queue(slots: readonly Slot<Event>[], from: number, dueUs: Micros): void {
    for (let i = from; i < slots.length; i++) {
      const slot = slots[i];
      const frame = slot?.repeats.frameOf(slot.place) ?? null;
      if (slot !== undefined && frame !== null) this.#bus.request(slot.sender.station, frame, dueUs);
    }
  }

  /** The first frames of a round have passed. */
  #pass(round: Round<Event>, count: number, dueUs: Micros): void {
    if (count === 0) {
      this.#updateBus();
      this.#nodes.moveTo(dueUs);
      return;
    }
    if (this.#inGroups) this.#observer.frameGroup(dueUs, round, count);
    this.#passedFrames += count;
    this.#passedUnits += round.freeUnits[count - 1] ?? 0;
    this.#lastRound = round;
    this.#lastIndex = count - 1;
    this.#lastDueUs = dueUs;
  }

  #update(): void {
    this.#updateNodes();
    this.#updateBus();
  }

  #updateBus(): void {
    const round = this.#lastRound;
    if (round === null) return;
    const [index, dueUs] = [this.#lastIndex, this.#lastDueUs];
    this.#nodes.moveTo(dueUs + (round.endsUs[index] ?? 0));
    const startUnits = round.startUnits[index] ?? 0;
    this.#bus.passed(this.#passedFrames, this.#passedUnits, dueUs, startUnits, round.units[index] ?? 0);
    this.#lastRound = null;
    this.#passedFrames = 0;
    this.#passedUnits = 0;
  }

  #updateNodes(): void {
    if (!this.#isAhead || this.#lastPhase === null) return;
    this.#timetable?.followedTo(this.#lastPhase, this.#lastPhaseUs, this.#nodes.deadlines);
    this.#isAhead = false;
  }
}
