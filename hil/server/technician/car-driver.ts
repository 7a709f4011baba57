import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { UdsOutcome } from '../../../can-bus/uds/exchange.ts';
import type { CarControl, ToolLink } from '../../car/host/car-control.ts';
import { ToolNode } from '../../car/host/tool-node.ts';
import { askOperator } from '../../tester/ask-operator.ts';
import type { BusCommand, OperatorQuestion, TesterCommand, TesterReply } from '../../tester/command.ts';
import { OperatorInterrupt, type ConversationDriver } from '../../tester/conversation.ts';
import type { Operator } from '../../tester/operator.ts';
import { scanToolConfig } from '../../tester/tester-config.ts';
import { TesterNodes } from '../../tester/tester-nodes.ts';

interface CarDriverOptions {
  readonly control: CarControl;
  readonly operator: Operator;
  /** Aborted: the operator interrupts. The conversation may still end what it began. */
  readonly signal: AbortSignal;
}

/** As the car's log names the tool. */
const TOOL_NAME = 'technician';

/**
 * Drives conversations with a car of this process, in the vehicle's time however that moves. A wait is over when the
 * vehicle's clock has passed it, or, where something is to be done at the car, when something was done. Where time
 * does not move by itself, a request is answered as a client's is, and one that is not answered then never will be.
 */
export class CarDriver implements ConversationDriver {
  readonly #options: CarDriverOptions;
  readonly #node: ToolNode;
  readonly #link: ToolLink;
  readonly #nodes: TesterNodes;
  readonly #stops: (() => void)[] = [];
  #request: { readonly command: BusCommand; readonly resolve: (reply: TesterReply) => void } | null = null;
  #wake: () => void = () => undefined;
  #isLingering = false;
  #isInterrupted = false;

  constructor(options: CarDriverOptions) {
    this.#options = options;
    const { control, signal } = options;
    this.#node = new ToolNode({ name: TOOL_NAME, onEvent: () => this.#settle(), onAlarm: () => this.#wake() });
    this.#link = control.connectTool(this.#node);
    this.#nodes = new TesterNodes(
      { tester: scanToolConfig(control.car.profile, { name: TOOL_NAME }) },
      {
        attach: (stack) => this.#node.use(stack),
        detach: () => this.#node.use(null),
        apply: (_stack, action) => this.#link.apply((outbox, nowUs) => this.#node.apply(action, nowUs, outbox)),
      },
    );
    const onAbort = (): void => this.#wake();
    signal.addEventListener('abort', onAbort);
    const events = control.events.subscribe((record) => {
      if (this.#isLingering && 'event' in record && record.source === 'stimulus') this.#wake();
    });
    const around = control.hostEvents.subscribe(({ event }) => {
      if (event === 'time-set') queueMicrotask(() => this.#giveUpIfTimeStands());
      if (event === 'car-restarted') queueMicrotask(() => this.#followRestart());
    });
    this.#stops.push(
      () => signal.removeEventListener('abort', onAbort),
      () => events.unsubscribe(),
      () => around.unsubscribe(),
    );
  }

  nowUs(): Micros {
    return this.#options.control.car.nowUs;
  }

  /** @throws OperatorInterrupt once after the signal is aborted; whatever the operator throws */
  async carryOut(command: TesterCommand): Promise<TesterReply> {
    const { operator, signal } = this.#options;
    if (signal.aborted && !this.#isInterrupted) throw this.#interruption();
    switch (command.kind) {
      case 'request':
      case 'gather':
      case 'frames':
        return await this.#onBus(command);
      case 'wait':
        await this.#pass(command.durationUs, false);
        return { kind: 'wait' };
      case 'stimulus':
        return { kind: 'stimulus', answer: await operator.perform(command.stimulus) };
      case 'progress':
        return { kind: 'progress' };
      case 'watch':
        operator.watch(command, () => this.#wake());
        await this.#pass(command.durationUs, command.stimulus !== undefined);
        return { kind: 'watch', pressed: operator.pressed() };
      case 'screen':
      case 'pass-code':
      case 'retry':
      case 'count':
      case 'vehicle':
        return await this.#ask(command);
    }
  }

  async end(): Promise<void> {
    await this.#options.operator.endWatch();
    for (const stop of this.#stops.splice(0)) stop();
    this.#link.leave();
  }

  async #ask(command: OperatorQuestion): Promise<TesterReply> {
    const { operator, signal } = this.#options;
    await operator.endWatch();
    try {
      return await askOperator(command, operator, signal);
    } catch (error) {
      if (signal.aborted) throw this.#interruption();
      throw error;
    }
  }

  async #onBus(command: BusCommand): Promise<TesterReply> {
    const { promise, resolve } = Promise.withResolvers<TesterReply>();
    this.#request = { command, resolve };
    this.#nodes.start(command);
    this.#settle();
    this.#giveUpIfTimeStands();
    return await promise;
  }

  #settle(): void {
    const reply = this.#nodes.reply();
    if (reply === null) return;
    this.#request?.resolve(reply);
    this.#request = null;
  }

  #giveUpIfTimeStands(): void {
    const { timeMode, paused } = this.#options.control;
    if (timeMode === 'virtual' || paused) this.#giveUp({ kind: 'timeout', waitedFor: 'p2' });
  }

  #giveUp(outcome: UdsOutcome): void {
    const request = this.#request;
    if (request === null) return;
    this.#request = null;
    this.#link.adjust(() => this.#nodes.cancel(this.nowUs()));
    request.resolve({ kind: 'request', outcome });
  }

  /** It is another car by now, at time 0: what is under way has no end there. */
  #followRestart(): void {
    this.#giveUp({ kind: 'send-failed', fault: 'timeout-a' });
    this.#wake();
  }

  async #pass(durationUs: Micros, lingers: boolean): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#wake = () => resolve(undefined);
    this.#isLingering = lingers;
    this.#link.adjust(() => (this.#node.alarmUs = this.nowUs() + durationUs));
    await promise;
    this.#wake = () => undefined;
    this.#isLingering = false;
    this.#link.adjust(() => (this.#node.alarmUs = NEVER_US));
  }

  #interruption(): OperatorInterrupt {
    this.#isInterrupted = true;
    return new OperatorInterrupt();
  }
}
