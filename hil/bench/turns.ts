import { SYSTEM_WALL, type WallSource } from '../../can-bus/time/real-clock.ts';
import { TimeSlice } from '../car/host/time-slice.ts';
import { InterruptedError } from '../scenario/bench.ts';

interface TurnsOptions {
  /** Aborted: the work ends at its next turn. Absent: it only ends with the process, as at Ctrl-C. */
  readonly signal?: AbortSignal;
  /** Called at each turn. */
  readonly onTurn?: (() => void) | undefined;
  /** Of real time; the machine's where absent. */
  readonly wall?: WallSource;
}

/** The turns that work in virtual time gives to the event loop, so that the process does other work in between. */
export class Turns {
  readonly #options: TurnsOptions;
  readonly #wall: WallSource;
  #slice: TimeSlice;
  #hasEndedWork = false;

  constructor(options: TurnsOptions = {}) {
    this.#options = options;
    this.#wall = options.wall ?? SYSTEM_WALL;
    this.#slice = new TimeSlice(this.#wall);
  }

  /** The signal was aborted before the work was complete. */
  get hasEndedWork(): boolean {
    return this.#hasEndedWork;
  }

  /** Takes one where it is due. @throws InterruptedError where the signal is aborted */
  async take(): Promise<void> {
    if (!this.#slice.isOver) return;
    await new Promise<void>((resolve) => this.#wall.wake(0, resolve));
    this.#options.onTurn?.();
    if (this.#options.signal?.aborted === true) {
      this.#hasEndedWork = true;
      throw new InterruptedError();
    }
    this.#slice = new TimeSlice(this.#wall);
  }
}
