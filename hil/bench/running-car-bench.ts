import { NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { UdsExchange } from '../../can-bus/uds/exchange.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { Car } from '../car/car.ts';
import type { CarFault } from '../car/car-fault.ts';
import { carDeadlines } from '../car/car-state.ts';
import type { FaultPlanForm } from '../car/faults/fault-form.ts';
import { readFaultForm } from '../car/faults/read-fault-form.ts';
import type { CarControl } from '../car/host/car-control.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import { BenchError, InterruptedError, type ScenarioBench, type StimulusResult } from '../scenario/bench.ts';
import type { ObservedParts } from '../scenario/expectation.ts';
import type { EndpointChoice, KeySpec, Scenario, ToolRun } from '../scenario/scenario.ts';
import { driveInVirtualTime } from '../tool/drive-in-virtual-time.ts';
import { BaseBench } from './base-bench.ts';
import { BenchStation } from './bench-station.ts';
import { observeCar } from './observe-car.ts';
import { observeResult } from './observe-result.ts';
import { Turns } from './turns.ts';

const ANOTHER_CAR = 'run it with "run", which makes the car that it needs';

/** What others can do to the car in the middle of a scenario, after which no step says anything of the car. */
const DISTURBANCES = {
  restart: 'somebody restarted the car in the middle',
  time: 'somebody has set the time in the middle',
} as const;

/**
 * A car that runs in this process for others too: it is restarted, and its clock is the scenario's as long as that lasts.
 * A scenario that needs another car than this one is refused.
 */
export class RunningCarBench extends BaseBench implements ScenarioBench {
  readonly #control: CarControl;
  readonly #signal: AbortSignal;
  readonly #turns: Turns;
  #hasEnded = false;
  readonly #station: BenchStation;
  readonly #stops: readonly (() => void)[];
  #disturbance: keyof typeof DISTURBANCES | null = null;
  /** Where the scenario itself moves the time to. */
  #targetUs: Micros = 0;
  readonly #ids = new Map<string, number>();
  readonly #names = new Map<string, string>();

  /** @throws BenchError where the scenario needs another car */
  constructor(control: CarControl, scenario: Scenario, signal: AbortSignal) {
    super();
    this.#control = control;
    this.#signal = signal;
    this.#turns = new Turns({ signal });
    const [spec] = scenario.cars;
    if (spec === undefined || scenario.cars.length > 1) throw new BenchError('it needs several cars', ANOTHER_CAR);
    if (Object.keys(spec.profile).length > 0) throw new BenchError('it needs a car of another profile', ANOTHER_CAR);
    control.setTime({ mode: 'virtual', paused: false });
    control.restart();
    for (const key of scenario.keys) this.#prepareKey(key);
    const registered = observeCar(control.car, (id) => this.#names.get(id) ?? id)['registered'];
    if (JSON.stringify(registered) !== JSON.stringify(spec.registered)) {
      throw new BenchError('it needs a car with other registered keys', ANOTHER_CAR);
    }
    const stopObserving = control.car.observe({
      frame: (timeUs, frame, sender) => {
        this.#station.frames.note(timeUs, frame);
        this.record.frame(timeUs, frame, sender);
      },
      event: (event) => this.record.event(spec.name, event),
    });
    const around = control.hostEvents.subscribe((event) => {
      if (event.event === 'car-restarted') this.#disturbance = 'restart';
      if (event.event === 'time-advanced' && event.toUs !== this.#targetUs) this.#disturbance ??= 'time';
    });
    this.#stops = [stopObserving, () => around.unsubscribe()];
    this.#station = new BenchStation({
      ...{ scenario, profile: control.car.profile, rate: null, hasDealer: true },
      bus: {
        attach: (node) => control.act((car) => car.attach(node)),
        detach: (node) => control.act((car) => car.detach(node)),
        apply: (node, action) => control.act((car) => car.network.apply(node, action)),
      },
      nowUs: () => control.car.nowUs,
      onDealer: (event) => control.act((car) => car.note(event)),
    });
  }

  nowUs(): Micros {
    return this.#control.car.nowUs;
  }

  /** In slices, so that the car is served in between. */
  async advanceTo(timeUs: Micros): Promise<void> {
    await this.#turns.take();
    this.#check();
    this.#targetUs = timeUs;
    if (!(await this.#control.advance(timeUs, this.#signal))) throw this.#interrupted();
    this.#check();
  }

  async advanceToNext(limitUs: Micros): Promise<boolean> {
    const nextUs = this.#control.car.deadlineUs();
    await this.advanceTo(Math.min(nextUs === NEVER_US ? limitUs : nextUs, limitUs));
    return nextUs <= limitUs;
  }

  deadline(_car: string, name: DeadlineName): Micros | null {
    return carDeadlines(this.#control.car)[name];
  }

  setVehicle(_car: string, change: VehicleChange): void {
    this.#act((car) => car.setVehicle(change));
  }

  pressEngineSwitch(): StartAnswer {
    return this.#act((car) => car.pressEngineSwitch());
  }

  touchKey(_car: string, key: string): StimulusResult {
    return this.#act((car) => car.touchKey(this.idOf(key)));
  }

  moveKey(_car: string, key: string, to: 'cabin' | 'outside'): void {
    this.#act((car) => car.moveKey(this.idOf(key), to));
  }

  pressButton(_car: string, key: string, button: KeyButton, holdMs: number): StimulusResult {
    return this.#act((car) => car.pressButton(this.idOf(key), button, holdMs));
  }

  async powerCycle(_car: string, offUs: Micros): Promise<void> {
    this.#check();
    if (!(await this.#control.powerCycle(offUs))) throw this.#interrupted();
    this.#check();
  }

  setFault(_car: string, fault: CarFault, on: boolean): void {
    this.#act((car) => car.setFault(fault, on));
  }

  setFaults(_car: string, form: FaultPlanForm): void {
    this.#act((car) => car.setFaults(readFaultForm(form, (key) => this.idOf(key))));
  }

  request(_car: string, endpoint: EndpointChoice, payload: Uint8Array): UdsExchange {
    this.#check();
    const tester = this.#station.start(endpoint, payload);
    while (tester.isBusy()) this.#moveToNext();
    const exchange = tester.exchange();
    if (exchange === null) throw new Error('a request ended without an exchange');
    return exchange;
  }

  send(_car: string, endpoint: EndpointChoice, payload: Uint8Array): void {
    this.#check();
    const tester = this.#station.start(endpoint, payload);
    while (this.#station.isSending(tester)) this.#moveToNext();
    this.#station.cancel(tester);
  }

  runTool(_car: string, run: ToolRun): ObservedParts {
    this.#check();
    const { passCodes } = this.#station;
    this.#station.makeWay();
    try {
      return observeResult(this.#control.act((car) => driveInVirtualTime(this.utilityOf(run), { car, passCodes })));
    } finally {
      this.#station.comeBack();
    }
  }

  observe(): ObservedParts {
    this.#check();
    return observeCar(this.#control.car, (id) => this.#names.get(id) ?? id);
  }

  close(): void {
    // A car that has ended takes nothing any more.
    if (!this.#hasEnded) this.#station.leave();
    for (const stop of this.#stops) stop();
  }

  protected station(): BenchStation {
    return this.#station;
  }

  protected idOf(key: string): number {
    const id = this.#ids.get(key);
    if (id === undefined) throw new Error(`there is no key ${key} on the bench`);
    return id;
  }

  protected clearCarFaults(): void {
    this.#act((car) => car.clearFaults());
  }

  /** In one go: an exchange lasts no longer than its time limits. */
  #moveToNext(): void {
    this.#check();
    this.#control.advanceTo(this.#control.car.deadlineUs(), true);
  }

  /** The run was stopped, or the car has ended. */
  #interrupted(): InterruptedError {
    this.#hasEnded = !this.#signal.aborted;
    return new InterruptedError();
  }

  #act<Result>(action: (car: Car) => Result): Result {
    this.#check();
    return this.#control.act(action);
  }

  /** @throws InterruptedError; BenchError where it is another car by now, or its time not the scenario's */
  #check(): void {
    if (this.#signal.aborted) throw new InterruptedError();
    const { timeMode, paused } = this.#control;
    if (timeMode === 'real' && !paused) this.#disturbance ??= 'time';
    if (this.#disturbance !== null) throw new BenchError(DISTURBANCES[this.#disturbance], 'run it again');
  }

  /** Makes the key where the car has it not yet, and puts it where the scenario has it. */
  #prepareKey({ name, id, boundVin, registeredIn, cabinOf, batteryMv }: KeySpec): void {
    this.#control.act((car) => {
      const known = id !== null && car.keys.has(id);
      const isOwn = registeredIn !== null;
      const made = known
        ? car.keys.get(id)
        : car.makeKey({ ...(id === null ? {} : { id }), boundVin: isOwn ? car.profile.vin : boundVin, batteryMv });
      if (known && made.batteryMv !== batteryMv) car.setKeyBattery(made.id, batteryMv);
      const to = cabinOf === null ? 'outside' : 'cabin';
      if ((made.cabinOf === null) !== (cabinOf === null)) car.moveKey(made.id, to);
      this.#ids.set(name, made.id);
      this.#names.set(formatKeyId(made.id), name);
    });
  }
}
