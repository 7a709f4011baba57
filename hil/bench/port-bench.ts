import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { IsoTpUsageError } from '../../can-bus/isotp/usage-error.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import { TraceHash } from '../../can-bus/trace/trace-hash.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { UdsUsageError } from '../../can-bus/uds/usage-error.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { BenchFault, SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { CarEvent, CarObserver, DealerEvent } from '../car/car-event.ts';
import type { StartAnswer, VehicleChange } from '../car/car.ts';
import { DealerDesk } from '../dealer/dealer-desk.ts';
import { NO_FAULTS, type DealerFaults } from '../dealer/rules/dealer-faults.ts';
import type { FaultPlanForm } from '../faults/fault-form.ts';
import {
  BenchError,
  InterruptedError,
  type Awaitable,
  type CarExchange,
  type DealerAnswer,
  type HandAnswer,
  type ScenarioBench,
} from '../scenario/bench.ts';
import { carryOutAtDesk, dealerEventOf } from '../scenario/dealer-steps.ts';
import type { ExpectedParts, ObservedParts } from '../scenario/expectation.ts';
import { FrameBook, type FrameWatch, type SeenFrame } from '../scenario/frame-book.ts';
import { FrameSender } from '../scenario/frame-sender.ts';
import { observeResult } from '../scenario/observe-result.ts';
import type { DeadlineName, DealerDeed, EndpointChoice, Scenario, ToolRun } from '../scenario/scenario.ts';
import { driveOnPort } from '../tool/drive-on-port.ts';
import { erase } from '../tool/erase.ts';
import { passCodesFrom } from '../tool/in-house-dealer.ts';
import { register } from '../tool/register.ts';
import { reset } from '../tool/reset.ts';
import { realTimeMarginUs, scanToolConfig } from '../tester/tester-config.ts';
import type { HandAction, HandAnswer as ToolHandAnswer, PassCodeSource, ToolUtility } from '../tool/tool-command.ts';
import { scriptedPerson } from '../tool/tool-person.ts';
import { RunningTime } from '../tool/vehicle-time.ts';
import type { Bench } from './bench-file.ts';
import { Patience } from './patience.ts';
import { PortHub } from './port-hub.ts';

/** Requests remembered for the report. */
const REMEMBERED_EXCHANGES = 8;
/** No request and no utility takes longer, a running reset apart. */
const LONGEST_REQUEST_US: Micros = 120 * MICROS_PER_SECOND;
const TOOL_ALLOWANCE_US: Micros = 600 * MICROS_PER_SECOND;
/** How often a request that is still being sent is looked at. */
const SENDING_STEP_US: Micros = 5 * MICROS_PER_MILLI;

export interface PortBenchOptions {
  readonly bench: Bench;
  readonly scenario: Scenario;
  readonly profile: Profile;
  /** The vehicle that answers, for pass-codes. */
  readonly vin: string;
  /** A client of the bus; closed with the bench. */
  readonly port: CanPort;
  /** Vehicle time. */
  readonly clock: RealClock;
  /** Who watches; told of frames and of requests here. */
  readonly observer?: CarObserver | undefined;
  /** Aborted: the bench is given up. */
  readonly signal?: AbortSignal | undefined;
}

interface Tester {
  readonly node: TesterNode;
  driver: NodeOnPort<UdsExchange>;
}

/**
 * A bench in real time: the scenario's testers and frames come to the ECU over a port. What is at the other end, and
 * who moves doors and keys there, is the subclass's.
 */
export abstract class PortBench implements ScenarioBench {
  protected readonly bench: Bench;
  protected readonly profile: Profile;
  protected readonly clock: RealClock;
  protected readonly hub: PortHub;
  protected readonly patience: Patience;
  protected readonly car: string;
  readonly #wall = new RealClock();
  readonly #vin: string;
  readonly #frames = new FrameBook();
  readonly #hash = new TraceHash();
  readonly #exchanges: CarExchange[] = [];
  readonly #observer: CarObserver | undefined;
  readonly #answers = new Map<TesterNode, (exchange: UdsExchange) => void>();
  readonly #oem: Tester;
  readonly #generic: Tester;
  readonly #sender = new FrameSender();
  readonly #senderDriver: NodeOnPort<never>;
  readonly #desk: DealerDesk;
  readonly #dealer: PassCodeSource;
  readonly #signal: AbortSignal | undefined;
  readonly #giveUp = (): void => this.patience.lose(new InterruptedError());

  constructor({ bench, scenario, profile, vin, port, clock, observer, signal }: PortBenchOptions) {
    this.bench = bench;
    this.profile = profile;
    this.clock = clock;
    this.car = scenario.cars[0]?.name ?? 'car';
    this.#vin = vin;
    this.#observer = observer;
    this.patience = new Patience(clock, this.#wall, bench.guardUs);
    signal?.addEventListener('abort', this.#giveUp, { once: true });
    this.#signal = signal;
    if (signal?.aborted === true) this.#giveUp();
    this.hub = new PortHub(port, (frame, sender) => this.#noteFrame(frame, sender));
    port.status.subscribe((status) => {
      if (status.kind === 'closed') this.patience.lose(new BenchError(`the bus is lost: ${status.reason}`, BUS_HINT));
    });
    this.#oem = this.#addTester('oem');
    this.#generic = this.#addTester('generic');
    this.#senderDriver = new NodeOnPort<never>(this.#sender, this.hub.member(this.#sender.name), clock);
    const { passcodeSecret, calendarStart } = profile;
    const startMs = Date.parse(calendarStart);
    const calendar = (): { epochMs: number } => ({ epochMs: startMs + Math.floor(clock.nowUs() / MICROS_PER_MILLI) });
    this.#desk = new DealerDesk({
      passcodeSecret,
      calendar,
      onOutcome: (command, outcome) => this.noteDealer(dealerEventOf(command, outcome)),
    });
    const approves = !scenario.steps.some(({ action }) => action.kind === 'dealer');
    this.#dealer = passCodesFrom(this.#desk, { approves });
  }

  abstract deadline(car: string, name: DeadlineName): Awaitable<Micros | null>;
  abstract setVehicle(car: string, change: VehicleChange): Awaitable<void>;
  abstract pressEngineSwitch(car: string): Awaitable<StartAnswer>;
  abstract touchKey(car: string, key: string): Awaitable<HandAnswer>;
  abstract moveKey(car: string, key: string, to: 'cabin' | 'outside'): Awaitable<void>;
  abstract pressButton(car: string, key: string, button: KeyButton, holdMs: number): Awaitable<HandAnswer>;
  abstract powerCycle(car: string, offUs: Micros): Awaitable<void>;
  abstract setFault(car: string, fault: BenchFault, on: boolean): Awaitable<void>;
  abstract setFaults(car: string, form: FaultPlanForm): Awaitable<void>;
  /** Those of the ECU and its bus; the dealer's are ended by {@link clearFaults}. */
  protected abstract clearCarFaults(): void;
  abstract observe(car: string, wanted: ExpectedParts): Awaitable<ObservedParts>;
  /** A key's number, for hands. @throws BenchError where the bench does not know it */
  protected abstract idOf(key: string): number;
  /** What the scan tool's utilities ask a hand to do. */
  protected abstract handForTool(action: HandAction): Promise<ToolHandAnswer>;

  nowUs(): Micros {
    return this.clock.nowUs();
  }

  async advanceTo(timeUs: Micros): Promise<void> {
    await this.patience.until(timeUs);
  }

  async advanceToNext(limitUs: Micros): Promise<boolean> {
    await this.patience.until(limitUs, true);
    return this.nowUs() <= limitUs;
  }

  async request(_car: string, endpoint: EndpointChoice, payload: Uint8Array): Promise<UdsExchange> {
    const { promise, resolve } = Promise.withResolvers<UdsExchange>();
    const tester = this.#start(endpoint, payload, resolve);
    try {
      return await this.patience.guard(promise, LONGEST_REQUEST_US, 'the end of a request');
    } finally {
      this.#answers.delete(tester.node);
    }
  }

  async send(_car: string, endpoint: EndpointChoice, payload: Uint8Array): Promise<void> {
    const { node, driver } = this.#start(endpoint, payload, () => undefined);
    while (node.isBusy() && node.snapshot().client.sentUs === null) {
      await this.patience.until(this.nowUs() + SENDING_STEP_US);
    }
    driver.apply((_outbox, nowUs) => node.cancel(nowUs));
  }

  keepAlive(_car: string, on: boolean): void {
    for (const { node, driver } of [this.#oem, this.#generic]) {
      driver.apply((_outbox, nowUs) => node.keepAlive(on, nowUs));
    }
  }

  passCodeFor(_car: string, level: SecurityLevel, seed: Uint8Array): Uint8Array {
    if (this.bench.dealer === 'none') throw new BenchError('the bench has no dealer', 'give it one: dealer: in-house');
    const passCodes = createPassCodes(this.profile.passcodeSecret, this.#vin);
    return level === 1 ? new TextEncoder().encode(passCodes.forReset(seed)) : passCodes.forKeys(seed);
  }

  askDealer(_car: string, deed: DealerDeed, seed: Uint8Array | null): DealerAnswer {
    if (this.bench.dealer === 'none') throw new BenchError('the bench has no dealer', 'give it one: dealer: in-house');
    return carryOutAtDesk(this.#desk, deed, this.#vin, seed);
  }

  orderDealerFaults(_car: string, faults: Partial<DealerFaults>): void {
    this.#desk.order(faults);
  }

  clearFaults(): void {
    this.#desk.order(NO_FAULTS);
    this.clearCarFaults();
  }

  async runTool(_car: string, run: ToolRun): Promise<ObservedParts> {
    // Two testers on one address would both answer the ECU's first frames.
    this.#oem.driver.detach();
    const { rate } = this.bench;
    try {
      const running = driveOnPort(this.#utilityOf(run), {
        port: this.hub.member('scan-tool'),
        clock: this.clock,
        tester: scanToolConfig(this.profile, {
          client: { marginUs: realTimeMarginUs(rate) },
          patience: Math.max(1, rate),
        }),
        time: new RunningTime(this.clock),
        person: scriptedPerson({ passCodes: this.#dealer, hand: (action) => this.handForTool(action) }),
      });
      const spanUs = this.profile.resetDurationUs + TOOL_ALLOWANCE_US;
      return observeResult(await this.patience.guard(running, spanUs, "the end of the scan tool's utility"));
    } finally {
      this.#oem.driver = this.#drive(this.#oem.node);
    }
  }

  sendFrame(_car: string, frame: CanFrame): void {
    this.#senderDriver.apply((outbox) => outbox.send(frame));
  }

  startTraffic(_car: string, name: string, frame: CanFrame, cycleUs: Micros): void {
    this.#senderDriver.apply((outbox, nowUs) => this.#sender.start(name, frame, cycleUs, nowUs, outbox));
  }

  stopTraffic(_car: string, name: string): boolean {
    return this.#senderDriver.apply(() => this.#sender.stop(name));
  }

  lastFrame(_car: string, id: number): SeenFrame | null {
    return this.#frames.last(id);
  }

  watchFrames(_car: string, wanted: (frame: CanFrame) => boolean): FrameWatch {
    return this.#frames.watch(wanted);
  }

  keyId(key: string): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, this.idOf(key));
    return bytes;
  }

  recentExchanges(): readonly CarExchange[] {
    return this.#exchanges;
  }

  traceHash(): string {
    return this.#hash.digest();
  }

  async close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#giveUp);
    for (const { driver } of [this.#oem, this.#generic]) driver.detach();
    this.#senderDriver.detach();
    this.hub.close();
    await this.hub.port.close();
    this.clock.close();
    this.#wall.close();
  }

  /** Puts what happened at the dealer into the car's record. */
  protected noteDealer(event: DealerEvent): void {
    this.noteEvent({ timeUs: this.nowUs(), source: 'dealer', event });
  }

  /** Something happened that is no frame. */
  protected noteEvent(event: CarEvent): void {
    this.#hash.event(event.timeUs, event.source, event.event);
    if (event.event.kind === 'uds-exchange') this.#remember(event.event);
    this.#observer?.event?.(event);
    this.patience.stir();
  }

  #noteFrame(frame: CanFrame, sender: string): void {
    const timeUs = this.nowUs();
    this.#frames.note(timeUs, frame);
    this.#hash.frame(timeUs, frame, sender);
    this.#observer?.frame?.(timeUs, frame, sender);
    this.patience.stir();
  }

  #remember(exchange: UdsExchange): void {
    this.#exchanges.push({ car: this.car, exchange });
    if (this.#exchanges.length > REMEMBERED_EXCHANGES) this.#exchanges.shift();
  }

  #addTester(endpoint: 'oem' | 'generic'): Tester {
    const config = scanToolConfig(this.profile, {
      name: `scenario-${endpoint}`,
      endpoint,
      client: { keepAlive: false, busyRetries: 0, marginUs: realTimeMarginUs(this.bench.rate) },
      patience: Math.max(1, this.bench.rate),
    });
    const node = new TesterNode(config);
    return { node, driver: this.#drive(node) };
  }

  #drive(node: TesterNode): NodeOnPort<UdsExchange> {
    return new NodeOnPort<UdsExchange>(node, this.hub.member(node.name), this.clock, (exchange, nowUs) => {
      this.noteEvent({ timeUs: nowUs, source: node.name, event: exchange });
      this.#answers.get(node)?.(exchange);
    });
  }

  #start(endpoint: EndpointChoice, payload: Uint8Array, ended: (exchange: UdsExchange) => void): Tester {
    const tester = endpoint === 'oem' ? this.#oem : this.#generic;
    const target = endpoint === 'functional' ? 'functional' : 'physical';
    this.#answers.set(tester.node, ended);
    try {
      tester.driver.apply((outbox, nowUs) => tester.node.request(payload, { target }, nowUs, outbox));
      return tester;
    } catch (error) {
      if (!(error instanceof IsoTpUsageError) && !(error instanceof UdsUsageError)) throw error;
      throw new BenchError(error.message, 'send fewer bytes, or to another endpoint', { cause: error });
    }
  }

  #utilityOf(run: ToolRun): ToolUtility {
    if (run.utility === 'reset') return reset();
    const touch = run.touch.map((key) => this.idOf(key));
    return run.utility === 'register' ? register({ touch }) : erase({ touch });
  }
}

const BUS_HINT = 'look at the adapter or the program that serves the bus, and run again';
