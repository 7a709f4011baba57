import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { BusNode } from './bus-node.ts';

/**
 * Placeholder for a participant that was on the bus when a snapshot was taken and is not attached now: the frames
 * queued in its controller are still sent. It receives nothing and does nothing; a node of the same name replaces it.
 */
export class AbsentNode implements BusNode {
  readonly name: string;
  readonly listensTo: readonly number[] = [];
  readonly confirms: readonly number[] = [];

  constructor(name: string) {
    this.name = name;
  }

  deadlineUs(): Micros {
    return NEVER_US;
  }

  onDeadline(): void {
    // It has no deadline.
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
