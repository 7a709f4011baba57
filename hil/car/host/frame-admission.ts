/** How many frames of one client may wait for the bus (interfaces.md, "Buses"); the others wait in its socket. */
const MAX_CLIENT_FRAMES = 64;
/**
 * Frames are accepted again when only this many are left. Between its last frame and the next ones its station is empty
 * for as long as reading a socket takes: then other nodes can send, whatever the ids of the flood.
 */
const RESUME_AT = 0;
/** Maximum number of frames of one client accepted in one turn of the event loop. */
const FRAMES_A_TURN = 64;

/**
 * The decision after a frame of a client was accepted: more, more in the next turn, or none until the bus has carried
 * some.
 */
type Admission = 'go-on' | 'next-turn' | 'hold-back';

/** Limits how many frames of a client are accepted: a machine without input or output. */
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

  /** The bus has moved. @returns true where a client that was held back may continue */
  mayResume(waiting: number): boolean {
    if (!this.#isHeldBack || waiting > RESUME_AT) return false;
    this.#isHeldBack = false;
    return true;
  }
}
