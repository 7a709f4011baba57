import type { Subscription } from 'rxjs';
import type { CanFrame } from '../frame/can-frame.ts';
import { MAX_BASE_ID } from '../frame/can-frame.ts';
import type { Alarm, Clock } from '../time/clock.ts';
import { NEVER_US } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { BusNode, NodeEvent, Outbox } from '../virtual-bus/bus-node.ts';
import { NodeOutbox } from '../virtual-bus/node-outbox.ts';
import { StallError } from '../time/stall-error.ts';
import type { CanPort } from './can-port.ts';

/** Deadlines that may fire in a row before the node is considered stuck. */
const MAX_DEADLINES_IN_A_ROW = 100_000;

/**
 * Drives one node over a port: frames from the bus go in, the node's outbox goes out, and a clock's alarm wakes it at
 * its deadline. A frame counts as sent when the port has accepted it; one that the port refuses is never confirmed, so
 * that the node's own time limit decides.
 */
export class NodeOnPort<Event extends NodeEvent> {
  readonly #node: BusNode<Event>;
  readonly #port: CanPort;
  readonly #clock: Clock;
  readonly #onEvent: (event: Event, nowUs: Micros) => void;
  readonly #alarm: Alarm;
  readonly #subscription: Subscription;
  readonly #outbox = new NodeOutbox<Event>();
  readonly #listensTo: ReadonlySet<number> | null;
  /** Frames that a port delivers during a send. */
  readonly #inbox: CanFrame[] = [];
  #busy = false;
  #detached = false;

  constructor(
    node: BusNode<Event>,
    port: CanPort,
    clock: Clock,
    onEvent: (event: Event, nowUs: Micros) => void = () => undefined,
  ) {
    this.#node = node;
    this.#port = port;
    this.#clock = clock;
    this.#onEvent = onEvent;
    this.#listensTo = node.listensTo === 'all' ? null : new Set(node.listensTo);
    // Everything due by now runs before any action.
    this.#alarm = clock.createAlarm(node.name, () => this.apply(() => undefined));
    this.#subscription = port.frames.subscribe((frame) => this.#receive(frame));
    this.#arm();
  }

  /** An input to the node, now; what the node wants done is done before this returns. */
  apply<Result>(action: (outbox: Outbox<Event>, nowUs: Micros) => Result): Result {
    const result = this.#call(action);
    this.#takeInbox();
    return result;
  }

  /** Detaches the node from the port; the port stays open. */
  detach(): void {
    this.#detached = true;
    this.#subscription.unsubscribe();
    this.#alarm.disarm();
  }

  #call<Result>(action: (outbox: Outbox<Event>, nowUs: Micros) => Result): Result {
    const nowUs = this.#clock.nowUs();
    this.#busy = true;
    try {
      this.#runDue(nowUs);
      const result = action(this.#outbox, nowUs);
      this.#drain(nowUs);
      return result;
    } finally {
      this.#busy = false;
      this.#outbox.clear();
      this.#arm();
    }
  }

  #receive(frame: CanFrame): void {
    if (this.#detached || !this.#isForNode(frame)) return;
    this.#inbox.push(frame);
    if (!this.#busy) this.#takeInbox();
  }

  #takeInbox(): void {
    for (let frame = this.#inbox.shift(); frame !== undefined; frame = this.#inbox.shift()) {
      const received = frame;
      this.#call((outbox, nowUs) => this.#node.onFrame(received, nowUs, outbox));
    }
  }

  /** As on the virtual network: ids up to 7FF mean base frames, higher ones extended frames. */
  #isForNode(frame: CanFrame): boolean {
    if (this.#listensTo === null) return true;
    return frame.extended === frame.id > MAX_BASE_ID && this.#listensTo.has(frame.id);
  }

  /** A deadline fires before any input that bears the same time stamp. */
  #runDue(nowUs: Micros): void {
    let runs = 0;
    for (let dueUs = this.#node.deadlineUs(); dueUs <= nowUs; dueUs = this.#node.deadlineUs()) {
      if (++runs > MAX_DEADLINES_IN_A_ROW) throw new StallError(`node ${this.#node.name}`, dueUs, runs);
      // The instant for which it was scheduled, so that late wake-ups do not accumulate.
      this.#node.onDeadline(dueUs, this.#outbox);
      this.#drain(dueUs);
    }
  }

  /** Sends frame by frame: a confirmation may produce the next frame. */
  #drain(nowUs: Micros): void {
    const outbox = this.#outbox;
    for (let index = 0; index < outbox.frameCount; index += 1) {
      const frame = outbox.frames[index];
      if (frame !== undefined && this.#port.send(frame)) this.#node.onFrameSent(frame, nowUs, outbox);
    }
    outbox.frameCount = 0;
    if (outbox.events.length > 0) for (const event of outbox.takeEvents()) this.#onEvent(event, nowUs);
  }

  #arm(): void {
    if (this.#detached) return;
    const dueUs = this.#node.deadlineUs();
    if (dueUs === NEVER_US) this.#alarm.disarm();
    else this.#alarm.arm(dueUs);
  }
}
