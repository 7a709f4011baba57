import { NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import type { CarControl, ToolLink } from '../../car/host/car-control.ts';
import { ToolNode } from '../../car/host/tool-node.ts';
import { askOperator } from '../../tester/ask-operator.ts';
import type { BusCommand, OperatorQuestion, TesterCommand, TesterReply } from '../../tester/command.ts';
import { CarRestartedError, OperatorInterrupt, type ConversationDriver } from '../../tester/conversation.ts';
import type { Operator } from '../../tester/operator.ts';
import { scanToolConfig } from '../../tester/tester-config.ts';
import { TesterNodes } from '../../tester/tester-nodes.ts';

interface CarDriverOptions {
  readonly control: CarControl;
  readonly operator: Operator;
  /** Aborted: the operator interrupts. The conversation may still end what it began. */
  readonly signal: AbortSignal;
}

interface RequestUnderWay {
  readonly resolve: (reply: TesterReply) => void;
  readonly reject: (error: unknown) => void;
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
  #request: RequestUnderWay | null = null;
  #wake: () => void = () => undefined;
  #isLingering = false;
  #isInterrupted = false;
  /** Aborted where the car is restarted. */
  readonly #restart = new AbortController();
  #isRestartReported = false;

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

  /**
   * @throws OperatorInterrupt once after the signal is aborted, CarRestartedError once after a restart; whatever the
   * operator throws
   */
  async carryOut(command: TesterCommand): Promise<TesterReply> {
    this.#checkCar();
    const reply = await this.#carryOut(command);
    this.#checkCar();
    return reply;
  }

  async #carryOut(command: TesterCommand): Promise<TesterReply> {
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
      return await askOperator(command, operator, AbortSignal.any([signal, this.#restart.signal]));
    } catch (error) {
      this.#checkCar();
      if (signal.aborted) throw this.#interruption();
      throw error;
    }
  }

  async #onBus(command: BusCommand): Promise<TesterReply> {
    const { promise, resolve, reject } = Promise.withResolvers<TesterReply>();
    this.#request = { resolve, reject };
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

  /** What is not answered by now is not answered at all. */
  #giveUpIfTimeStands(): void {
    const { timeMode, paused } = this.#options.control;
    if (timeMode !== 'virtual' && !paused) return;
    this.#leaveRequest()?.resolve({ kind: 'request', outcome: { kind: 'timeout', waitedFor: 'p2' } });
  }

  #leaveRequest(): RequestUnderWay | null {
    const request = this.#request;
    this.#request = null;
    if (request !== null) this.#link.adjust(() => this.#nodes.cancel(this.nowUs()));
    return request;
  }

  /** It is another car by now, at time 0: what is under way has no end there, and is over. */
  #followRestart(): void {
    this.#restart.abort();
    const request = this.#leaveRequest();
    if (request !== null) request.reject(this.#reportRestart());
    this.#wake();
  }

  /** @throws CarRestartedError, once: the conversation may still report */
  #checkCar(): void {
    if (this.#restart.signal.aborted && !this.#isRestartReported) throw this.#reportRestart();
  }

  #reportRestart(): CarRestartedError {
    this.#isRestartReported = true;
    return new CarRestartedError();
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
