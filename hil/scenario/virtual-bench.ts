import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { IsoTpUsageError } from '../../can-bus/isotp/usage-error.ts';
import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { StallError } from '../../can-bus/time/stall-error.ts';
import { TraceHash } from '../../can-bus/trace/trace-hash.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import { TesterNode } from '../../can-bus/uds/tester-node.ts';
import { UdsUsageError } from '../../can-bus/uds/usage-error.ts';
import { createPassCodes, type PassCodes } from '../../ecu-sim/identity/pass-code.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { BenchFault, SecurityLevel } from '../../ecu-sim/smart-key/state.ts';
import type { CarEvent, CarObserver } from '../car/car-event.ts';
import { carDeadlines } from '../car/car-state.ts';
import { Car, type StartAnswer, type VehicleChange } from '../car/car.ts';
import { formatKeyId, KeyRing } from '../car/key-ring.ts';
import { DealerDesk } from '../dealer/dealer-desk.ts';
import { NO_FAULTS as NO_DEALER_FAULTS, type DealerFaults } from '../dealer/rules/dealer-faults.ts';
import type { FaultPlanForm } from '../faults/fault-form.ts';
import { readFaultForm } from '../faults/read-fault-form.ts';
import { driveInVirtualTime } from '../tool/drive-in-virtual-time.ts';
import { erase } from '../tool/erase.ts';
import { passCodesFrom } from '../tool/in-house-dealer.ts';
import { register } from '../tool/register.ts';
import { reset } from '../tool/reset.ts';
import { scanToolConfig } from '../tester/tester-config.ts';
import type { PassCodeSource, ToolUtility } from '../tool/tool-command.ts';
import { BenchError, type CarExchange, type DealerAnswer, type HandAnswer, type ScenarioBench } from './bench.ts';
import { carryOutAtDesk, dealerEventOf } from './dealer-steps.ts';
import type { ObservedParts } from './expectation.ts';
import { FrameBook, type FrameWatch, type SeenFrame } from './frame-book.ts';
import { FrameSender } from './frame-sender.ts';
import { observeCar } from './observe-car.ts';
import { observeResult } from './observe-result.ts';
import { profileOf } from './profile-of.ts';
import type {
  CarSpec,
  DeadlineName,
  DealerDeed,
  EndpointChoice,
  KeySpec,
  ProfileFields,
  Scenario,
  ToolRun,
} from './scenario.ts';

/** Requests remembered for the report. */
const REMEMBERED_EXCHANGES = 8;
/** Frames kept by a car's own log: nobody reads it here, the hash has seen them all. */
const LOG_CAPACITY = 1;

/** A car on the bench, with what the scenario has on its bus. */
interface Station {
  readonly car: Car;
  readonly oem: TesterNode;
  readonly generic: TesterNode;
  readonly passCodes: PassCodes;
  readonly desk: DealerDesk;
  readonly dealer: PassCodeSource;
  readonly frames: FrameBook;
  /** On the bus from the first frame it sends. */
  sender: FrameSender | null;
}

export interface VirtualBenchOptions {
  readonly seed: number;
  /** The bench's profile, below what the scenario asks for. */
  readonly profile: ProfileFields;
  /** Who watches a car, by its name, from the moment its battery is connected: a trace writer, a timeline. */
  readonly observer?: (car: string) => CarObserver;
}

/** Cars in this process that share one virtual time and their keys; each has a bus of its own. */
export class VirtualBench implements ScenarioBench {
  readonly #ring = new KeyRing();
  readonly #stations = new Map<string, Station>();
  readonly #keyIds = new Map<string, number>();
  readonly #keyNames = new Map<string, string>();
  readonly #hash = new TraceHash();
  readonly #exchanges: CarExchange[] = [];
  /** A scenario that goes to the dealer itself is not helped there. */
  readonly #dealerApproves: boolean;
  #nowUs: Micros = 0;

  /** Makes keys and cars, connects their batteries and lets them boot. @throws BenchError */
  constructor(scenario: Scenario, options: VirtualBenchOptions) {
    this.#dealerApproves = !scenario.steps.some(({ action }) => action.kind === 'dealer');
    const profiles = scenario.cars.map((spec) => profileOf(spec, options.profile));
    refuseTwins(profiles);
    for (const key of scenario.keys) this.#makeKey(key, scenario.cars, profiles);
    for (const [index, spec] of scenario.cars.entries()) {
      const profile = profiles[index];
      if (profile !== undefined) this.#addCar(spec, profile, options, scenario.cars.length > 1);
    }
    this.#carryOut(() => {
      for (const { car } of this.#stations.values()) car.start();
    });
    this.#catchUp();
  }

  nowUs(): Micros {
    return this.#nowUs;
  }

  advanceTo(timeUs: Micros): void {
    this.#carryOut(() => {
      for (const { car } of this.#stations.values()) car.advanceTo(timeUs);
    });
    this.#nowUs = timeUs;
  }

  advanceToNext(limitUs: Micros): boolean {
    let nextUs: Micros = NEVER_US;
    for (const { car } of this.#stations.values()) nextUs = Math.min(nextUs, car.deadlineUs());
    this.advanceTo(Math.min(nextUs, limitUs));
    return nextUs <= limitUs;
  }

  deadline(car: string, name: DeadlineName): Micros | null {
    return carDeadlines(this.#station(car).car)[name];
  }

  setVehicle(car: string, change: VehicleChange): void {
    this.#station(car).car.setVehicle(change);
  }

  pressEngineSwitch(car: string): StartAnswer {
    return this.#station(car).car.pressEngineSwitch();
  }

  touchKey(car: string, key: string): HandAnswer {
    return this.#station(car).car.touchKey(this.#idOf(key));
  }

  moveKey(car: string, key: string, to: 'cabin' | 'outside'): void {
    const before = this.#ring.get(this.#idOf(key)).cabinOf;
    for (const station of this.#stations.values()) {
      // Out of the cabin it lies in, so that the car it leaves is told too.
      if (station.car.profile.vin === before) station.car.moveKey(this.#idOf(key), 'outside');
    }
    if (to === 'cabin') this.#station(car).car.moveKey(this.#idOf(key), 'cabin');
  }

  pressButton(car: string, key: string, button: KeyButton, holdMs: number): HandAnswer {
    return this.#station(car).car.pressButton(this.#idOf(key), button, holdMs);
  }

  powerCycle(car: string, offUs: Micros): void {
    const bootedUs = this.#station(car).car.cutPower(offUs);
    this.advanceTo(bootedUs);
  }

  setFault(car: string, fault: BenchFault, on: boolean): void {
    this.#station(car).car.setFault(fault, on);
  }

  setFaults(car: string, form: FaultPlanForm): void {
    this.#station(car).car.setFaults(readFaultForm(form, (key) => this.#idOf(key)));
  }

  orderDealerFaults(car: string, faults: Partial<DealerFaults>): void {
    this.#station(car).desk.order(faults);
  }

  clearFaults(car: string): void {
    const { car: owner, desk } = this.#station(car);
    owner.clearFaults();
    desk.order(NO_DEALER_FAULTS);
  }

  request(car: string, endpoint: EndpointChoice, payload: Uint8Array): UdsExchange {
    const station = this.#station(car);
    const tester = this.#start(station, endpoint, payload);
    this.#carryOut(() => {
      // Each request ends by an answer or a timeout of the tester's.
      while (tester.isBusy()) station.car.advanceTo(station.car.deadlineUs());
    });
    this.#catchUp();
    const exchange = tester.exchange();
    if (exchange === null) throw new Error('a request ended without an exchange');
    return exchange;
  }

  send(car: string, endpoint: EndpointChoice, payload: Uint8Array): void {
    const station = this.#station(car);
    const tester = this.#start(station, endpoint, payload);
    this.#carryOut(() => {
      while (tester.isBusy() && tester.snapshot().client.sentUs === null) {
        station.car.advanceTo(station.car.deadlineUs());
      }
    });
    station.car.network.apply(tester, (_outbox, nowUs) => tester.cancel(nowUs));
    this.#catchUp();
  }

  keepAlive(car: string, on: boolean): void {
    const { car: owner, oem, generic } = this.#station(car);
    for (const tester of [oem, generic]) owner.network.apply(tester, (_outbox, nowUs) => tester.keepAlive(on, nowUs));
  }

  passCodeFor(car: string, level: SecurityLevel, seed: Uint8Array): Uint8Array {
    const { passCodes } = this.#station(car);
    return level === 1 ? new TextEncoder().encode(passCodes.forReset(seed)) : passCodes.forKeys(seed);
  }

  runTool(car: string, run: ToolRun): ObservedParts {
    const { car: owner, oem, dealer } = this.#station(car);
    // Two testers on one address would both answer the ECU's first frames.
    owner.detach(oem);
    try {
      const result = this.#carryOut(() => driveInVirtualTime(this.#utilityOf(run), { car: owner, passCodes: dealer }));
      return observeResult(result);
    } finally {
      owner.attach(oem);
      this.#catchUp();
    }
  }

  observe(car: string): ObservedParts {
    return observeCar(this.#station(car).car, (id) => this.#keyNames.get(id) ?? id);
  }

  lastFrame(car: string, id: number): SeenFrame | null {
    return this.#station(car).frames.last(id);
  }

  watchFrames(car: string, wanted: (frame: CanFrame) => boolean): FrameWatch {
    return this.#station(car).frames.watch(wanted);
  }

  sendFrame(car: string, frame: CanFrame): void {
    const station = this.#station(car);
    station.car.network.apply(this.#senderOf(station), (outbox) => outbox.send(frame));
  }

  startTraffic(car: string, name: string, frame: CanFrame, cycleUs: Micros): void {
    const station = this.#station(car);
    const sender = this.#senderOf(station);
    station.car.network.apply(sender, (outbox, nowUs) => sender.start(name, frame, cycleUs, nowUs, outbox));
  }

  stopTraffic(car: string, name: string): boolean {
    const station = this.#station(car);
    const sender = this.#senderOf(station);
    return station.car.network.apply(sender, () => sender.stop(name));
  }

  askDealer(car: string, deed: DealerDeed, seed: Uint8Array | null): DealerAnswer {
    const { desk, car: owner } = this.#station(car);
    const answer = carryOutAtDesk(desk, deed, owner.profile.vin, seed);
    if (desk.faults.lateMs > 0) this.advanceTo(this.#nowUs + desk.faults.lateMs * MICROS_PER_MILLI);
    return answer;
  }

  keyId(key: string): Uint8Array {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, this.#idOf(key));
    return bytes;
  }

  recentExchanges(): readonly CarExchange[] {
    return this.#exchanges;
  }

  traceHash(): string {
    return this.#hash.digest();
  }

  close(): void {
    // It holds nothing of this machine.
  }

  #makeKey(spec: KeySpec, cars: readonly CarSpec[], profiles: readonly Profile[]): void {
    const vinOf = (car: string | null): string | null =>
      profiles[cars.findIndex((candidate) => candidate.name === car)]?.vin ?? null;
    const made = this.#ring.add({
      ...(spec.id === null ? {} : { id: spec.id }),
      boundVin: vinOf(spec.registeredIn) ?? spec.boundVin,
      cabinOf: vinOf(spec.cabinOf),
      batteryMv: spec.batteryMv,
    });
    this.#keyIds.set(spec.name, made.id);
    this.#keyNames.set(formatKeyId(made.id), spec.name);
  }

  #addCar(spec: CarSpec, profile: Profile, options: VirtualBenchOptions, isOneOfSeveral: boolean): void {
    const prefix = isOneOfSeveral ? `${spec.name}/` : '';
    const frames = new FrameBook();
    const car = new Car({
      profile,
      seed: options.seed,
      keys: this.#ring,
      registeredKeys: spec.registered.map((key) => this.#idOf(key)),
      logCapacity: LOG_CAPACITY,
      observer: {
        frame: (timeUs: Micros, frame: CanFrame, sender: string) => {
          frames.note(timeUs, frame);
          this.#hash.frame(timeUs, frame, prefix + sender);
        },
        event: (event: CarEvent) => this.#onEvent(spec.name, prefix, event),
      },
    });
    if (options.observer !== undefined) car.observe(options.observer(spec.name));
    const client = { keepAlive: false, busyRetries: 0 };
    const tester = (endpoint: 'oem' | 'generic'): TesterNode =>
      new TesterNode(scanToolConfig(profile, { name: `scenario-${endpoint}`, endpoint, client }));
    const [oem, generic] = [tester('oem'), tester('generic')];
    car.attach(oem);
    car.attach(generic);
    const passCodes = createPassCodes(profile.passcodeSecret, profile.vin);
    const startMs = Date.parse(profile.calendarStart);
    const desk = new DealerDesk({
      passcodeSecret: profile.passcodeSecret,
      calendar: () => ({ epochMs: startMs + Math.floor(car.nowUs / MICROS_PER_MILLI) }),
      onOutcome: (command, outcome) => car.noteDealer(dealerEventOf(command, outcome)),
    });
    const dealer = passCodesFrom(desk, { approves: this.#dealerApproves });
    this.#stations.set(spec.name, { car, oem, generic, passCodes, desk, dealer, frames, sender: null });
  }

  #senderOf(station: Station): FrameSender {
    if (station.sender === null) {
      station.sender = new FrameSender();
      station.car.attach(station.sender);
    }
    return station.sender;
  }

  #onEvent(car: string, prefix: string, { timeUs, source, event }: CarEvent): void {
    this.#hash.event(timeUs, prefix + source, event);
    if (event.kind !== 'uds-exchange') return;
    this.#exchanges.push({ car, exchange: event });
    if (this.#exchanges.length > REMEMBERED_EXCHANGES) this.#exchanges.shift();
  }

  #start(station: Station, endpoint: EndpointChoice, payload: Uint8Array): TesterNode {
    const tester = endpoint === 'oem' ? station.oem : station.generic;
    const target = endpoint === 'functional' ? 'functional' : 'physical';
    try {
      station.car.network.apply(tester, (outbox, nowUs) => tester.request(payload, { target }, nowUs, outbox));
      return tester;
    } catch (error) {
      if (!(error instanceof IsoTpUsageError) && !(error instanceof UdsUsageError)) throw error;
      throw new BenchError(error.message, 'send fewer bytes, or to another endpoint', { cause: error });
    }
  }

  #utilityOf(run: ToolRun): ToolUtility {
    if (run.utility === 'reset') return reset();
    const touch = run.touch.map((key) => this.#idOf(key));
    return run.utility === 'register' ? register({ touch }) : erase({ touch });
  }

  #station(name: string): Station {
    const station = this.#stations.get(name);
    if (station === undefined) throw new Error(`there is no car ${name} on the bench`);
    return station;
  }

  #idOf(key: string): number {
    const id = this.#keyIds.get(key);
    if (id === undefined) throw new Error(`there is no key ${key} on the bench`);
    return id;
  }

  /** Brings all cars to the instant that one of them has come to. */
  #catchUp(): void {
    const latestUs = Math.max(...[...this.#stations.values()].map(({ car }) => car.nowUs));
    this.advanceTo(latestUs);
  }

  /** Time that stands still is the bench's failure, not the car's. */
  #carryOut<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      if (!(error instanceof StallError)) throw error;
      throw new BenchError(error.message, 'report it with the scenario and its seed', { cause: error });
    }
  }
}

function refuseTwins(profiles: readonly Profile[]): void {
  const vins = profiles.map((profile) => profile.vin);
  const twin = vins.find((vin, index) => vins.indexOf(vin) !== index);
  if (twin === undefined) return;
  throw new BenchError(`two cars have the VIN ${twin}`, 'take another --profile, or none');
}
