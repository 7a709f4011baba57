import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../../can-bus/time/micros.ts';
import type { WallSource } from '../../../can-bus/time/real-clock.ts';

/** Real time after which the event loop gets its turn. */
const SLICE_US = 20 * MICROS_PER_MILLI;
/** Vehicle time between two looks at the wall clock. */
const STEP_US: Micros = 100 * MICROS_PER_SECOND;

/** A stretch of work from now on, during which the event loop gets no turn. */
export class TimeSlice {
  readonly #wall: WallSource;
  readonly #endUs: number;

  constructor(wall: WallSource) {
    this.#wall = wall;
    this.#endUs = wall.nowUs() + SLICE_US;
  }

  get isOver(): boolean {
    return this.#wall.nowUs() >= this.#endUs;
  }
}

/** The instant to which time moves before the next look at the wall clock. */
export function stepTowards(nowUs: Micros, toUs: Micros): Micros {
  return Math.min(toUs, nowUs + STEP_US);
}
