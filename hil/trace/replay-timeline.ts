import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';

/** Frames of several buses may be out of order in a log by this much; a larger step back is a jump. */
const MAX_DISORDER_US: Micros = MICROS_PER_SECOND / 10;
/** Maximum pause in a log; a longer one is a jump. */
export const MAX_PAUSE_US: Micros = 3600 * MICROS_PER_SECOND;

/** A place where the clock of a log was set. */
export interface ClockJump {
  /** Number of the frame after it, from 1. */
  readonly place: number;
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/**
 * When each frame of a log is due, relative to the first one. After a jump of the log's clock the next frame follows at
 * once, and time continues from there: a replay does not wait for a clock that was set by years.
 */
export class ReplayTimeline {
  #frames = 0;
  /** The log's time that is 0 of the replay. */
  #originUs: Micros = 0;
  /** The latest time of the log since its last jump. */
  #latestUs: Micros = 0;
  #offsetUs: Micros = 0;
  #disordered = 0;
  #lastJump: ClockJump | null = null;

  /** Frames that follow a later one in the log, without a jump: they are sent at once. */
  get disordered(): number {
    return this.#disordered;
  }

  /** The jump before the last frame; null where there was none. */
  get jump(): ClockJump | null {
    return this.#lastJump;
  }

  /** @returns when the next frame is due, never before the last one */
  next(timeUs: Micros): Micros {
    const latestUs = this.#latestUs;
    this.#frames++;
    this.#lastJump = null;
    if (this.#frames === 1) this.#originUs = timeUs;
    else if (timeUs < latestUs - MAX_DISORDER_US || timeUs > latestUs + MAX_PAUSE_US) {
      this.#lastJump = { place: this.#frames, fromUs: latestUs, toUs: timeUs };
      this.#originUs = timeUs - this.#offsetUs;
    } else if (timeUs < latestUs) {
      this.#disordered++;
      return this.#offsetUs;
    }
    this.#latestUs = timeUs;
    this.#offsetUs = timeUs - this.#originUs;
    return this.#offsetUs;
  }
}
