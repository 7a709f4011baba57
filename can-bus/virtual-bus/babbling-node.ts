import type { CanFrame } from '../frame/can-frame.ts';
import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { BusNode, Outbox } from './bus-node.ts';

const BABBLER = 'babbler';

export interface BabbleOptions {
  readonly frame: CanFrame;
  /**
   * Between two requests; 0: the next one follows as soon as the previous frame is on the wire, so that the bus is
   * never idle.
   */
  readonly periodUs: Micros;
  /** Its duration. */
  readonly durationUs: Micros;
}

export interface BabblingNodeSnapshot {
  readonly nextUs: Micros;
  readonly endUs: Micros;
}

/** A babbling idiot: sends one frame over and over, regardless of the others. It receives nothing. */
export class BabblingNode implements BusNode {
  readonly name: string = BABBLER;
  readonly listensTo: readonly number[] = [];
  readonly #options: BabbleOptions;
  #nextUs: Micros;
  readonly #endUs: Micros;

  /** Begins at `nowUs`. */
  constructor(options: BabbleOptions, nowUs: Micros) {
    this.#options = options;
    this.#nextUs = nowUs;
    this.#endUs = nowUs + options.durationUs;
  }

  /** A new node that continues where the other one stopped. */
  static restore(options: BabbleOptions, { nextUs, endUs }: BabblingNodeSnapshot): BabblingNode {
    const node = new BabblingNode(options, endUs - options.durationUs);
    node.#nextUs = nextUs;
    return node;
  }

  snapshot(): BabblingNodeSnapshot {
    return { nextUs: this.#nextUs, endUs: this.#endUs };
  }

  get endUs(): Micros {
    return this.#endUs;
  }

  deadlineUs(): Micros {
    return this.#nextUs;
  }

  onDeadline(nowUs: Micros, outbox: Outbox<never>): void {
    if (nowUs >= this.#endUs) {
      this.#nextUs = NEVER_US;
      return;
    }
    outbox.send(this.#options.frame);
    const { periodUs } = this.#options;
    this.#nextUs = periodUs === 0 ? NEVER_US : nowUs + periodUs;
  }

  onFrame(): void {
    // It receives nothing.
  }

  onFrameSent(_frame: CanFrame, nowUs: Micros): void {
    if (this.#options.periodUs === 0 && nowUs < this.#endUs) this.#nextUs = nowUs;
  }

  /** Nobody waits for its frames. */
  hasPendingWork(): boolean {
    return false;
  }
}
