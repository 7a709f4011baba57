import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { SYSTEM_WALL, type WallSource } from '../../../can-bus/time/real-clock.ts';
import type { Micros } from '../../../can-bus/time/micros.ts';
import type { PortNode } from './port-node.ts';
import { stepTowards, TimeSlice } from './time-slice.ts';

interface TimeJumpParts {
  /** Of real time; the machine's where absent. */
  readonly wall?: WallSource | undefined;
  readonly nowUs: () => Micros;
  /** Moves the car, and lets out what comes of it. `fromUs` where it has arrived, and where it set out. */
  readonly move: (timeUs: Micros, fromUs?: Micros) => void;
  /** A client's frame whose turn has come. */
  readonly takeFrame: (node: PortNode, frame: CanFrame) => void;
  /** All that waited has been taken; the clients may be read again. */
  readonly over: (heldBack: ReadonlySet<PortNode>) => void;
}

interface Jump {
  readonly fromUs: Micros;
  readonly toUs: Micros;
  readonly ended: PromiseWithResolvers<boolean>;
  /** For those who wait only until it is over, however it ends: false where the car ends with it. */
  readonly isOver: Promise<boolean>;
  cancelWake: () => void;
}

/**
 * Moves a car's virtual time far, in slices, between which the process does other work. It comes to the same as one
 * move: what clients send meanwhile is taken at its end, and other inputs wait for it.
 */
export class TimeJump {
  readonly #parts: TimeJumpParts;
  readonly #wall: WallSource;
  #jump: Jump | null = null;
  /** Within a slice, or taking what has waited. */
  #isAtWork = false;
  #frames: { readonly node: PortNode; readonly frame: CanFrame }[] = [];

  constructor(parts: TimeJumpParts) {
    this.#parts = parts;
    this.#wall = parts.wall ?? SYSTEM_WALL;
  }

  /** Resolves when the one under way is over, however it ends: false where it was stopped. Null where none is. */
  get underWay(): Promise<boolean> | null {
    return this.#jump?.isOver ?? null;
  }

  /**
   * The first slice at once; resolves with whether it has arrived, false where it was stopped.
   *
   * @param signal aborted: it ends at the present instant
   */
  async start(toUs: Micros, signal?: AbortSignal): Promise<boolean> {
    this.finish();
    const ended = Promise.withResolvers<boolean>();
    const isOver = ended.promise.catch(() => true);
    const fromUs = this.#parts.nowUs();
    const jump: Jump = { fromUs, toUs, ended, isOver, cancelWake: () => undefined };
    this.#jump = jump;
    this.#slice(false);
    const onAbort = (): void => this.#stopThis(jump);
    signal?.addEventListener('abort', onAbort);
    try {
      return await ended.promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  /** The rest of it in one go: for an input that cannot wait. */
  finish(): void {
    if (this.#jump !== null && !this.#isAtWork) this.#slice(true);
  }

  /**
   * It ends at the present instant. What clients have sent meanwhile is dropped.
   *
   * @param isRunning the car can still say so
   */
  stop(isRunning: boolean): void {
    const jump = this.#jump;
    if (jump === null) return;
    this.#forget(jump);
    this.#frames = [];
    if (isRunning) this.#parts.move(this.#parts.nowUs(), jump.fromUs);
    jump.ended.resolve(false);
  }

  /** It alone, and what waits for it goes on. */
  #stopThis(jump: Jump): void {
    if (this.#jump !== jump || this.#isAtWork) return;
    this.#parts.move(this.#parts.nowUs(), jump.fromUs);
    this.#arrive(jump, false);
  }

  /** @returns true where the frame waits for the end of a jump; its client is not read meanwhile */
  defer(node: PortNode, frame: CanFrame): boolean {
    if (this.#jump === null) return false;
    this.#frames.push({ node, frame });
    node.port.holdBack?.(true);
    return true;
  }

  #slice(isWhole: boolean): void {
    const jump = this.#jump;
    if (jump === null) return;
    jump.cancelWake();
    this.#isAtWork = true;
    try {
      if (this.#run(jump, isWhole)) this.#arrive(jump);
      else if (this.#jump === jump) jump.cancelWake = this.#wall.wake(0, () => this.#slice(false));
    } catch (error) {
      this.#forget(jump);
      jump.ended.reject(error);
    } finally {
      this.#isAtWork = false;
    }
  }

  /** @returns whether it has arrived */
  #run(jump: Jump, isWhole: boolean): boolean {
    const { move, nowUs } = this.#parts;
    const slice = new TimeSlice(this.#wall);
    while (this.#jump === jump) {
      const nextUs = isWhole ? jump.toUs : stepTowards(nowUs(), jump.toUs);
      if (nextUs >= jump.toUs) {
        move(jump.toUs, jump.fromUs);
        return true;
      }
      move(nextUs);
      if (slice.isOver) return false;
    }
    return false;
  }

  #arrive(jump: Jump, hasArrived = true): void {
    const heldBack = new Set<PortNode>();
    // While it is taken, more may come.
    for (const { node, frame } of this.#frames) {
      heldBack.add(node);
      this.#parts.takeFrame(node, frame);
    }
    this.#forget(jump);
    this.#frames = [];
    this.#parts.over(heldBack);
    jump.ended.resolve(hasArrived);
  }

  #forget(jump: Jump): void {
    jump.cancelWake();
    this.#jump = null;
  }
}
