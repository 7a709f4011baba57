/** How many frames of one client may wait for the bus (interfaces.md, "Buses"); the rest waits in its socket. */
const MAX_CLIENT_FRAMES = 64;
/**
 * So few must be left before more are taken. Between its last frame and the next ones its station is empty for as long
 * as a socket takes to be read: there the frames of others go, whatever the ids of the flood.
 */
const RESUME_AT = 0;
/** The most frames of one client that are taken in a turn of the event loop. */
const FRAMES_A_TURN = 64;

/** What comes after a frame of a client was taken: more, more in the next turn, or none until the bus has carried some. */
type Admission = 'go-on' | 'next-turn' | 'hold-back';

/** How many frames of a client are let in: a machine without input or output. */
export class FrameAdmission {
  #isHeldBack = false;
  #taken = 0;

  get isHeldBack(): boolean {
    return this.#isHeldBack;
  }

  /** @param waiting how many of its frames wait for the bus now */
  afterFrame(waiting: number): Admission {
    this.#taken++;
    if (waiting >= MAX_CLIENT_FRAMES) {
      this.#isHeldBack = true;
      return 'hold-back';
    }
    return this.#taken % FRAMES_A_TURN === 0 ? 'next-turn' : 'go-on';
  }

  /** The bus has moved. @returns true where a client that was held back is to be let in again */
  mayResume(waiting: number): boolean {
    if (!this.#isHeldBack || waiting > RESUME_AT) return false;
    this.#isHeldBack = false;
    return true;
  }
}
