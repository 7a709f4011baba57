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
  readonly count: number;
  readonly #cyclesUs: Float64Array;
  readonly #dueUs: Float64Array;
  readonly #frameAt: FrameSource;

  /**
   * @param cyclesUs from one frame of an index to its next; `NEVER_US`: it is sent once
   * @param frameAt asked for each frame that is due, in order of the index
   */
  constructor(cyclesUs: readonly Micros[], frameAt: FrameSource) {
    this.count = cyclesUs.length;
    this.#cyclesUs = Float64Array.from(cyclesUs);
    this.#dueUs = new Float64Array(cyclesUs.length).fill(NEVER_US);
    this.#frameAt = frameAt;
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
    this.#dueUs.fill(timeUs);
    this.nextUs = timeUs;
  }

  /** @param dueUs as {@link dueUs} gave them */
  restore(dueUs: readonly Micros[]): void {
    this.#dueUs.set(dueUs);
    this.nextUs = Math.min(...dueUs);
  }

  /** Sends what is due. */
  sendDue(nowUs: Micros, outbox: Sending): void {
    for (let index = 0; index < this.count; index++) {
      if (this.dueUs(index) > nowUs) continue;
      const frame = this.take(index, nowUs);
      if (frame !== null) outbox.send(frame);
    }
  }

  /** The frame of an index, which is due; its next is due one interval later, or more if the caller is late. */
  take(index: number, nowUs: Micros): CanFrame | null {
    const frame = this.#frameAt(index, nowUs);
    const due = this.#dueUs;
    due[index] = nextOnGrid(due[index] ?? NEVER_US, this.#cyclesUs[index] ?? NEVER_US, nowUs);
    let firstUs = NEVER_US;
    for (let i = 0; i < this.count; i++) {
      const dueUs = due[i] ?? NEVER_US;
      if (dueUs < firstUs) firstUs = dueUs;
    }
    this.nextUs = firstUs;
    return frame;
  }
}

/** The first instant of a grid after `nowUs`; `dueUs` is one of them and over. */
function nextOnGrid(dueUs: Micros, cycleUs: Micros, nowUs: Micros): Micros {
  const nextUs = dueUs + cycleUs;
  return nextUs > nowUs ? nextUs : dueUs + (Math.floor((nowUs - dueUs) / cycleUs) + 1) * cycleUs;
}
