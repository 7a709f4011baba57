import type { DeadlineName } from '../../ecu-sim/profile/vehicle-limits.ts';
import type { CanPort } from '../../can-bus/ports/can-port.ts';
import { NodeOnPort } from '../../can-bus/ports/node-on-port.ts';
import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import { RealClock } from '../../can-bus/time/real-clock.ts';
import { BodyEcu, bodyConfig, type BodyEvent } from '../../ecu-sim/body/body-ecu.ts';
import { EngineEcu, engineConfig, type EngineEvent } from '../../ecu-sim/engine/engine-ecu.ts';
import type { DataIdentifierSpec } from '../../ecu-sim/description/ecu-description.ts';
import { DATA_IDENTIFIERS } from '../../ecu-sim/description/smart-key/data-identifiers.ts';
import { isDeepStrictEqual } from 'node:util';
import { parseProfile } from '../../ecu-sim/profile.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import type { CarFault } from '../car/car-fault.ts';
import type { StartAnswer, VehicleChange } from '../car/vehicle-change.ts';
import { BenchError, type StimulusResult } from '../scenario/bench.ts';
import { formatKeyId } from '../../ecu-sim/identity/key-id.ts';
import type { ExpectedParts, ObservedParts } from '../scenario/expectation.ts';
import { profileOf } from './profile-of.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Stimulus, StimulusAnswer } from '../tester/command.ts';
import { decodeData, readRequest } from '../tester/identifier-readings.ts';
import type { Bench } from './bench-file.ts';
import { RemoteOperator } from './remote-operator.ts';
import { asBenchError, connect, onlyCar, type RealBenchOptions } from './live-bench.ts';
import { deadlineByDiagnostics, observeByDiagnostics } from './observe-by-diagnostics.ts';
import { PortBench, type PortBenchOptions } from './port-bench.ts';

/** Interval for polling an ECU. */
const LOOK_AGAIN_US: Micros = 20 * MICROS_PER_MILLI;

interface RestBusParts extends PortBenchOptions {
  readonly operator: RemoteOperator | null;
  readonly ids: ReadonlyMap<string, number>;
}

/**
 * A real Smart Key ECU on a bus, with the rest of the car simulated around it: body and engine ECU send the frames it
 * receives. Its state is read over diagnostics; keys, which are radio, and the supply need an operator.
 */
export class RestBusBench extends PortBench {
  readonly #body: BodyEcu;
  readonly #engine: EngineEcu;
  readonly #bodyDriver: NodeOnPort<BodyEvent>;
  readonly #engineDriver: NodeOnPort<EngineEvent>;
  readonly #operator: RemoteOperator | null;
  readonly #ids: ReadonlyMap<string, number>;
  readonly #names: ReadonlyMap<string, string>;

  private constructor(parts: RestBusParts) {
    super(parts);
    this.#operator = parts.operator;
    this.#ids = parts.ids;
    this.#names = new Map([...parts.ids].map(([name, id]) => [formatKeyId(id), name]));
    this.#body = new BodyEcu(bodyConfig(parts.profile));
    this.#engine = new EngineEcu(engineConfig(parts.profile));
    const { clock } = parts;
    this.#engineDriver = new NodeOnPort(this.#engine, this.hub.member(this.#engine.name), clock);
    this.#bodyDriver = new NodeOnPort(this.#body, this.hub.member(this.#body.name), clock, (event, timeUs) =>
      this.noteEvent({ timeUs, source: this.#body.name, event }),
    );
    this.#engineDriver.apply((_outbox, nowUs) => this.#engine.powerOn(nowUs));
    this.#bodyDriver.apply((_outbox, nowUs) => this.#body.powerOn(nowUs));
  }

  /** Connects, boots the rest of the car, and waits for the ECU's first answer. @throws BenchError */
  static async open(bench: Bench, scenario: Scenario, options: RealBenchOptions): Promise<RestBusBench> {
    const spec = onlyCar(scenario);
    const profile = profileOf({ ...spec, profile: {} }, bench.profile);
    refuseOtherProfile(bench, scenario);
    const operator = bench.operator === null ? null : new RemoteOperator(bench.operator);
    const keys = new Map(Object.entries(bench.keys));
    const ids = operator === null ? keys : await operator.prepare(scenario.keys, bench.rate);
    let port: CanPort;
    try {
      port = await connect(bench.bus?.car ?? '', profile);
    } catch (error) {
      throw asBenchError(error);
    }
    const clock = new RealClock({ rate: bench.rate });
    const observer = options.observer?.(spec.name);
    const { signal } = options;
    const parts = { bench, scenario, profile, port, clock, observer, signal, operator, ids };
    const made = new RestBusBench(parts);
    try {
      await made.#firstAnswer();
      return made;
    } catch (error) {
      await made.close();
      throw error;
    }
  }

  async deadline(_car: string, name: DeadlineName): Promise<Micros | null> {
    if (name === 'procedure' || name === 'lockout') {
      return deadlineByDiagnostics(
        name,
        (spec) => this.#read(spec),
        () => this.nowUs(),
      );
    }
    throw new BenchError(
      `the ${name} deadline of a real ECU cannot be observed`,
      'advance to the procedure or lockout deadline, or by a time',
    );
  }

  async setVehicle(_car: string, change: VehicleChange): Promise<void> {
    const { batteryMv } = change;
    if (batteryMv !== undefined && this.#operator === null) {
      throw needsOperator(`set the supply to ${batteryMv / 1000} V`);
    }
    this.#bodyDriver.apply((outbox, nowUs) => this.#body.set(change, nowUs, outbox));
    await this.#operator?.setVehicle(change);
  }

  async pressEngineSwitch(): Promise<StartAnswer> {
    if (this.#operator === null) throw needsOperator('press the engine switch');
    const answer = await this.#operator.pressEngineSwitch();
    if (answer.running) {
      this.#bodyDriver.apply((outbox, nowUs) => this.#body.set({ powerMode: 'running' }, nowUs, outbox));
    }
    return answer;
  }

  touchKey(_car: string, key: string): Promise<StimulusResult> {
    if (this.#operator === null) throw needsOperator(`hold the key ${key} to the engine switch`);
    return this.#operator.touch(this.idOf(key));
  }

  async moveKey(_car: string, key: string, to: 'cabin' | 'outside'): Promise<void> {
    if (this.#operator === null)
      throw needsOperator(`carry the key ${key} ${to === 'cabin' ? 'into' : 'out of'} the car`);
    await this.#operator.move(this.idOf(key), to);
  }

  pressButton(_car: string, key: string, button: KeyButton, holdMs: number): Promise<StimulusResult> {
    if (this.#operator === null) throw needsOperator(`press ${button} on the key ${key}`);
    return this.#operator.press(this.idOf(key), button, holdMs);
  }

  async powerCycle(_car: string, offUs: Micros): Promise<void> {
    if (this.#operator === null) throw needsOperator('switch the 12 V supply off and on again');
    const spanUs = offUs + this.profile.bootTimeUs;
    await this.waiter.guard(this.#operator.powerCycle(offUs), spanUs, 'the boot after a power cycle');
  }

  async setFault(_car: string, fault: CarFault, on: boolean): Promise<void> {
    if (this.#operator === null) throw needsOperator(`${on ? 'set' : 'clear'} the fault ${fault}`);
    await this.#operator.setFault(fault, on);
  }

  setFaults(): never {
    throw new BenchError('a real bus does not support fault plans', 'run it on a bench with the virtual car');
  }

  protected clearCarFaults(): void {
    // No part of the plan can be active; the operator ends the ECU's faults.
  }

  override async advanceToNext(limitUs: Micros): Promise<boolean> {
    await this.waiter.until(Math.min(limitUs, this.nowUs() + LOOK_AGAIN_US), true);
    return this.nowUs() <= limitUs;
  }

  async observe(_car: string, wanted: ExpectedParts): Promise<ObservedParts> {
    const { timeUs, engine, ...others } = wanted;
    const parts = await observeByDiagnostics(
      others,
      (spec) => this.#read(spec),
      (id) => this.#names.get(id) ?? id,
    );
    return {
      ...parts,
      ...(timeUs === undefined ? {} : { timeUs: this.nowUs() }),
      ...(engine === undefined ? {} : { engine: this.#body.inputs.powerMode === 'running' ? 'running' : 'stopped' }),
    };
  }

  override async close(): Promise<void> {
    this.#bodyDriver.detach();
    this.#engineDriver.detach();
    await super.close();
  }

  protected idOf(key: string): number {
    const id = this.#ids.get(key);
    if (id !== undefined) return id;
    throw new BenchError(`the bench does not know the id of the key ${key}`, `name it in the bench's file under keys`);
  }

  protected async performForTool(stimulus: Stimulus): Promise<StimulusAnswer> {
    if (stimulus.kind === 'touch-key') {
      if (this.#operator === null) {
        const { message, hint } = needsOperator(`hold the key ${formatKeyId(stimulus.keyId)} to the engine switch`);
        return { done: false, message, hint };
      }
      return { done: true, ...(await this.#operator.touch(stimulus.keyId)) };
    }
    const open = stimulus.kind === 'open-driver-door' || !this.#body.inputs.doors.driver;
    await this.setVehicle(this.car, { doors: { driver: open } });
    return { done: true, reaction: null, reason: null };
  }

  async #firstAnswer(): Promise<void> {
    await this.waiter.until(this.nowUs() + this.profile.bootTimeUs * 2);
    const vin = decodeData('vin', await this.#read(DATA_IDENTIFIERS.vin));
    if (vin !== this.profile.vin) {
      throw new BenchError(
        `the ECU on ${this.hub.port.url} has the VIN ${vin ?? 'unknown'}, and the bench ${this.profile.vin}`,
        `give the bench the profile of this vehicle: profile: {vin: ${vin ?? 'unknown'}}`,
      );
    }
  }

  async #read(spec: Pick<DataIdentifierSpec, 'id'>): Promise<Uint8Array> {
    const { outcome } = await this.request(this.car, 'oem', readRequest(spec));
    if (outcome.kind === 'positive') return outcome.response.slice(3);
    const what = `DID ${spec.id.toString(16).toUpperCase()}`;
    throw new BenchError(
      `the ECU on ${this.hub.port.url} does not give ${what}: ${outcome.kind}`,
      'check that it has power and is on this bus, at 500 kbit/s',
    );
  }
}

function needsOperator(what: string): BenchError {
  return new BenchError(
    `an operator has to ${what}, but this bench has none`,
    'set operator in the bench file to the HTTP address of a virtual car, or leave out what only a person can do',
  );
}

/** A real ECU's profile is fixed: it must already have the fields that the scenario sets. */
function refuseOtherProfile(bench: Bench, scenario: Scenario): void {
  const spec = onlyCar(scenario);
  if (isDeepStrictEqual(profileOf(spec, bench.profile), parseProfile(bench.profile))) return;
  const fields = Object.keys(spec.profile).join(', ');
  throw new BenchError(
    `the scenario needs another profile (${fields}) than the ECU has`,
    "set the ECU and the bench's profile to these values",
  );
}
