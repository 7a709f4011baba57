import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../time/micros.ts';
import type { DoipRequest } from './entity.ts';

/** Requests that wait for one ECU. */
const MAX_WAITING = 16;
/** How long one waits: less than the 2 s that its tester waits for the acknowledge. */
const MAX_WAIT_US: Micros = 1_500 * MICROS_PER_MILLI;

interface Waiting {
  readonly request: DoipRequest;
  readonly untilUs: Micros;
}

interface Turn {
  /** The sockets whose requests are with the ECU: more than one only where some of them are to all ECUs. */
  readonly holders: Set<number>;
  /** The one of them whose requests it has answered with a 0x78. */
  pending: number | null;
  waiting: Waiting[];
}

/**
 * Which request an ECU works on: the next one waits until the ECU has answered, for an ECU ignores what it is sent while
 * it sends a response, and on CAN all testers are the same. So none is lost, and nobody's answer is taken for
 * another's. An ECU with several addresses works on one request all the same: it is known by its name. A timed machine
 * without a clock.
 */
export class DoipTurns {
  readonly #turns = new Map<string, Turn>();

  /** @returns `now`: it may be sent, `later`: {@link leave} or {@link onDeadline} returns it, `full`: too many wait */
  enter(ecu: string, request: DoipRequest, nowUs: Micros): 'now' | 'later' | 'full' {
    const turn = this.#turnOf(ecu);
    if (turn.holders.size === 0) {
      turn.holders.add(request.socket);
      return 'now';
    }
    // Its tester knows that the ECU is busy, and may keep the session alive.
    if (turn.pending === request.socket && !turn.waiting.some(isFrom(request.socket))) {
      turn.pending = null;
      return 'now';
    }
    if (turn.waiting.length >= MAX_WAITING) return 'full';
    turn.waiting.push({ request, untilUs: nowUs + MAX_WAIT_US });
    return 'later';
  }

  /** A request to all ECUs, which waits for nobody, is with this one: others wait for its answer. */
  occupy(ecu: string, socket: number): void {
    this.#turnOf(ecu).holders.add(socket);
  }

  /** The ECU has answered this socket with a 0x78, and nothing else of it is being answered. */
  pending(ecu: string, socket: number): void {
    const turn = this.#turns.get(ecu);
    if (turn?.holders.has(socket) === true) turn.pending = socket;
  }

  /** The ECU has nothing more to answer to this socket. @returns the request whose turn it is */
  leave(ecu: string, socket: number): DoipRequest | null {
    const turn = this.#turns.get(ecu);
    if (turn?.holders.delete(socket) !== true) return null;
    if (turn.pending === socket) turn.pending = null;
    if (turn.holders.size > 0) return null;
    const next = turn.waiting.shift()?.request ?? null;
    if (next !== null) turn.holders.add(next.socket);
    return next;
  }

  /** Requests of this socket wait. */
  areWaiting(socket: number): boolean {
    for (const { waiting } of this.#turns.values()) if (waiting.some(isFrom(socket))) return true;
    return false;
  }

  /** A connection has ended: its requests wait no longer. What the ECU is with still has to be answered. */
  drop(socket: number): void {
    for (const turn of this.#turns.values()) {
      turn.waiting = turn.waiting.filter(({ request }) => request.socket !== socket);
    }
  }

  /** No ECU is asked anything any more. */
  clear(): void {
    this.#turns.clear();
  }

  /** Of a connection that has ended nothing is answered any more. @returns the requests whose turn it is */
  forget(socket: number): readonly DoipRequest[] {
    this.drop(socket);
    return [...this.#turns.keys()].map((ecu) => this.leave(ecu, socket)).filter((request) => request !== null);
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

  #turnOf(ecu: string): Turn {
    const known = this.#turns.get(ecu);
    if (known !== undefined) return known;
    const turn: Turn = { holders: new Set(), pending: null, waiting: [] };
    this.#turns.set(ecu, turn);
    return turn;
  }
}

function isFrom(socket: number): (waiting: Waiting) => boolean {
  return ({ request }) => request.socket === socket;
}
