import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import type { Clock } from '../../can-bus/time/clock.ts';
import type { UdsRequestOptions } from '../../can-bus/uds/client-config.ts';
import type { UdsOutcome } from '../../can-bus/uds/exchange.ts';
import { SID } from '../../can-bus/uds/service-ids.ts';
import { TesterNode, type TesterConfig, type TesterEvent } from '../../can-bus/uds/tester-node.ts';
import type {
  HandAction,
  HandAnswer,
  PassCodeAnswer,
  PassCodeRequest,
  ScreenCommand,
  ToolCommand,
  ToolObserver,
  ToolReply,
  ToolUtility,
} from './tool-command.ts';
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
  readonly passCodes: (request: PassCodeRequest) => PassCodeAnswer | Promise<PassCodeAnswer>;
  readonly hand: (action: HandAction) => Promise<HandAnswer>;
  /** Whether the technician goes on at a screen. */
  readonly goesOn: (screen: ScreenCommand) => boolean | Promise<boolean>;
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
  try {
    let interrupted = false;
    let next = utility.next();
    while (next.done !== true) {
      if (options.signal?.aborted === true && !interrupted) {
        interrupted = true;
        next = utility.throw(interruption());
        continue;
      }
      next = utility.next(await run.step(next.value));
    }
    return next.value;
  } finally {
    run.end();
  }
}

function interruption(): UtilityFailure {
  return new UtilityFailure('person', {
    reason: 'interrupted',
    what: 'the utility was interrupted',
    next: 'start it again whenever you like; new pass-codes will be needed',
  });
}

class PortRun {
  readonly #options: PortDriveOptions;
  readonly #tester: TesterNode;
  readonly #node: NodeOnPort<TesterEvent>;
  readonly #stopWatching: () => void;
  #answer: ((outcome: UdsOutcome) => void) | null = null;
  #gone = false;

  constructor(options: PortDriveOptions) {
    this.#options = options;
    this.#tester = new TesterNode(options.tester);
    this.#node = new NodeOnPort(this.#tester, options.port, options.clock, (exchange) =>
      this.#finish(exchange.outcome),
    );
    const watch = options.port.status.subscribe((status) => {
      if (status.kind === 'closed') this.#lose();
    });
    this.#stopWatching = () => watch.unsubscribe();
  }

  async step(command: ToolCommand): Promise<ToolReply> {
    const { observer, time } = this.#options;
    const startUs = time.nowUs();
    observer?.before?.(command, startUs);
    const reply = await this.#carryOut(command);
    observer?.step?.({ startUs, endUs: time.nowUs(), command, reply });
    return reply;
  }

  end(): void {
    this.#stopWatching();
    this.#node.detach();
  }

  async #carryOut(command: ToolCommand): Promise<ToolReply> {
    const { time, passCodes, hand, goesOn } = this.#options;
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
        await time.pass(command.durationUs, async () => {
          await this.#request(TESTER_PRESENT, {});
        });
        return { kind: 'wait' };
      case 'pass-code':
        return { kind: 'pass-code', answer: await passCodes(command) };
      case 'hand':
        return { kind: 'hand', answer: this.#gone ? NO_HAND : await hand(command.action) };
      case 'screen':
        return { kind: 'screen', goOn: await goesOn(command) };
      case 'progress':
        return { kind: 'progress' };
    }
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

  #lose(): void {
    this.#gone = true;
    this.#tester.cancel(this.#options.clock.nowUs());
    this.#options.time.abandon();
    this.#finish(BUS_GONE);
  }
}
