import { smartkey } from '../smartkey.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import type { UdsRequestOptions } from '../../can-bus/uds/client-config.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { TesterNode, type TesterConfig, type TesterEvent } from '../../can-bus/uds/tester-node.ts';
import type { HandAnswer, ToolCommand, ToolObserver, ToolReply, ToolUtility, WatchCommand } from './tool-command.ts';
import { interruption, type ToolPerson } from './tool-person.ts';
import type { ToolResult } from './tool-result.ts';
import { UtilityFailure } from './utility-failure.ts';
import type { VehicleTime } from './vehicle-time.ts';

export interface PortDriveOptions {
  /** Stays open; it is the caller's. */
  readonly port: CanPort;
  /** Drives the tester's timers. */
  readonly clock: Clock;
  readonly tester: TesterConfig;
  readonly time: VehicleTime;
  readonly person: ToolPerson;
  /**
   * Opens the bus again after it went away: then a utility that can wait for that goes on over the new port, which is
   * closed at the end. Where absent, a bus that went away stays away.
   */
  readonly reopen?: () => Promise<CanPort>;
  readonly observer?: ToolObserver;
  /** Aborted: the technician interrupts. The utility still stops what it began, and says how the keys stand. */
  readonly signal?: AbortSignal;
}

/** What a request comes to once the bus is gone: it does not get onto it. */
const BUS_GONE: UdsOutcome = { kind: 'send-failed', fault: 'timeout-a' };
/** Nobody works on a car that the tool does not see. */
const NO_HAND: HandAnswer = {
  done: false,
  message: 'the connection to the vehicle is lost',
  hint: 'restore the connection and start again',
};
const TESTER_PRESENT: Uint8Array = Uint8Array.of(SID.testerPresent, 0x00);

/**
 * Runs a utility against whatever sits on the bus behind a port (TEC-3). A bus that goes away ends it in its own
 * terms: no request gets an answer any more, and the utility says what it knows of the keys (TEC-6).
 */
export async function driveOnPort(utility: ToolUtility, options: PortDriveOptions): Promise<ToolResult> {
  const run = new PortRun(options);
  const { signal, time } = options;
  const onInterrupt = (): void => time.interrupt();
  signal?.addEventListener('abort', onInterrupt);
  try {
    let interrupted = false;
    let next = utility.next();
    while (next.done !== true) {
      if (signal?.aborted === true && !interrupted) {
        interrupted = true;
        next = utility.throw(interruption());
        continue;
      }
      const reply = await run.step(next.value);
      if (!(reply instanceof UtilityFailure)) next = utility.next(reply);
      else if (interrupted || signal?.aborted !== true) next = utility.throw(reply);
    }
    return next.value;
  } finally {
    signal?.removeEventListener('abort', onInterrupt);
    await run.end();
  }
}

function connectionLost(): UtilityFailure {
  return new UtilityFailure('bench', {
    reason: 'connection-lost',
    what: 'the connection to the bus was lost',
    next: `see to the cable and the adapter, then run "${smartkey('tool read')}"`,
  });
}

class PortRun {
  readonly #options: PortDriveOptions;
  readonly #tester: TesterNode;
  #node: NodeOnPort<TesterEvent>;
  #stopWatching: () => void = () => undefined;
  #answer: ((outcome: UdsOutcome) => void) | null = null;
  #gone = false;
  /** Takes back a question to a person when the bus goes away. */
  #question = new AbortController();
  /** The port that was opened in place of the first one. */
  #reopened: CanPort | null = null;

  constructor(options: PortDriveOptions) {
    this.#options = options;
    this.#tester = new TesterNode(options.tester);
    this.#node = this.#attach(options.port);
  }

  /** @returns the reply, or why the utility does not get one */
  async step(command: ToolCommand): Promise<ToolReply | UtilityFailure> {
    const { observer, time } = this.#options;
    const startUs = time.nowUs();
    observer?.before?.(command, startUs);
    const reply = await this.#carryOut(command);
    if (reply instanceof UtilityFailure) return reply;
    observer?.step?.({ startUs, endUs: time.nowUs(), command, reply });
    return reply;
  }

  async end(): Promise<void> {
    await this.#options.person.endWatch();
    this.#stopWatching();
    this.#node.detach();
    await this.#reopened?.close();
  }

  async #carryOut(command: ToolCommand): Promise<ToolReply | UtilityFailure> {
    const { time, person } = this.#options;
    switch (command.kind) {
      case 'request': {
        const { payload, functional, suppress } = command;
        const outcome = await this.#request(payload, {
          target: functional === true ? 'functional' : 'physical',
          ...(suppress === undefined ? {} : { suppressResponse: suppress }),
        });
        return { kind: 'request', outcome };
      }
      case 'wait':
        if (!this.#gone) await time.pass(command.durationUs, () => this.#stayAlive());
        return { kind: 'wait' };
      case 'hand':
        return { kind: 'hand', answer: this.#gone ? NO_HAND : await person.hand(command.action) };
      case 'progress':
        return { kind: 'progress' };
      case 'watch':
        return await this.#watch(command);
      case 'screen':
      case 'pass-code':
      case 'retry':
      case 'count':
      case 'vehicle':
        return await this.#ask(command);
    }
  }

  /** Lets the time pass with what is to be seen in view, and opens the bus again where that is what is waited for. */
  async #watch(command: WatchCommand): Promise<ToolReply> {
    const { time, person } = this.#options;
    person.watch(command, () => time.interrupt());
    if (command.reconnect === true && this.#gone) await this.#reopen();
    if (command.action !== undefined || this.#gone) await time.linger(command.durationUs);
    else await time.pass(command.durationUs, () => this.#stayAlive());
    return { kind: 'watch', pressed: person.pressed() };
  }

  async #ask(command: Question): Promise<ToolReply | UtilityFailure> {
    const { person, signal, reopen } = this.#options;
    const needsBus = command.kind !== 'retry' && !(command.kind === 'screen' && command.isLast === true);
    if (needsBus && this.#gone && reopen !== undefined) return connectionLost();
    await person.endWatch();
    this.#question = new AbortController();
    const signals = [...(needsBus ? [this.#question.signal] : []), ...(signal === undefined ? [] : [signal])];
    try {
      return await answered(command, person, AbortSignal.any(signals));
    } catch (error) {
      if (signal?.aborted === true) return interruption();
      if (needsBus && this.#gone) return connectionLost();
      if (error instanceof UtilityFailure) return error;
      throw error;
    }
  }

  async #stayAlive(): Promise<void> {
    await this.#request(TESTER_PRESENT, {});
  }

  async #request(payload: Uint8Array, requestOptions: UdsRequestOptions): Promise<UdsOutcome> {
    if (this.#gone) return BUS_GONE;
    const { promise, resolve } = Promise.withResolvers<UdsOutcome>();
    this.#answer = resolve;
    this.#node.apply((outbox, nowUs) => this.#tester.request(payload, requestOptions, nowUs, outbox));
    return promise;
  }

  #finish(outcome: UdsOutcome): void {
    this.#answer?.(outcome);
    this.#answer = null;
  }

  #attach(port: CanPort): NodeOnPort<TesterEvent> {
    const node = new NodeOnPort(this.#tester, port, this.#options.clock, (exchange) => this.#finish(exchange.outcome));
    const watch = port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#lose();
    });
    this.#stopWatching = () => watch.unsubscribe();
    return node;
  }

  async #reopen(): Promise<void> {
    const { reopen } = this.#options;
    if (reopen === undefined) return;
    try {
      const port = await reopen();
      this.#stopWatching();
      this.#node.detach();
      this.#reopened = port;
      this.#gone = false;
      this.#node = this.#attach(port);
    } catch (error) {
      // Not yet.
      if (!(error instanceof PortError)) throw error;
    }
  }

  #lose(): void {
    this.#gone = true;
    this.#tester.cancel(this.#options.clock.nowUs());
    this.#options.time.interrupt();
    this.#question.abort();
    this.#finish(BUS_GONE);
  }
}

/** What only a person can answer. */
type Question = Extract<ToolCommand, { readonly kind: 'screen' | 'pass-code' | 'retry' | 'count' | 'vehicle' }>;

async function answered(command: Question, person: ToolPerson, signal: AbortSignal): Promise<ToolReply> {
  switch (command.kind) {
    case 'screen':
      return { kind: 'screen', choice: await person.screen(command, signal) };
    case 'pass-code':
      return { kind: 'pass-code', answer: await person.passCode(command, signal) };
    case 'retry':
      return { kind: 'retry', again: await person.retry(command, signal) };
    case 'count':
      return { kind: 'count', count: await person.count(command, signal) };
    case 'vehicle':
      return { kind: 'vehicle', vin: await person.vehicle(command, signal) };
  }
}
