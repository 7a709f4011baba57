import type { CanFrame } from '../../../can-bus/frame/can-frame.ts';
import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { TesterEvent } from '../../../can-bus/uds/tester-node.ts';
import type { BusNode, Outbox } from '../../../can-bus/virtual-bus/bus-node.ts';

interface ToolNodeParts {
  readonly name: string;
  /** The stack has reported something; called from inside the bus, so that it must not act on it. */
  readonly onEvent: () => void;
  /** The alarm's instant has come; called from inside the bus, too. */
  readonly onAlarm: () => void;
}

/**
 * A tool of this process as a node on the car's bus: its stack, which may be exchanged, and an alarm in vehicle time.
 * What the stack reports stays with the tool: the car's record has the ECU's side of it.
 */
export class ToolNode implements BusNode {
  readonly name: string;
  readonly listensTo = 'all';
  /** Vehicle time at which it connected. */
  sinceUs: Micros = 0;
  /** Frames that came from it. */
  framesIn = 0;
  /** Frames that it was sent. */
  framesOut = 0;
  alarmUs: Micros = NEVER_US;
  readonly #parts: ToolNodeParts;
  #stack: BusNode<TesterEvent> | null = null;
  #hasEvent = false;

  constructor(parts: ToolNodeParts) {
    this.name = parts.name;
    this.#parts = parts;
  }

  /** Null: it stays on the bus and does nothing. */
  use(stack: BusNode<TesterEvent> | null): void {
    this.#stack = stack;
  }

  /** An input to the stack. */
  apply<Result>(
    action: (outbox: Outbox<TesterEvent>, nowUs: Micros) => Result,
    nowUs: Micros,
    outbox: Outbox<never>,
  ): Result {
    const result = action(this.#outboxOver(outbox), nowUs);
    this.#report();
    return result;
  }

  deadlineUs(): Micros {
    return Math.min(this.alarmUs, this.#stack?.deadlineUs() ?? NEVER_US);
  }

  onDeadline(nowUs: Micros, outbox: Outbox<never>): void {
    const stack = this.#stack;
    if (stack !== null && stack.deadlineUs() <= nowUs) stack.onDeadline(nowUs, this.#outboxOver(outbox));
    this.#report();
    if (nowUs < this.alarmUs) return;
    this.alarmUs = NEVER_US;
    this.#parts.onAlarm();
  }

  onFrame(frame: CanFrame, nowUs: Micros, outbox: Outbox<never>): void {
    this.framesOut++;
    const stack = this.#stack;
    if (stack === null || (stack.listensTo !== 'all' && !stack.listensTo.includes(frame.id))) return;
    stack.onFrame(frame, nowUs, this.#outboxOver(outbox));
    this.#report();
  }

  onFrameSent(frame: CanFrame, nowUs: Micros, outbox: Outbox<never>): void {
    this.#stack?.onFrameSent(frame, nowUs, this.#outboxOver(outbox));
    this.#report();
  }

  hasPendingWork(): boolean {
    return this.#stack?.hasPendingWork() ?? false;
  }

  #outboxOver(outbox: Outbox<never>): Outbox<TesterEvent> {
    return {
      send: (frame) => {
        this.framesIn++;
        outbox.send(frame);
      },
      emit: () => (this.#hasEvent = true),
    };
  }

  #report(): void {
    if (!this.#hasEvent) return;
    this.#hasEvent = false;
    this.#parts.onEvent();
  }
}
