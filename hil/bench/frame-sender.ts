import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';

/** A frame that is sent cyclically, under its name. */
interface Traffic {
  readonly name: string;
  readonly frame: CanFrame;
  readonly cycleUs: Micros;
  readonly nextUs: Micros;
}

/** What a sender sends cyclically, in the order in which it was started. */
export type SenderSnapshot = readonly Traffic[];

/**
 * The node that sends a scenario's own frames: once, or cyclically under a name. It receives nothing and has no pending
 * work.
 */
export class FrameSender implements BusNode<never> {
  readonly name = 'scenario-frames';
  readonly listensTo: readonly number[] = [];
  readonly confirms: readonly number[] = [];
  readonly #traffic = new Map<string, Traffic>();

  /** @param traffic of an earlier sender, which this one continues */
  constructor(traffic: SenderSnapshot = []) {
    for (const each of traffic) this.#traffic.set(each.name, each);
  }

  snapshot(): SenderSnapshot {
    return [...this.#traffic.values()];
  }

  /** Sends now and then every `cycleUs`, replacing earlier traffic of the same name. */
  start(name: string, frame: CanFrame, cycleUs: Micros, nowUs: Micros, outbox: Outbox<NodeEvent>): void {
    outbox.send(frame);
    this.#traffic.set(name, { name, frame, cycleUs, nextUs: nowUs + cycleUs });
  }

  /** False where nothing is sent under that name. */
  stop(name: string): boolean {
    return this.#traffic.delete(name);
  }

  deadlineUs(): Micros {
    let dueUs: Micros = NEVER_US;
    for (const { nextUs } of this.#traffic.values()) dueUs = Math.min(dueUs, nextUs);
    return dueUs;
  }

  onDeadline(nowUs: Micros, outbox: Outbox<NodeEvent>): void {
    for (const traffic of this.#traffic.values()) {
      if (traffic.nextUs > nowUs) continue;
      outbox.send(traffic.frame);
      this.#traffic.set(traffic.name, { ...traffic, nextUs: traffic.nextUs + traffic.cycleUs });
    }
  }

  onFrame(): void {
    // It receives nothing.
  }

  onFrameSent(): void {
    // It waits for no confirmation.
  }

  hasPendingWork(): boolean {
    return false;
  }
}
