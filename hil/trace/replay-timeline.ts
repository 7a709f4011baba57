import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';

/** Frames of several buses may stand in a log by so much in the wrong order; what goes back further is a jump. */
const MAX_DISORDER_US: Micros = MICROS_PER_SECOND / 10;
/** No pause of a log is longer; what goes on further is a jump. */
export const MAX_PAUSE_US: Micros = 3600 * MICROS_PER_SECOND;

/** Where the clock of a log was set anew. */
export interface ClockJump {
  /** Of the frame behind it, from 1. */
  readonly place: number;
  readonly fromUs: Micros;
  readonly toUs: Micros;
}

/**
 * When each frame of a log is due, from the first one on. Where the log's clock jumps the frame behind the jump follows
 * at once, and time goes on from there: nothing waits for a clock that was set by years.
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

  /** Frames that stand behind a later one, without a jump: they are sent at once. */
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
