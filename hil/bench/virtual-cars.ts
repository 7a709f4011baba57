import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import { StallError } from '../../can-bus/time/stall-error.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { CarFault } from '../car/car-fault.ts';
import type { CarEvent, CarObserver } from '../car/car-event.ts';
import { carDeadlines } from '../car/car-state.ts';
import type { CarSnapshot } from '../car/car-snapshot.ts';
import { Car } from '../car/car.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import { readFaultForm } from '../car/faults/read-fault-form.ts';
import { driveInVirtualTime } from '../tool/drive-in-virtual-time.ts';
import { BaseBench } from './base-bench.ts';
import { BenchKeys } from './bench-keys.ts';
import { BenchStation, type StationSnapshot } from './bench-station.ts';
import { BenchError, type DealerAnswer, type StimulusResult } from '../scenario/bench.ts';
import type { ObservedParts } from '../scenario/expectation.ts';
import { observeCar } from './observe-car.ts';
import { observeResult } from './observe-result.ts';
import { profileOf } from './profile-of.ts';
import type {
  CarSpec,
  DealerOperation,
  EndpointChoice,
  ProfileFields,
  Scenario,
  ToolRun,
} from '../scenario/scenario.ts';

/** A car of the bench, with the scenario's nodes on its bus. */
interface CarOnBench {
  readonly car: Car;
  readonly station: BenchStation;
}

export interface VirtualBenchOptions {
  readonly seed: number;
  /** The bench's profile fields, below those of the scenario. */
  readonly profile: ProfileFields;
  /** The observers of a car, by its name, from the moment its battery is connected: a trace writer, a timeline. */
  readonly observer?: (name: string, car: Car) => CarObserver;
}

/** A bench at one instant: a plain value. The hash of its trace is not part of it. */
export interface BenchSnapshot {
  readonly cars: readonly { readonly car: CarSnapshot; readonly station: StationSnapshot }[];
  readonly nowUs: Micros;
}

/**
 * Cars in this process that share one virtual time and their keys; each has its own bus. How a far move is made is the
 * bench's.
 */
export abstract class VirtualCars extends BaseBench {
  readonly #scenario: Scenario;
  readonly #keys: BenchKeys;
  readonly #cars = new Map<string, CarOnBench>();
  #nowUs: Micros = 0;

  /** Creates keys and cars, connects their batteries and lets them boot. @throws BenchError */
  constructor(scenario: Scenario, options: VirtualBenchOptions) {
    super();
    this.#scenario = scenario;
    const profiles = scenario.cars.map((spec) => profileOf(spec, options.profile));
    refuseTwins(profiles);
    const vinOf = (car: string | null): string | null =>
      profiles[scenario.cars.findIndex((candidate) => candidate.name === car)]?.vin ?? null;
    this.#keys = new BenchKeys(scenario.keys, vinOf);
    for (const [index, spec] of scenario.cars.entries()) {
      const profile = profiles[index];
      if (profile !== undefined) this.#addCar(spec, profile, options);
    }
    this.carryOut(() => {
      for (const { car } of this.#cars.values()) car.start();
    });
    this.#catchUp();
  }

  nowUs(): Micros {
    return this.#nowUs;
  }

  deadline(car: string, name: DeadlineName): Micros | null {
    return carDeadlines(this.#car(car))[name];
  }

  setVehicle(car: string, change: VehicleChange): void {
    this.#car(car).setVehicle(change);
  }

  pressEngineSwitch(car: string): StartAnswer {
    return this.#car(car).pressEngineSwitch();
  }

  touchKey(car: string, key: string): StimulusResult {
    return this.#car(car).touchKey(this.idOf(key));
  }

  moveKey(car: string, key: string, to: 'cabin' | 'outside'): void {
    const before = this.#keys.ring.get(this.idOf(key)).cabinOf;
    for (const { car: other } of this.#cars.values()) {
      // Takes it out of its present cabin first, so that the car it leaves notices too.
      if (other.profile.vin === before) other.moveKey(this.idOf(key), 'outside');
    }
    if (to === 'cabin') this.#car(car).moveKey(this.idOf(key), 'cabin');
  }

  pressButton(car: string, key: string, button: KeyButton, holdMs: number): StimulusResult {
    return this.#car(car).pressButton(this.idOf(key), button, holdMs);
  }

  setFault(car: string, fault: CarFault, on: boolean): void {
    this.#car(car).setFault(fault, on);
  }

  setFaults(car: string, form: FaultPlanForm): void {
    this.#car(car).setFaults(readFaultForm(form, (key) => this.idOf(key)));
  }

  request(car: string, endpoint: EndpointChoice, payload: Uint8Array): UdsExchange {
    const { car: owner, station } = this.#at(car);
    const tester = station.start(endpoint, payload);
    this.carryOut(() => {
      // Each request ends with an answer or a timeout of the tester.
      while (tester.isBusy()) owner.advanceTo(owner.deadlineUs());
    });
    this.#catchUp();
    const exchange = tester.exchange();
    if (exchange === null) throw new Error('a request ended without an exchange');
    return exchange;
  }

  send(car: string, endpoint: EndpointChoice, payload: Uint8Array): void {
    const { car: owner, station } = this.#at(car);
    const tester = station.start(endpoint, payload);
    this.carryOut(() => {
      while (station.isSending(tester)) owner.advanceTo(owner.deadlineUs());
    });
    station.cancel(tester);
    this.#catchUp();
  }

  runTool(car: string, run: ToolRun): ObservedParts {
    const { car: owner, station } = this.#at(car);
    const { passCodes } = station;
    station.makeWay();
    try {
      return observeResult(this.carryOut(() => driveInVirtualTime(this.utilityOf(run), { car: owner, passCodes })));
    } finally {
      station.comeBack();
      this.#catchUp();
    }
  }

  observe(car: string): ObservedParts {
    return observeCar(this.#car(car), (id) => this.#keys.nameOf(id));
  }

  override askDealer(car: string, operation: DealerOperation, seed: Uint8Array | null): DealerAnswer {
    const answer = super.askDealer(car, operation, seed);
    const { lateMs } = this.station(car).dealer.faults;
    if (lateMs > 0) this.moveTo(this.#nowUs + lateMs * MICROS_PER_MILLI);
    return answer;
  }

  /** Between two steps: the scenario's testers are idle. */
  snapshot(): BenchSnapshot {
    const cars = [...this.#cars.values()];
    return {
      cars: cars.map(({ car, station }) => ({ car: car.snapshot(), station: station.snapshot() })),
      nowUs: this.#nowUs,
    };
  }

  /** Restores the state of this bench; its cars then continue as they would have from there. */
  restore(snapshot: BenchSnapshot): void {
    for (const [index, { car, station }] of [...this.#cars.values()].entries()) {
      const saved = snapshot.cars[index];
      if (saved === undefined) throw new Error('the snapshot is of another bench');
      station.restore(saved.station);
      car.restore(saved.car);
    }
    this.#nowUs = snapshot.nowUs;
  }

  close(): void {
    // It holds no resources of this machine.
  }

  protected station(car: string): BenchStation {
    return this.#at(car).station;
  }

  protected idOf(key: string): number {
    return this.#keys.idOf(key);
  }

  protected clearCarFaults(car: string): void {
    this.#car(car).clearFaults();
  }

  protected cars(): readonly Car[] {
    return [...this.#cars.values()].map(({ car }) => car);
  }

  /** What ends a run early, such as its guard: the run has come as far as its cars. */
  protected endAtCars(): void {
    for (const { car } of this.#cars.values()) this.#nowUs = Math.max(this.#nowUs, car.nowUs);
  }

  /** All cars, in one go. */
  protected moveTo(timeUs: Micros): void {
    this.carryOut(() => {
      for (const { car } of this.#cars.values()) car.advanceTo(timeUs);
    });
    this.#nowUs = timeUs;
  }

  /** The next instant at which something is due. */
  protected nextUs(): Micros {
    let nextUs: Micros = NEVER_US;
    for (const { car } of this.#cars.values()) nextUs = Math.min(nextUs, car.deadlineUs());
    return nextUs;
  }

  /** @returns when the ECUs will have booted */
  protected cutPower(car: string, offUs: Micros): Micros {
    return this.#car(car).cutPower(offUs);
  }

  #addCar(spec: CarSpec, profile: Profile, options: VirtualBenchOptions): void {
    const scenario = this.#scenario;
    const prefix = scenario.cars.length > 1 ? `${spec.name}/` : '';
    // Both are attached before the battery is connected, and so before the first frame.
    let station: BenchStation | null = null;
    const car = new Car({
      profile,
      seed: options.seed,
      keys: this.#keys.ring,
      registeredKeys: spec.registered.map((key) => this.idOf(key)),
      // Nothing reads it here, and the hash covers all frames.
      logCapacity: 0,
      observer: {
        frame: (timeUs: Micros, frame: CanFrame, sender: string) => {
          station?.frames.note(timeUs, frame);
          this.record.frame(timeUs, frame, prefix + sender);
        },
        event: (event: CarEvent) => this.record.event(spec.name, event, prefix),
      },
    });
    if (options.observer !== undefined) car.observe(options.observer(spec.name, car));
    station = new BenchStation({
      ...{ scenario, profile, bus: car.network, rate: null, hasDealer: true },
      nowUs: () => car.nowUs,
      onDealer: (event) => car.note(event),
    });
    this.#cars.set(spec.name, { car, station });
  }

  #at(name: string): CarOnBench {
    const found = this.#cars.get(name);
    if (found === undefined) throw new Error(`there is no car ${name} on the bench`);
    return found;
  }

  #car(name: string): Car {
    return this.#at(name).car;
  }

  /** Brings all cars to the instant that one of them has reached. */
  #catchUp(): void {
    const latestUs = Math.max(...[...this.#cars.values()].map(({ car }) => car.nowUs));
    this.moveTo(latestUs);
  }

  /** Time that does not advance is the bench's failure, not the car's. */
  protected carryOut<Result>(action: () => Result): Result {
    try {
      return action();
    } catch (error) {
      this.endAtCars();
      if (!(error instanceof StallError)) throw error;
      throw new BenchError(error.message, 'report it with the scenario and its seed', { cause: error });
    }
  }
}

function refuseTwins(profiles: readonly Profile[]): void {
  const vins = profiles.map((profile) => profile.vin);
  const twin = vins.find((vin, index) => vins.indexOf(vin) !== index);
  if (twin === undefined) return;
  throw new BenchError(`two cars have the VIN ${twin}`, 'take another profile, or none');
}
