import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../time/micros.ts';
import type { DoipRequest } from './entity.ts';

/** Requests that wait for one ECU. */
const MAX_WAITING = 16;
/** How long one waits: less than the 2 s that its tester waits for the acknowledge. */
const MAX_WAIT_US: Micros = 1_500 * MICROS_PER_MILLI;

/** The channel to an ECU, by identity. */
type Channel = object;

interface Waiting {
  readonly request: DoipRequest;
  readonly untilUs: Micros;
}

interface Turn {
  /** The socket whose request is with the ECU; null: none. */
  holder: number | null;
  /** The ECU has answered it with a 0x78. */
  isPending: boolean;
  waiting: Waiting[];
}

/**
 * Which request an ECU works on: the next one waits until the ECU has answered, for an ECU ignores what it is sent while
 * it sends a response, and on CAN all testers are the same. So none is lost, and nobody's answer is taken for
 * another's. A timed machine without a clock.
 */
export class DoipTurns {
  readonly #turns = new Map<Channel, Turn>();

  /** @returns `now`: it may be sent, `later`: {@link leave} or {@link onDeadline} returns it, `full`: too many wait */
  enter(channel: Channel, request: DoipRequest, nowUs: Micros): 'now' | 'later' | 'full' {
    const turn = this.#turnOf(channel);
    if (turn.holder === null) {
      turn.holder = request.socket;
      return 'now';
    }
    // Its tester knows that the ECU is busy, and may keep the session alive.
    if (turn.isPending && turn.holder === request.socket && !turn.waiting.some(isFrom(request.socket))) {
      turn.isPending = false;
      return 'now';
    }
    if (turn.waiting.length >= MAX_WAITING) return 'full';
    turn.waiting.push({ request, untilUs: nowUs + MAX_WAIT_US });
    return 'later';
  }

  /** A request to all ECUs, which waits for nobody, is with this one: others wait for its answer. */
  occupy(channel: Channel, socket: number): void {
    this.#turnOf(channel).holder ??= socket;
  }

  /** The ECU has answered this socket with a 0x78, and nothing else of it is being answered. */
  pending(channel: Channel, socket: number): void {
    const turn = this.#turns.get(channel);
    if (turn?.holder === socket) turn.isPending = true;
  }

  /** The ECU has nothing more to answer to this socket. @returns the request whose turn it is */
  leave(channel: Channel, socket: number): DoipRequest | null {
    const turn = this.#turns.get(channel);
    if (turn?.holder !== socket) return null;
    const next = turn.waiting.shift()?.request ?? null;
    turn.holder = next?.socket ?? null;
    turn.isPending = false;
    return next;
  }

  /** Requests of this socket wait. */
  areWaiting(socket: number): boolean {
    for (const { waiting } of this.#turns.values()) if (waiting.some(isFrom(socket))) return true;
    return false;
  }

  /** A connection has ended. @returns the requests whose turn it is */
  forget(socket: number): readonly DoipRequest[] {
    for (const turn of this.#turns.values()) {
      turn.waiting = turn.waiting.filter(({ request }) => request.socket !== socket);
    }
    return [...this.#turns.keys()].map((channel) => this.leave(channel, socket)).filter((request) => request !== null);
  }

  deadlineUs(): Micros {
    let firstUs = NEVER_US;
    for (const { waiting } of this.#turns.values()) firstUs = Math.min(firstUs, waiting[0]?.untilUs ?? NEVER_US);
    return firstUs;
  }

  /** @returns the requests that have waited too long */
  onDeadline(nowUs: Micros): readonly DoipRequest[] {
    const over: DoipRequest[] = [];
    for (const { waiting } of this.#turns.values()) {
      while ((waiting[0]?.untilUs ?? NEVER_US) <= nowUs) {
        const first = waiting.shift();
        if (first !== undefined) over.push(first.request);
      }
    }
    return over;
  }

  #turnOf(channel: Channel): Turn {
    const known = this.#turns.get(channel);
    if (known !== undefined) return known;
    const turn: Turn = { holder: null, isPending: false, waiting: [] };
    this.#turns.set(channel, turn);
    return turn;
  }
}

function isFrom(socket: number): (waiting: Waiting) => boolean {
  return ({ request }) => request.socket === socket;
}
