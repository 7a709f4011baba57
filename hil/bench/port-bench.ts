import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import type { BusNode } from '../../can-bus/virtual-bus/bus-node.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { CarFault } from '../car/car-fault.ts';
import type { CarEvent, CarObserver, DealerEvent } from '../car/car-event.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import {
  BenchError,
  InterruptedError,
  type Awaitable,
  type StimulusResult,
  type ScenarioBench,
} from '../scenario/bench.ts';
import type { ExpectedParts, ObservedParts } from '../scenario/expectation.ts';
import { observeResult } from './observe-result.ts';
import type { EndpointChoice, Scenario, ToolRun } from '../scenario/scenario.ts';
import { runOnPort } from '../tester/port-driver.ts';
import { realTimeMarginUs, scanToolConfig } from '../tester/tester-config.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';
import { scriptedOperator } from '../tester/operator.ts';
import { RunningTime } from '../tester/vehicle-time.ts';
import { PortNodes } from '../tester/port-nodes.ts';
import type { Bench } from './bench-file.ts';
import { BaseBench } from './base-bench.ts';
import { BenchStation } from './bench-station.ts';
import { BenchWaiter } from './bench-waiter.ts';
import { PortHub } from './port-hub.ts';

/** No request and no utility takes longer, except a running reset. */
const LONGEST_REQUEST_US: Micros = 120 * MICROS_PER_SECOND;
const TOOL_ALLOWANCE_US: Micros = 600 * MICROS_PER_SECOND;
/** How often a request that is still being sent is checked. */
const SENDING_STEP_US: Micros = 5 * MICROS_PER_MILLI;

export interface PortBenchOptions {
  readonly bench: Bench;
  readonly scenario: Scenario;
  readonly profile: Profile;
  /** A client of the bus; closed with the bench. */
  readonly port: CanPort;
  /** Vehicle time. */
  readonly clock: RealClock;
  /** The observer; called for frames and for requests here. */
  readonly observer?: CarObserver | undefined;
  /** Aborted: the run is cancelled. With a BenchError as the reason it has failed; else it is interrupted. */
  readonly signal?: AbortSignal | undefined;
}

function reasonOf(signal: AbortSignal | undefined): BenchError | InterruptedError {
  const reason: unknown = signal?.reason;
  return reason instanceof BenchError ? reason : new InterruptedError();
}

/**
 * A bench in real time: the scenario's testers and frames reach the ECU over a port. Subclasses provide the other end,
 * and whatever moves doors and keys there.
 */
export abstract class PortBench extends BaseBench implements ScenarioBench {
  protected readonly bench: Bench;
  protected readonly profile: Profile;
  protected readonly clock: RealClock;
  protected readonly hub: PortHub;
  protected readonly waiter: BenchWaiter;
  protected readonly car: string;
  readonly #wall = new RealClock();
  readonly #station: BenchStation;
  readonly #nodes: PortNodes;
  readonly #observer: CarObserver | undefined;
  readonly #ends = new Map<BusNode<UdsExchange>, (exchange: UdsExchange) => void>();
  readonly #signal: AbortSignal | undefined;
  readonly #giveUp = (): void => this.waiter.fail(reasonOf(this.#signal));

  constructor({ bench, scenario, profile, port, clock, observer, signal }: PortBenchOptions) {
    super();
    this.bench = bench;
    this.profile = profile;
    this.clock = clock;
    this.car = scenario.cars[0]?.name ?? 'car';
    this.#observer = observer;
    this.waiter = new BenchWaiter(clock, this.#wall, bench.guardUs);
    signal?.addEventListener('abort', this.#giveUp, { once: true });
    this.#signal = signal;
    if (signal?.aborted === true) this.#giveUp();
    this.hub = new PortHub(port, (frame, sender) => this.#noteFrame(frame, sender));
    port.status.subscribe((status) => {
      if (status.kind === 'closed') this.waiter.fail(new BenchError(`the bus is lost: ${status.reason}`, BUS_HINT));
    });
    this.#nodes = new PortNodes({
      portOf: (name) => this.hub.member(name),
      clock,
      onEvent: (exchange, node, timeUs) => {
        this.noteEvent({ timeUs, source: node.name, event: exchange });
        this.#ends.get(node)?.(exchange);
      },
    });
    this.#station = new BenchStation({
      ...{ scenario, profile, bus: this.#nodes, rate: bench.rate, hasDealer: bench.dealer !== 'none' },
      nowUs: () => clock.nowUs(),
      onDealer: (event) => this.noteDealer(event),
    });
  }

  abstract deadline(car: string, name: DeadlineName): Awaitable<Micros | null>;
  abstract setVehicle(car: string, change: VehicleChange): Awaitable<void>;
  abstract pressEngineSwitch(car: string): Awaitable<StartAnswer>;
  abstract touchKey(car: string, key: string): Awaitable<StimulusResult>;
  abstract moveKey(car: string, key: string, to: 'cabin' | 'outside'): Awaitable<void>;
  abstract pressButton(car: string, key: string, button: KeyButton, holdMs: number): Awaitable<StimulusResult>;
  abstract powerCycle(car: string, offUs: Micros): Awaitable<void>;
  abstract setFault(car: string, fault: CarFault, on: boolean): Awaitable<void>;
  abstract setFaults(car: string, form: FaultPlanForm): Awaitable<void>;
  abstract observe(car: string, wanted: ExpectedParts): Awaitable<ObservedParts>;
  /** What the scan tool's utilities have done at the car. */
  protected abstract performForTool(stimulus: Stimulus): Promise<StimulusAnswer>;

  nowUs(): Micros {
    return this.clock.nowUs();
  }

  async advanceTo(timeUs: Micros): Promise<void> {
    await this.waiter.until(timeUs);
  }

  async advanceToNext(limitUs: Micros): Promise<boolean> {
    await this.waiter.until(limitUs, true);
    return this.nowUs() <= limitUs;
  }

  async request(_car: string, endpoint: EndpointChoice, payload: Uint8Array): Promise<UdsExchange> {
    const { promise, resolve } = Promise.withResolvers<UdsExchange>();
    const tester = this.#station.testerOf(endpoint);
    this.#ends.set(tester, resolve);
    try {
      this.#station.start(endpoint, payload);
      return await this.waiter.guard(promise, LONGEST_REQUEST_US, 'the end of a request');
    } finally {
      this.#ends.delete(tester);
    }
  }

  async send(_car: string, endpoint: EndpointChoice, payload: Uint8Array): Promise<void> {
    const station = this.#station;
    const tester = station.start(endpoint, payload);
    while (station.isSending(tester)) await this.waiter.until(this.nowUs() + SENDING_STEP_US);
    station.cancel(tester);
  }

  async runTool(_car: string, run: ToolRun): Promise<ObservedParts> {
    const station = this.#station;
    station.makeWay();
    const { rate } = this.bench;
    try {
      const running = runOnPort(this.utilityOf(run), {
        port: this.hub.member('scan-tool'),
        clock: this.clock,
        tester: scanToolConfig(this.profile, {
          client: { marginUs: realTimeMarginUs(rate) },
          timeoutScale: Math.max(1, rate),
        }),
        time: new RunningTime(this.clock),
        operator: scriptedOperator({
          passCodes: station.passCodes,
          perform: (stimulus) => this.performForTool(stimulus),
        }),
      });
      const spanUs = this.profile.resetDurationUs + TOOL_ALLOWANCE_US;
      return observeResult(await this.waiter.guard(running, spanUs, "the end of the scan tool's utility"));
    } finally {
      station.comeBack();
    }
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#giveUp);
    this.#nodes.detachAll();
    this.hub.close();
    await this.hub.port.close();
    this.clock.close();
    this.#wall.close();
  }

  /** Adds a command to the dealer to the car's record. */
  protected noteDealer(event: DealerEvent): void {
    this.noteEvent({ timeUs: this.nowUs(), source: 'dealer', event });
  }

  /** Something other than a frame happened. */
  protected noteEvent(event: CarEvent): void {
    this.record.event(this.car, event);
    this.#observer?.event?.(event);
    this.waiter.notify();
  }

  protected station(): BenchStation {
    return this.#station;
  }

  #noteFrame(frame: CanFrame, sender: string): void {
    const timeUs = this.nowUs();
    this.#station.frames.note(timeUs, frame);
    this.record.frame(timeUs, frame, sender);
    this.#observer?.frame?.(timeUs, frame, sender);
    this.waiter.notify();
  }
}

const BUS_HINT = 'check the adapter or the program that serves the bus, and run again';
