import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../time/micros.ts';
import type { DoipRequest } from './entity.ts';

/** Requests of other testers that wait for one ECU. */
const MAX_WAITING = 16;
/** How long one waits: less than the 2 s that its tester waits for the acknowledge. */
const MAX_WAIT_US: Micros = 1_500 * MICROS_PER_MILLI;

interface Waiting {
  readonly request: DoipRequest;
  readonly untilUs: Micros;
}

interface Turn {
  /** The socket whose requests are with the ECU; null: none. */
  holder: number | null;
  readonly waiting: Waiting[];
}

/**
 * Which tester an ECU works for: the requests of one tester follow each other, and those of others wait until it has
 * its answers. So nobody's answer is taken for another's. A timed machine without a clock.
 */
export class DoipTurns {
  /** By the logical address of the ECU. */
  readonly #turns = new Map<number, Turn>();

  /** @returns `now`: it may be sent, `later`: {@link leave} or {@link onDeadline} returns it, `full`: too many wait */
  enter(request: DoipRequest, nowUs: Micros): 'now' | 'later' | 'full' {
    const turn = this.#turns.get(request.target);
    if (turn === undefined) {
      this.#turns.set(request.target, { holder: request.socket, waiting: [] });
      return 'now';
    }
    turn.holder ??= request.socket;
    if (turn.holder === request.socket && turn.waiting.length === 0) return 'now';
    if (turn.waiting.length >= MAX_WAITING) return 'full';
    turn.waiting.push({ request, untilUs: nowUs + MAX_WAIT_US });
    return 'later';
  }

  /** The ECU has nothing more to answer to this socket. @returns the request whose turn it is */
  leave(target: number, socket: number): DoipRequest | null {
    const turn = this.#turns.get(target);
    if (turn?.holder !== socket) return null;
    const next = turn.waiting.shift()?.request ?? null;
    turn.holder = next?.socket ?? null;
    return next;
  }

  /** A connection has ended. @returns the requests whose turn it is */
  forget(socket: number): readonly DoipRequest[] {
    for (const { waiting } of this.#turns.values()) {
      const others = waiting.filter(({ request }) => request.socket !== socket);
      waiting.splice(0, waiting.length, ...others);
    }
    return [...this.#turns.keys()].map((target) => this.leave(target, socket)).filter((request) => request !== null);
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
}
