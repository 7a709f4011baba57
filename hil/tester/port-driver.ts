import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import type { ConnectionProblem } from '../../can-bus/uds/exchange.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { askOperator } from './ask-operator.ts';
import type {
  BusCommand,
  BusReply,
  OperatorQuestion,
  StimulusAnswer,
  StimulusCommand,
  TesterCommand,
  TesterReply,
  WatchCommand,
} from './command.ts';
import {
  BusLostError,
  converseAsync,
  OperatorInterrupt,
  type Conversation,
  type ConversationDriver,
  type ConversationObserver,
} from './conversation.ts';
import type { Operator } from './operator.ts';
import { PortNodes } from './port-nodes.ts';
import { TesterNodes, type TesterStacks } from './tester-nodes.ts';
import type { VehicleTime } from './vehicle-time.ts';

export interface PortDriverOptions extends TesterStacks {
  /** Stays open; it belongs to the caller. */
  readonly port: CanPort;
  /** Drives the tester's timers. */
  readonly clock: Clock;
  readonly time: VehicleTime;
  /** Absent where nobody can be asked. */
  readonly operator?: Operator;
  /**
   * Reopens a lost bus: then a conversation that can wait for it continues over the new port, which is closed at the
   * end. Where absent, a lost bus stays lost.
   */
  readonly reopen?: () => Promise<CanPort>;
  /** Aborted: the operator interrupts. The conversation may still end what it began. */
  readonly signal?: AbortSignal;
}

/** Used where no person works on the car. */
const NO_OPERATOR: StimulusAnswer = {
  done: false,
  message: 'the connection to the vehicle is lost',
  hint: 'restore the connection and start again',
};
const LOST_HINT = 'connect again; if the connection ends again, check the program or adapter at its other end';
const TESTER_PRESENT: BusCommand = { kind: 'request', payload: Uint8Array.of(SID.testerPresent, 0x00) };

/**
 * Runs one conversation over a port (TEC-3). A lost bus appears in the conversation's own terms: no request gets an
 * answer any more, and commands that need the bus fail with BusLostError.
 */
export async function runOnPort<Value>(
  conversation: Conversation<Value>,
  options: PortDriverOptions,
  observer?: ConversationObserver,
): Promise<Value> {
  const driver = new PortDriver(options);
  try {
    return await converseAsync(conversation, driver, observer);
  } finally {
    await driver.end();
  }
}

/** Drives conversations over a port, in the time of the bus behind it. */
export class PortDriver implements ConversationDriver {
  readonly #options: PortDriverOptions;
  readonly #nodes: TesterNodes;
  readonly #onInterrupt = (): void => this.#options.time.interrupt();
  #stopWatching: () => void = () => undefined;
  #waiting: Waiting | null = null;
  /** Why the bus is lost. */
  #lost: string | null = null;
  #interrupted = false;
  /** Withdraws a question to the operator when the bus is lost. */
  #question = new AbortController();
  /** The port that was opened to replace the first one. */
  #reopened: CanPort | null = null;

  constructor(options: PortDriverOptions) {
    this.#options = options;
    this.#nodes = new TesterNodes(options, this.#hostOn(options.port), () => this.#settle());
    this.#watchStatus(options.port);
    options.signal?.addEventListener('abort', this.#onInterrupt);
  }

  nowUs(): number {
    return this.#options.time.nowUs();
  }

  /** @throws OperatorInterrupt once after the signal is aborted; BusLostError; any error of the operator */
  async carryOut(command: TesterCommand): Promise<TesterReply> {
    const { time, operator, signal } = this.#options;
    if (signal?.aborted === true && !this.#interrupted) throw this.#interruption();
    switch (command.kind) {
      case 'request':
      case 'gather':
      case 'frames':
        return await this.#onBus(command);
      case 'wait':
        await this.#wait(command.durationUs, command.silent === true);
        return { kind: 'wait' };
      case 'stimulus':
        return { kind: 'stimulus', answer: await this.#perform(command) };
      case 'progress':
        return { kind: 'progress' };
      case 'watch':
        if (operator === undefined) throw nobody(command);
        return await this.#watch(command, operator, time);
      case 'screen':
      case 'pass-code':
      case 'retry':
      case 'count':
      case 'vehicle':
        if (operator === undefined) throw nobody(command);
        return await this.#ask(command, operator);
    }
  }

  async end(): Promise<void> {
    const { operator, signal } = this.#options;
    signal?.removeEventListener('abort', this.#onInterrupt);
    await operator?.endWatch();
    this.#stopWatching();
    this.#nodes.leave();
    await this.#reopened?.close();
  }

  async #wait(durationUs: number, silent: boolean): Promise<void> {
    if (silent) this.#nodes.silence();
    if (this.#lost !== null) return;
    await this.#options.time.pass(durationUs, silent ? null : () => this.#stayAlive());
  }

  async #perform(command: StimulusCommand): Promise<StimulusAnswer> {
    const { operator } = this.#options;
    if (operator === undefined) throw nobody(command);
    return this.#lost === null ? await operator.perform(command.stimulus) : NO_OPERATOR;
  }

  /** Lets the time pass while the display stays, and reopens the bus where that is what the operator waits for. */
  async #watch(command: WatchCommand, operator: Operator, time: VehicleTime): Promise<TesterReply> {
    operator.watch(command, () => time.interrupt());
    if (command.reconnect === true && this.#lost !== null) await this.#reopen();
    if (command.stimulus !== undefined || this.#lost !== null) await time.linger(command.durationUs);
    else await time.pass(command.durationUs, () => this.#stayAlive());
    return { kind: 'watch', pressed: operator.pressed() };
  }

  async #ask(command: OperatorQuestion, operator: Operator): Promise<TesterReply> {
    const { signal, reopen } = this.#options;
    const needsBus = command.kind !== 'retry' && !(command.kind === 'screen' && command.isLast === true);
    if (needsBus && this.#lost !== null && reopen !== undefined) throw new BusLostError(this.#lost);
    await operator.endWatch();
    this.#question = new AbortController();
    const signals = [...(needsBus ? [this.#question.signal] : []), ...(signal === undefined ? [] : [signal])];
    try {
      return await askOperator(command, operator, AbortSignal.any(signals));
    } catch (error) {
      if (signal?.aborted === true) throw this.#interruption();
      if (needsBus && this.#lost !== null) throw new BusLostError(this.#lost);
      throw error;
    }
  }

  async #stayAlive(): Promise<void> {
    await this.#onBus(TESTER_PRESENT);
  }

  async #onBus(command: BusCommand): Promise<BusReply> {
    if (this.#lost !== null) return onLostBus(command, this.#lost);
    const { promise, resolve } = Promise.withResolvers<BusReply>();
    this.#waiting = { resolve, command };
    this.#nodes.start(command);
    return await promise;
  }

  /** The command on the bus has ended. */
  #settle(): void {
    const reply = this.#nodes.reply();
    if (reply === null) return;
    const { port } = this.#options;
    this.#waiting?.resolve(withProblem(reply, (this.#reopened ?? port).requestProblem?.() ?? null));
    this.#waiting = null;
  }

  #hostOn(port: CanPort): PortNodes {
    return new PortNodes({ portOf: () => port, clock: this.#options.clock, onEvent: () => this.#settle() });
  }

  /** A port that is closed already is lost at once. */
  #watchStatus(port: CanPort): void {
    const watch = port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#lose(status.reason);
    });
    this.#stopWatching = () => watch.unsubscribe();
  }

  async #reopen(): Promise<void> {
    const { reopen } = this.#options;
    if (reopen === undefined) return;
    try {
      const port = await reopen();
      this.#stopWatching();
      this.#reopened = port;
      this.#lost = null;
      this.#nodes.moveTo(this.#hostOn(port));
      this.#watchStatus(port);
    } catch (error) {
      // Not yet.
      if (!(error instanceof PortError)) throw error;
    }
  }

  #lose(reason: string): void {
    const { clock, time } = this.#options;
    this.#lost = reason;
    this.#nodes.cancel(clock.nowUs());
    time.interrupt();
    this.#question.abort();
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve(onLostBus(waiting.command, reason));
  }

  #interruption(): OperatorInterrupt {
    this.#interrupted = true;
    return new OperatorInterrupt();
  }
}

interface Waiting {
  readonly command: BusCommand;
  readonly resolve: PromiseWithResolvers<BusReply>['resolve'];
}

/** A request that could not be sent has an outcome; other commands have none. */
function onLostBus({ kind }: BusCommand, reason: string): Promise<BusReply> {
  if (kind !== 'request') return Promise.reject(new BusLostError(reason));
  const connection = { reason: `the connection ended: ${reason}`, hint: LOST_HINT };
  return Promise.resolve({ kind, outcome: { kind: 'send-failed', fault: 'timeout-a', connection } });
}

/** A request without an answer, with what the connection knows about it. */
function withProblem(reply: BusReply, connection: ConnectionProblem | null): BusReply {
  if (connection === null || reply.kind !== 'request') return reply;
  const { kind, outcome } = reply;
  switch (outcome.kind) {
    case 'timeout':
    case 'send-failed':
    case 'receive-failed':
      return { kind, outcome: { ...outcome, connection } };
    case 'positive':
    case 'negative':
    case 'no-response':
      return reply;
  }
}

function nobody({ kind }: TesterCommand): Error {
  return new Error(`a command "${kind}" is for an operator, and there is none`);
}
