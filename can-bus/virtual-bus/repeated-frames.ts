import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US, type Micros } from '../time/micros.ts';

/** The frame of an index at an instant, the same object while its content is the same; null: nothing is sent. */
type FrameSource = (index: number, nowUs: Micros) => CanFrame | null;

/** Where the frames go. */
interface Sending {
  send(frame: CanFrame): void;
}

/**
 * Frames that a node sends at fixed intervals, whatever happens on the bus. The network may take what is due of them
 * for the node while nothing else is due: see {@link QuietLane}.
 */
export class RepeatedFrames {
  /** When the first of them is due. */
  nextUs: Micros = NEVER_US;
  /** When something else is due at the node; the node keeps it up to date. */
  otherUs: Micros = NEVER_US;
  /** The node has set anew when they are due, by {@link startAt} or {@link restore}; their user resets it. */
  hasRestarted = false;
  readonly count: number;
  readonly #cyclesUs: Float64Array;
  readonly #dueUs: Float64Array;
  readonly #frameAt: FrameSource;
  readonly #frames: (CanFrame | null)[];
  /** Until when each of them needs not be asked for again, and until when none of them. */
  readonly #settledUntilUs: Float64Array;
  #steadyUntilUs: Micros = 0;

  /**
   * @param cyclesUs from one frame of an index to its next; `NEVER_US`: it is sent once. At most 31 of them
   * @param frameAt asked for each frame that is due, in order of the index
   */
  constructor(cyclesUs: readonly Micros[], frameAt: FrameSource) {
    this.count = cyclesUs.length;
    this.#cyclesUs = Float64Array.from(cyclesUs);
    this.#dueUs = new Float64Array(cyclesUs.length).fill(NEVER_US);
    this.#frameAt = frameAt;
    this.#frames = cyclesUs.map(() => null);
    this.#settledUntilUs = new Float64Array(cyclesUs.length);
  }

  /** The next instant at which the node has anything to do. */
  deadlineUs(): Micros {
    return this.nextUs < this.otherUs ? this.nextUs : this.otherUs;
  }

  /** When the frame of an index is due. */
  dueUs(index: number): Micros {
    return this.#dueUs[index] ?? NEVER_US;
  }

  /** All are due at this instant, and from there on at their intervals; `NEVER_US` ends them. */
  startAt(timeUs: Micros): void {
    this.hasRestarted = true;
    this.unsettle();
    this.#dueUs.fill(timeUs);
    this.nextUs = timeUs;
  }

  /** @param dueUs as {@link dueUs} gave them */
  restore(dueUs: readonly Micros[]): void {
    this.hasRestarted = true;
    this.unsettle();
    this.#dueUs.set(dueUs);
    this.nextUs = Math.min(...dueUs);
  }

  /** For who takes them by {@link poll}: when the frame of an index is due next. `nextUs` has to be set as well. */
  setDue(index: number, dueUs: Micros): void {
    this.#dueUs[index] = dueUs;
  }

  /** The frame of an index as it was taken last. */
  frameOf(index: number): CanFrame | null {
    return this.#frames[index] ?? null;
  }

  /**
   * The frame of an index, as it is given now, stays the same until an instant, unless {@link unsettle} is called before;
   * of an index that has not been settled it is asked for each time.
   */
  settle(index: number, untilUs: Micros): void {
    this.#settledUntilUs[index] = untilUs;
    const settled = this.#settledUntilUs;
    let firstUs = untilUs;
    for (let i = 0; i < this.count; i++) firstUs = Math.min(firstUs, settled[i] ?? 0);
    this.#steadyUntilUs = firstUs;
  }

  /** Any of them may be another now. */
  unsettle(): void {
    this.#settledUntilUs.fill(0);
    this.#steadyUntilUs = 0;
  }

  /** Takes the frame of an index, which is due, and leaves it due. */
  poll(index: number, nowUs: Micros): CanFrame | null {
    if (nowUs < this.#steadyUntilUs) return this.#frames[index] ?? null;
    const frame = this.#frameAt(index, nowUs);
    this.#frames[index] = frame;
    return frame;
  }

  /** Sends what is due. */
  sendDue(nowUs: Micros, outbox: Sending): void {
    const taken = this.takeDue(nowUs);
    for (let index = 0; index < this.count; index++) {
      if ((taken & (1 << index)) === 0) continue;
      const frame = this.frameOf(index);
      if (frame !== null) outbox.send(frame);
    }
  }

  /**
   * Takes the frames that are due, for {@link frameOf}; the next of each is due one interval later, or more if the caller
   * is late.
   *
   * @returns a bit for each index that was due
   */
  takeDue(nowUs: Micros): number {
    const due = this.#dueUs;
    let taken = 0;
    let firstUs = NEVER_US;
    for (let index = 0; index < this.count; index++) {
      let dueUs = due[index] ?? NEVER_US;
      if (dueUs <= nowUs) {
        this.poll(index, nowUs);
        taken |= 1 << index;
        dueUs = nextOnGrid(dueUs, this.#cyclesUs[index] ?? NEVER_US, nowUs);
        due[index] = dueUs;
      }
      if (dueUs < firstUs) firstUs = dueUs;
    }
    this.nextUs = firstUs;
    return taken;
  }
}

/** The first instant of a grid after `nowUs`; `dueUs` is one of them and over. */
function nextOnGrid(dueUs: Micros, cycleUs: Micros, nowUs: Micros): Micros {
  const nextUs = dueUs + cycleUs;
  return nextUs > nowUs ? nextUs : dueUs + (Math.floor((nowUs - dueUs) / cycleUs) + 1) * cycleUs;
}
