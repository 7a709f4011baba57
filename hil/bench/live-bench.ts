import { counted } from '../../can-bus/text/counted.ts';
import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import type { CanPort, CanPortServer } from '../../can-bus/ports/can-port.ts';
import { openClientPort } from '../../can-bus/ports/open-port.ts';
import { PortError } from '../../can-bus/ports/port-error.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { CarFault } from '../car/car-fault.ts';
import { openCarBus } from '../car/host/open-car-bus.ts';
import { CarHost } from '../car/host/car-host.ts';
import type { CarObserver, DealerEvent } from '../car/car-event.ts';
import { carDeadlines } from '../car/car-state.ts';
import { Car } from '../car/car.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import { readFaultForm } from '../car/faults/read-fault-form.ts';
import { BenchError, type StimulusResult } from '../scenario/bench.ts';
import type { ObservedParts } from '../scenario/expectation.ts';
import { observeCar } from './observe-car.ts';
import { profileOf } from './profile-of.ts';
import type { CarSpec, Scenario } from '../scenario/scenario.ts';
import { performOnCar } from '../tool/perform-on-car.ts';
import { doipVehicle } from '../tester/doip-vehicle.ts';
import { scanToolConfig } from '../tester/tester-config.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';
import type { Bench } from './bench-file.ts';
import { BenchKeys } from './bench-keys.ts';
import { PortBench, type PortBenchOptions } from './port-bench.ts';

export interface RealBenchOptions {
  readonly seed: number;
  /** Observers of the car. */
  readonly observer?: ((car: string) => CarObserver) | undefined;
  /** Aborted: the run is cancelled. */
  readonly signal?: AbortSignal | undefined;
}

interface LiveParts extends PortBenchOptions {
  readonly host: CarHost;
  readonly server: CanPortServer;
  readonly keys: BenchKeys;
}

/** A car in this process, in real time, served on a bus; the scenario's testers are a client of that bus. */
export class LiveBench extends PortBench {
  readonly #host: CarHost;
  readonly #server: CanPortServer;
  readonly #keys: BenchKeys;

  private constructor(parts: LiveParts) {
    super(parts);
    this.#host = parts.host;
    this.#server = parts.server;
    this.#keys = parts.keys;
    this.#host.car.observe({ event: (event) => this.noteEvent(event) });
  }

  /** Starts car and bus. @throws BenchError where they cannot be started */
  static async open(bench: Bench, scenario: Scenario, options: RealBenchOptions): Promise<LiveBench> {
    const spec = onlyCar(scenario);
    const profile = profileOf(spec, bench.profile);
    const keys = new BenchKeys(scenario.keys, (car) => (car === null ? null : profile.vin));
    const observer = options.observer?.(spec.name);
    let lost: (error: unknown) => void = () => undefined;
    const car = new Car({
      profile,
      seed: options.seed,
      keys: keys.ring,
      registeredKeys: spec.registered.map((key) => keys.idOf(key)),
      ...(observer === undefined ? {} : { observer }),
    });
    const { rate } = bench;
    const host = new CarHost({ car, timeMode: 'real', rate, onFatal: (error) => lost(error) });
    const opened: (() => Promise<void> | void)[] = [() => host.close()];
    try {
      const server = await serveCar(bench, host);
      opened.push(() => server.close());
      host.start();
      const port = await connect(bench.bus?.tool ?? server.url, profile);
      opened.push(() => port.close());
      const clock = new RealClock({ rate, startUs: host.act(({ nowUs }) => nowUs) });
      const { signal } = options;
      const made = new LiveBench({ bench, scenario, profile, port, clock, signal, host, server, keys });
      lost = (error) => made.waiter.fail(new BenchError(`the car has ended: ${String(error)}`, 'report it'));
      return made;
    } catch (error) {
      for (const close of opened.toReversed()) await close();
      throw asBenchError(error);
    }
  }

  deadline(_car: string, name: DeadlineName): Micros | null {
    return this.#host.act((car) => carDeadlines(car)[name]);
  }

  setVehicle(_car: string, change: VehicleChange): void {
    this.#host.act((car) => car.setVehicle(change));
  }

  pressEngineSwitch(): StartAnswer {
    return this.#host.act((car) => car.pressEngineSwitch());
  }

  touchKey(_car: string, key: string): StimulusResult {
    return this.#host.act((car) => car.touchKey(this.idOf(key)));
  }

  moveKey(_car: string, key: string, to: 'cabin' | 'outside'): void {
    this.#host.act((car) => car.moveKey(this.idOf(key), to));
  }

  pressButton(_car: string, key: string, button: KeyButton, holdMs: number): StimulusResult {
    return this.#host.act((car) => car.pressButton(this.idOf(key), button, holdMs));
  }

  async powerCycle(_car: string, offUs: Micros): Promise<void> {
    const spanUs = offUs + this.profile.bootTimeUs;
    await this.waiter.guard(this.#host.powerCycle(offUs), spanUs, 'the boot after a power cycle');
  }

  setFault(_car: string, fault: CarFault, on: boolean): void {
    this.#host.act((car) => car.setFault(fault, on));
  }

  setFaults(_car: string, form: FaultPlanForm): void {
    this.#host.act((car) => car.setFaults(readFaultForm(form, (key) => this.idOf(key))));
  }

  protected override noteDealer(event: DealerEvent): void {
    this.#host.note(event);
  }

  protected clearCarFaults(): void {
    this.#host.act((car) => car.clearFaults());
  }

  observe(): ObservedParts {
    return this.#host.act((car) => observeCar(car, (id) => this.#keys.nameOf(id)));
  }

  override async close(): Promise<void> {
    await super.close();
    this.#host.close();
    await this.#server.close();
  }

  protected idOf(key: string): number {
    return this.#keys.idOf(key);
  }

  protected performForTool(stimulus: Stimulus): Promise<StimulusAnswer> {
    return Promise.resolve(this.#host.act((car) => performOnCar(car, stimulus)));
  }
}

/** The car of a bench on a real bus. @throws BenchError for a scenario with several */
export function onlyCar(scenario: Scenario): CarSpec {
  const [spec, ...others] = scenario.cars;
  if (spec === undefined || others.length > 0) {
    throw new BenchError(
      `the scenario has ${counted(scenario.cars.length, 'car')}, and this bench has one`,
      'run it on the virtual bench',
    );
  }
  return spec;
}

/** A bus that is not available is a failure of the bench; any other error is passed on. */
export function asBenchError(error: unknown): unknown {
  return error instanceof PortError ? new BenchError(error.message, error.hint, { cause: error }) : error;
}

/** Connects the tester's side. @throws PortError */
export async function connect(url: string, profile: Profile): Promise<CanPort> {
  return openClientPort(url, { diagnostics: scanToolConfig(profile), vehicle: doipVehicle(profile) });
}

async function serveCar({ bus }: Bench, host: CarHost): Promise<CanPortServer> {
  if (bus === null) throw new Error('a live bench without a bus');
  return openCarBus(bus.car, host);
}
