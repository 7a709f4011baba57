import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import { FrameLog } from '../../can-bus/trace/frame-log.ts';
import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../../can-bus/time/micros.ts';
import type { BusNode, Outbox } from '../../can-bus/virtual-bus/bus-node.ts';
import { DEFAULT_SETTLE_US, VirtualNetwork } from '../../can-bus/virtual-bus/network.ts';
import { diagnosticEndpointConfigs } from '../../ecu-sim/diagnostics/endpoint-config.ts';
import { BodyEcu, bodyConfig } from '../../ecu-sim/body/body-ecu.ts';
import { checkChange } from '../../ecu-sim/body/body-inputs.ts';
import { EngineEcu, engineConfig } from '../../ecu-sim/engine/engine-ecu.ts';
import { DEFAULT_PROFILE, type Profile } from '../../ecu-sim/profile.ts';
import { checkLimit } from '../../ecu-sim/profile/number-limit.ts';
import { VEHICLE_LIMITS } from '../../ecu-sim/profile/vehicle-limits.ts';
import { SmartKeyEcu } from '../../ecu-sim/smart-key-ecu.ts';
import type { FirmwareReaction } from '../../ecu-sim/firmware.ts';
import type { KeyButton } from '../../ecu-sim/smart-key/immobilizer.ts';
import { TimerReader } from '../../ecu-sim/smart-key/timers.ts';
import { CarFaults } from './faults/car-faults.ts';
import type { FaultPlan, FaultPlanParts } from './faults/fault-plan.ts';
import { isEngineFault, type CarFault } from './car-fault.ts';
import type { CarEvent, CarObserver, OutsideEvent, Stimulus } from './car-event.ts';
import { DEFAULT_SEED, type CarOptions, type RestoreOptions } from './car-options.ts';
import { restoreParts, snapshotParts, type CarParts } from './car-parts.ts';
import { CarObservers } from './car-observers.ts';
import { checkFormat, type CarSnapshot } from './car-snapshot.ts';
import { checkFaults } from './faults/check-faults.ts';
import { KeyRing, type NewKey, type PhysicalKey } from './key-ring.ts';
import { addFirstKeys, defaultKeys, newMemory } from './new-memory.ts';
import type { NodeReport } from './node-report.ts';
import { restNetwork } from './rest-network.ts';
import { vehicleChangeOf, type StartAnswer, type VehicleChange } from './vehicle-change.ts';
import { DEFAULT_BIT_RATE } from '../../can-bus/virtual-bus/bus-options.ts';

/** How many frames of one participant may wait for the bus. */
const MAX_WAITING_FRAMES = 200_000;

/**
 * The virtual car: the ECUs on one bus, the keys around it, and the operator who controls doors, keys and supply. It
 * has no clock; its owner moves it to an instant. An operator's input acts at the present instant and takes no time.
 */
export class Car {
  readonly profile: Profile;
  readonly seed: number;
  readonly keys: KeyRing;
  readonly log: FrameLog;
  readonly network: VirtualNetwork<NodeReport>;
  readonly smartKey: SmartKeyEcu;
  readonly body: BodyEcu;
  readonly engine: EngineEcu;
  readonly #parts: CarParts;
  readonly #observers = new CarObservers();
  readonly #faults: CarFaults;
  /** The bus of body and engine ECU: the car's, or a separate one without other participants. */
  readonly #rest: VirtualNetwork<NodeReport>;
  /** Keys a new car of its options comes with. */
  readonly #firstKeys: readonly number[];
  #powerBackUs: Micros = NEVER_US;
  /** A memory write has begun during which the power is to fail (see `memory-write-cut`). */
  #supplyFailed = false;

  constructor(options: CarOptions = {}) {
    this.profile = options.profile ?? DEFAULT_PROFILE;
    this.seed = options.seed ?? DEFAULT_SEED;
    this.keys = options.keys ?? new KeyRing();
    const { bitRate = DEFAULT_BIT_RATE, cyclicFrames = true, onlySmartKey = false } = options;
    this.log = new FrameLog(options.logCapacity);
    if (options.observer !== undefined) this.observe(options.observer);
    const { vin } = this.profile;
    this.#firstKeys = options.registeredKeys ?? defaultKeys(this.profile);
    const memory = options.memory ?? newMemory(this.profile, this.seed, this.#firstKeys);
    if (options.memory === undefined) addFirstKeys(this.keys, this.#firstKeys, vin);
    this.network = new VirtualNetwork<NodeReport>(
      { bitRate, seed: this.seed, queueLimit: MAX_WAITING_FRAMES },
      {
        frame: (timeUs, frame, sender) => {
          this.log.append(timeUs, frame, sender);
          this.#observers.frame(timeUs, frame, sender);
        },
        takesGroups: () => !this.#observers.areShownFrames,
        frameGroup: (fromUs, group, count) => {
          if (!this.log.repeatGroup(fromUs, group, count)) this.log.appendGroup(fromUs, group, count);
        },
        event: (timeUs, source, event) => this.#report({ timeUs, source, event }),
        bus: (timeUs, event) => this.#report({ timeUs, source: 'bus', event }),
      },
    );
    this.body = new BodyEcu({ ...bodyConfig(this.profile), cyclic: cyclicFrames });
    const inputs = { supplyMv: this.body.inputs.batteryMv, cabinKeys: this.keys.inCabinOf(vin), faults: [] };
    this.smartKey = new SmartKeyEcu(this.profile, memory, inputs, cyclicFrames);
    this.smartKey.onStateChange = this.#observers.changed;
    this.network.attach(this.smartKey);
    this.engine = new EngineEcu(engineConfig(this.profile), options.engineMemory);
    this.#rest = onlySmartKey ? restNetwork() : this.network;
    this.#rest.attach(this.body);
    this.#rest.attach(this.engine);
    this.keys.watch(() => this.#updateCabinKeys());
    this.#faults = new CarFaults({
      network: this.network,
      rest: this.#rest,
      smartKey: this.smartKey,
      nodes: { 'smart-key': this.smartKey, body: this.body, engine: this.engine },
      endpoints: diagnosticEndpointConfigs(this.profile),
      seed: this.seed,
      supplyMv: () => this.body.inputs.batteryMv,
      isOpen: (door) => this.body.inputs.doors[door],
      setKeyBattery: (keyId, batteryMv) => this.keys.setBattery(keyId, batteryMv),
    });
    this.#parts = {
      identity: { profile: this.profile, seed: this.seed, bitRate, cyclicFrames, onlySmartKey },
      network: this.network,
      rest: this.#rest,
      smartKey: this.smartKey,
      body: this.body,
      engine: this.engine,
      faults: this.#faults,
      keys: this.keys,
    };
  }

  /** A car that continues exactly as the snapshot's car would. Its log begins here. @throws CarSnapshotError */
  static restore(snapshot: CarSnapshot, options: RestoreOptions = {}): Car {
    checkFormat(snapshot);
    const car = new Car({ ...snapshot.car, ...options, memory: snapshot.smartKey.memory.image });
    for (const guest of options.guests ?? []) car.attach(guest);
    car.restore(snapshot);
    return car;
  }

  get nowUs(): Micros {
    return this.network.nowUs;
  }

  /** The 12 V was cut and is not yet back. */
  get isWithoutPower(): boolean {
    return this.#powerBackUs !== NEVER_US;
  }

  /** Connects the battery and runs until each ECU has booted and sent each of its cyclic frames once (VEH-2). */
  start(): void {
    this.#powerOn();
    this.advanceTo(this.nowUs + this.profile.bootTimeUs);
    this.network.settle();
  }

  /** The next instant at which something happens without input. */
  deadlineUs(): Micros {
    return Math.min(this.network.deadlineUs(), this.#powerBackUs, this.#faults.deadlineUs);
  }

  /** Processes everything due up to and including that instant; afterwards it is that instant. */
  advanceTo(limitUs: Micros): void {
    for (;;) {
      const nextUs = Math.min(limitUs, this.#powerBackUs, this.#faults.deadlineUs);
      if (!this.network.advanceTo(nextUs, this.#hasSupplyFailed)) this.#followSupplyFailure();
      else if (this.#powerBackUs === nextUs) {
        this.#powerBackUs = NEVER_US;
        this.#powerOn();
        this.#recordStimulus({ kind: 'power-back' });
      } else if (this.#faults.deadlineUs <= nextUs) {
        for (const input of this.#faults.take(this.nowUs)) this.setVehicle(vehicleChangeOf(input));
      } else return;
    }
  }

  /** Runs until the bus is idle and no ECU has pending work. */
  settle(): void {
    while (this.#powerBackUs !== NEVER_US) this.advanceTo(this.#powerBackUs);
    if (this.#faults.deadlineUs === NEVER_US && !this.#faults.watchesMemory) {
      this.network.settle();
      return;
    }
    const limitUs = this.nowUs + DEFAULT_SETTLE_US;
    this.advanceTo(this.nowUs);
    while (!(this.#powerBackUs === NEVER_US && this.network.isIdle()) && this.deadlineUs() <= limitUs) {
      this.advanceTo(this.deadlineUs());
    }
  }

  /** See `SmartKeyEcu.expireFlowControl`: for a client's frame, before it is on the bus. */
  expireFlowControl(request: CanFrame): void {
    this.network.apply(this.smartKey, (outbox, nowUs) => this.smartKey.expireFlowControl(request, nowUs, outbox));
    this.#rest.apply(this.engine, (outbox, nowUs) => this.engine.expireFlowControl(request, nowUs, outbox));
    this.#rest.apply(this.body, (outbox, nowUs) => this.body.expireFlowControl(request, nowUs, outbox));
  }

  /** Attaches another participant to the bus: a scan tool, a client behind a port. */
  attach(node: BusNode<NodeReport>): void {
    this.network.attach(node);
  }

  detach(node: BusNode<NodeReport>): void {
    this.network.detach(node);
  }

  observe(observer: CarObserver): () => void {
    const timers = new TimerReader(this.profile);
    observer.attached?.(() => timers.read(this.smartKey.firmware));
    return this.#observers.add(observer);
  }

  /** Doors, power mode, supply, brake, lever, speed (VEH-1). @throws OperationError (usage/limit) */
  setVehicle(change: VehicleChange): void {
    checkChange(change);
    this.#setBody(change);
    if (Object.keys(change).length > 0) this.#recordStimulus({ kind: 'vehicle-changed', change });
    const { batteryMv } = change;
    if (batteryMv === undefined) return;
    this.#stimulateSmartKey((outbox, nowUs) => this.smartKey.setSupply(batteryMv, nowUs, outbox));
  }

  /** Presses the engine switch (KEY-5): starts the engine if keys, brake and lever allow it. */
  pressEngineSwitch(): StartAnswer {
    const { brake, shiftP, powerMode } = this.body.inputs;
    if (powerMode === 'running') return this.#startAnswer(true, null);
    const { reaction, reason } = this.#stimulateSmartKey((outbox, nowUs) =>
      this.smartKey.pressEngineSwitch(brake, shiftP, nowUs, outbox),
    );
    const running = reaction === 'started';
    if (running) this.#setBody({ powerMode: 'running' });
    return this.#startAnswer(running, reason);
  }

  /** Creates a key. @throws KeyError */
  makeKey(key: NewKey): PhysicalKey {
    const made = this.keys.add(key);
    const life = made.boundVin === null ? 'blank' : 'bound';
    this.#recordStimulus({ kind: 'key-made', keyId: made.id, life, batteryMv: made.batteryMv });
    return made;
  }

  /** @throws KeyError where there is no such key, or it is bound */
  removeKey(id: number): void {
    this.keys.remove(id);
    this.#recordStimulus({ kind: 'key-removed', keyId: id });
  }

  /** What a key's own battery has left. @throws KeyError where there is no such key; OperationError (usage/limit) */
  setKeyBattery(id: number, batteryMv: number): void {
    this.keys.setBattery(id, batteryMv);
    this.#recordStimulus({ kind: 'key-battery-set', keyId: id, batteryMv });
  }

  /** Holds a key to the engine switch (KEY-4). @throws KeyError where there is no such key */
  touchKey(id: number): FirmwareReaction {
    const { boundVin, batteryMv } = this.keys.get(id);
    const answer = this.#stimulateSmartKey((outbox, nowUs) =>
      this.smartKey.touchKey({ id, boundVin, batteryMv }, nowUs, outbox),
    );
    this.#recordStimulus({ kind: 'key-touched', keyId: id, ...answer });
    return answer;
  }

  /** @throws KeyError where there is no such key */
  moveKey(id: number, to: 'cabin' | 'outside'): void {
    this.keys.move(id, to === 'cabin' ? this.profile.vin : null);
    this.#recordStimulus({ kind: 'key-moved', keyId: id, to });
  }

  /** Presses a button of a key (KEY-5). @throws KeyError where there is no such key; OperationError (usage/limit) */
  pressButton(id: number, button: KeyButton, holdMs: number): FirmwareReaction {
    checkLimit('holdMs', VEHICLE_LIMITS.holdMs, holdMs);
    this.keys.get(id);
    const holdUs = Math.round(holdMs * MICROS_PER_MILLI);
    const answer = this.#stimulateSmartKey((outbox, nowUs) =>
      this.smartKey.pressButton(id, button, holdUs, nowUs, outbox),
    );
    if (answer.reaction === 'trunk') this.#setBody({ doors: { trunk: true } });
    this.#recordStimulus({ kind: 'button-pressed', keyId: id, button, holdMs, ...answer });
    return answer;
  }

  /** VEH-8, and faults of the engine. */
  setFault(fault: CarFault, on: boolean): void {
    if (isEngineFault(fault)) {
      this.#rest.apply(this.engine, (outbox, nowUs) => this.engine.setFault(fault, on, nowUs, outbox));
      return;
    }
    this.#stimulateSmartKey((outbox, nowUs) => this.smartKey.setFault(fault, on, nowUs, outbox));
  }

  /** The active faults, except those set by a trouble code. */
  get faults(): FaultPlan {
    return this.#faults.plan;
  }

  /**
   * Each part of the plan replaces the active one; the others stay.
   *
   * @throws OperationError (usage/limit), BusFaultPlanError, CanFrameError or KeyError for an invalid part
   */
  setFaults(parts: FaultPlanParts): void {
    checkFaults(parts);
    for (const { keyId } of parts.keyBattery ?? []) this.keys.get(keyId);
    this.#faults.set(parts);
    this.#recordStimulus({ kind: 'faults-set', faults: parts });
    this.advanceTo(this.nowUs);
  }

  /** Ends all faults, including those set by a trouble code. Permanent effects and stored codes stay. */
  clearFaults(): void {
    this.#faults.clear();
    for (const fault of [...this.smartKey.inputs.faults, ...this.engine.faults]) this.setFault(fault, false);
    this.#recordStimulus({ kind: 'faults-cleared' });
  }

  /**
   * Switches the 12 V supply off for `offUs`, or as long as it was to be off; doors and power mode keep their state.
   *
   * @returns the instant at which the ECUs will have booted. @throws OperationError (usage/limit)
   */
  cutPower(offUs: Micros): Micros {
    checkLimit('offMs', VEHICLE_LIMITS.offMs, offUs / MICROS_PER_MILLI);
    this.network.apply(this.smartKey, (outbox, nowUs) => this.smartKey.powerOff(nowUs, outbox));
    this.#rest.apply(this.body, () => this.body.powerOff());
    this.network.clearQueue(this.smartKey);
    this.#rest.apply(this.engine, (_outbox, nowUs) => this.engine.powerOff(nowUs));
    this.#rest.clearQueue(this.body);
    this.#rest.clearQueue(this.engine);
    this.#supplyFailed = false;
    this.#powerBackUs = Math.max(this.nowUs + offUs, this.isWithoutPower ? this.#powerBackUs : 0);
    this.#recordStimulus({ kind: 'power-cut' });
    return this.#powerBackUs + this.profile.bootTimeUs;
  }

  /** Everything that determines the car's further behaviour; see {@link CarSnapshot}. Not from inside an observer. */
  snapshot(): CarSnapshot {
    return { ...snapshotParts(this.#parts), powerBackUs: this.#powerBackUs, supplyFailed: this.#supplyFailed };
  }

  /**
   * Restores the state of this car, or of another one with the same options; it then continues exactly as that would
   * have, if the other participants of the bus were restored before it. A participant that was not on the bus then
   * stays on it. The log is cleared, and the key ring becomes the snapshot's, even where other cars share it.
   *
   * @throws CarSnapshotError for another format, another version of it, or another car; then nothing has changed
   */
  restore(snapshot: CarSnapshot): void {
    restoreParts(this.#parts, snapshot);
    [this.#powerBackUs, this.#supplyFailed] = [snapshot.powerBackUs, snapshot.supplyFailed];
    this.log.clear();
  }

  /** Makes it a new car of the same options, at time 0 and without power; see {@link start}. The others on the bus stay. */
  renew(): void {
    this.restore(new Car({ ...this.#parts.identity, registeredKeys: this.#firstKeys, logCapacity: 0 }).snapshot());
  }

  /** The active faults, without those that have been applied as often as they may. */
  readonly faultsLeft = (): FaultPlan => this.#faults.planLeft;
  /** See {@link CarFaults.addGateway}. */
  readonly addGateway: CarFaults['addGateway'] = (isSpent) => this.#faults.addGateway(isSpent);
  readonly #hasSupplyFailed = (): boolean => this.#supplyFailed;
  readonly #setBody = (change: VehicleChange): void =>
    this.#rest.apply(this.body, (outbox, nowUs) => this.body.set(change, nowUs, outbox));

  /** The Smart Key ECU lost its supply during a memory write: the other ECUs lose it at the same instant. */
  #followSupplyFailure(): void {
    if (this.#supplyFailed) this.cutPower(this.#faults.takeWriteCut());
  }

  /** An input that reaches the Smart Key ECU by wire or radio. */
  #stimulateSmartKey<Result>(action: (outbox: Outbox<NodeReport>, nowUs: Micros) => Result): Result {
    const result = this.network.apply(this.smartKey, action);
    // While it is off it reports nothing, and what reaches it is kept all the same.
    this.smartKey.onStateChange(this.nowUs);
    this.#followSupplyFailure();
    return result;
  }

  #powerOn(): void {
    this.network.apply(this.smartKey, (outbox, nowUs) => this.smartKey.powerOn(nowUs, outbox));
    this.#rest.apply(this.body, (_outbox, nowUs) => this.body.powerOn(nowUs));
    this.#rest.apply(this.engine, (_outbox, nowUs) => this.engine.powerOn(nowUs));
  }

  #startAnswer(running: boolean, reason: string | null): StartAnswer {
    this.#recordStimulus({ kind: 'engine-switch-pressed', running, reason });
    return { running, reason };
  }

  #updateCabinKeys(): void {
    const ids = this.keys.inCabinOf(this.profile.vin);
    if (ids.join() === this.smartKey.inputs.cabinKeys.join()) return;
    this.#stimulateSmartKey((outbox, nowUs) => this.smartKey.setCabinKeys(ids, nowUs, outbox));
  }

  /** Adds to the car's record what somebody around it did. */
  note(event: OutsideEvent): void {
    this.#report({ timeUs: this.nowUs, source: event.kind === 'fault-struck' ? 'bus' : 'dealer', event });
  }

  #recordStimulus(event: Stimulus): void {
    this.#report({ timeUs: this.nowUs, source: 'stimulus', event });
  }

  #report(event: CarEvent): void {
    if (event.event.kind === 'key-bound') this.keys.bind(event.event.keyId, event.event.vin);
    else if (event.event.kind === 'memory-write-cut') this.#supplyFailed = true;
    this.#observers.event(event);
  }
}
