import { fromHex, toHex } from '../../../can-bus/bytes/hex.ts';
import { isoTpConfig } from '../../../can-bus/isotp/defaults.ts';
import { TraceHash } from '../../../can-bus/trace/trace-hash.ts';
import { TesterNode, type TesterSnapshot } from '../../../can-bus/uds/tester-node.ts';
import { ENGINE_IDS } from '../../../ecu-sim/engine/engine-channel.ts';
import { createPassCodes } from '../../../ecu-sim/identity/pass-code.ts';
import { parseProfile, type Profile } from '../../../ecu-sim/profile.ts';
import type { KeyButton } from '../../../ecu-sim/smart-key/immobilizer.ts';
import type { CarSnapshot } from '../../../hil/car/car-snapshot.ts';
import { carDeadlines, type CarDeadlines } from '../../../hil/car/car-state.ts';
import { Car } from '../../../hil/car/car.ts';
import type { VehicleChange } from '../../../hil/car/vehicle-change.ts';
import { parseKeyId } from '../../../ecu-sim/identity/key-id.ts';
import type { FaultPlanForm } from '../../../hil/car/faults/fault-form.ts';
import { readFaultForm } from '../../../hil/car/faults/read-fault-form.ts';

type Tool = 'oem-tool' | 'generic-tool' | 'obd-tool';

/** One input to the car; nothing waits for what comes of it. */
export type CarAction =
  | { readonly kind: 'request'; readonly tool: Tool; readonly hex: string; readonly functional?: boolean }
  /** The pass-code for the seed in the tool's last answer. */
  | { readonly kind: 'pass-code'; readonly tool: Tool }
  | { readonly kind: 'vehicle'; readonly change: VehicleChange }
  | { readonly kind: 'engine-switch' }
  | { readonly kind: 'new-key'; readonly batteryMv: number }
  | { readonly kind: 'touch'; readonly index: number }
  | { readonly kind: 'move'; readonly index: number; readonly to: 'cabin' | 'outside' }
  | { readonly kind: 'press'; readonly index: number; readonly button: KeyButton; readonly holdMs: number }
  | { readonly kind: 'faults'; readonly form: FaultPlanForm }
  | { readonly kind: 'clear-faults' }
  | { readonly kind: 'bench-fault'; readonly on: boolean }
  | { readonly kind: 'power-cut'; readonly offUs: number }
  /** The generic tool leaves the bus, or comes back to it. */
  | { readonly kind: 'plug'; readonly on: boolean };

/** How far time then moves: a number of microseconds, or to a deadline of the ECU and that number beyond. */
export type CarWait = { readonly us: number } | { readonly deadline: keyof CarDeadlines; readonly offsetUs: number };

export interface CarStep {
  readonly action: CarAction;
  readonly wait: CarWait;
}

/** A moment of a run: in thousandths of the wait of a step. */
export interface Moment {
  readonly step: number;
  readonly share: number;
}

/** The world at one moment, as a plain value: the car, its tools and what they have done so far. */
export interface RunSnapshot {
  readonly car: CarSnapshot;
  readonly tools: readonly TesterSnapshot[];
  readonly plugged: boolean;
}

/** The tool that may leave the bus. */
const UNPLUGGED = 'generic-tool';
/** A functional request is a single frame. */
const LONGEST_FUNCTIONAL = 7;

type HashRecord = (hash: TraceHash) => void;

/** Short, so that a run sees many ends. */
const RUN_SETTINGS = {
  keySlots: 4,
  resetDuration: 20,
  eraseWindow: 6,
  registrationStepTimeout: 8,
  attemptsDelay: 3,
  actionDurations: { erasureWrite: '120 ms' },
};
export const RUN_PROFILE: Profile = parseProfile(RUN_SETTINGS);
const SLEEPING_PROFILE: Profile = parseProfile({ ...RUN_SETTINGS, busSleep: 'on' });

interface RunOptions {
  readonly onlySmartKey?: boolean;
  readonly busSleep?: boolean;
}

/** A car with two tools on its bus; every frame and event goes into a hash. */
export class CarRun {
  readonly car: Car;
  readonly #tools: readonly TesterNode[];
  /** What happened so far: a hash can be begun with it. */
  readonly #records: HashRecord[];
  #plugged: boolean;

  private constructor(car: Car, tools: readonly TesterNode[], records: HashRecord[], plugged: boolean) {
    this.car = car;
    this.#tools = tools;
    this.#records = records;
    this.#plugged = plugged;
    this.car.observe({
      frame: (timeUs, frame, sender) => this.#records.push((hash) => hash.frame(timeUs, frame, sender)),
      event: ({ timeUs, source, event }) => this.#records.push((hash) => hash.event(timeUs, source, event)),
    });
  }

  static start(seed: number, { onlySmartKey = false, busSleep = false }: RunOptions = {}): CarRun {
    const car = new Car({
      seed,
      profile: busSleep ? SLEEPING_PROFILE : RUN_PROFILE,
      registeredKeys: [0xa100_0001, 0xa100_0002, 0xa100_0003],
      onlySmartKey,
    });
    car.start();
    const tools = makeTools();
    for (const tool of tools) car.attach(tool);
    return new CarRun(car, tools, [], true);
  }

  /** Another car and other tools, which go on from the snapshot of a run with these records. */
  static restore({ car, tools, plugged }: RunSnapshot, records: readonly HashRecord[]): CarRun {
    const made = makeTools();
    made.forEach((tool, index) => {
      const snapshot = tools[index];
      if (snapshot !== undefined) tool.restore(snapshot);
    });
    const guests = made.filter(({ name }) => plugged || name !== UNPLUGGED);
    return new CarRun(Car.restore(car, { guests }), made, [...records], plugged);
  }

  get records(): readonly HashRecord[] {
    return [...this.#records];
  }

  snapshot(): RunSnapshot {
    return {
      car: this.car.snapshot(),
      tools: this.#tools.map((tool) => tool.snapshot()),
      plugged: this.#plugged,
    };
  }

  /** This car and these tools go back to the snapshot. */
  goBack({ car, tools, plugged }: RunSnapshot, records: readonly HashRecord[]): void {
    this.#tools.forEach((tool, index) => {
      const snapshot = tools[index];
      if (snapshot !== undefined) tool.restore(snapshot);
    });
    if (plugged !== this.#plugged) this.#plug(plugged);
    this.car.restore(car);
    this.#records.splice(0, Infinity, ...records);
  }

  /** Of everything from the start on. */
  digest(): string {
    const hash = new TraceHash();
    for (const record of this.#records) record(hash);
    return hash.digest();
  }

  take(steps: readonly CarStep[]): void {
    for (const { action, wait } of steps) {
      this.act(action);
      this.car.advanceTo(this.untilUs(wait));
    }
  }

  /** When a wait that begins now will be over. */
  untilUs(wait: CarWait): number {
    const { nowUs } = this.car;
    if ('us' in wait) return nowUs + wait.us;
    return Math.max(nowUs, (carDeadlines(this.car)[wait.deadline] ?? nowUs) + wait.offsetUs);
  }

  act(action: CarAction): void {
    const { car } = this;
    switch (action.kind) {
      case 'request':
        return this.#request(action.tool, fromHex(action.hex), action.functional === true);
      case 'pass-code':
        return this.#sendPassCode(action.tool);
      case 'vehicle':
        return car.setVehicle(action.change);
      case 'engine-switch':
        car.pressEngineSwitch();
        return;
      case 'new-key':
        car.makeKey({ batteryMv: action.batteryMv });
        return;
      case 'touch':
        car.touchKey(this.#keyId(action.index));
        return;
      case 'move':
        return car.moveKey(this.#keyId(action.index), action.to);
      case 'press':
        car.pressButton(this.#keyId(action.index), action.button, action.holdMs);
        return;
      case 'faults':
        return car.setFaults(readFaultForm(action.form, parseKeyId));
      case 'clear-faults':
        return car.clearFaults();
      case 'bench-fault':
        return car.setFault('B2785', action.on);
      case 'power-cut':
        car.cutPower(action.offUs);
        return;
      case 'plug':
        if (action.on !== this.#plugged) this.#plug(action.on);
    }
  }

  #plug(on: boolean): void {
    this.#plugged = on;
    const tool = this.#toolOf(UNPLUGGED);
    if (on) this.car.attach(tool);
    else this.car.detach(tool);
  }

  #toolOf(name: Tool): TesterNode {
    const tool = this.#tools.find((each) => each.name === name);
    if (tool === undefined) throw new Error(`there is no ${name}`);
    return tool;
  }

  #keyId(index: number): number {
    const keys = this.car.keys.all();
    return keys[index % keys.length]?.id ?? 0;
  }

  #request(name: Tool, payload: Uint8Array, functional: boolean): void {
    const tool = this.#toolOf(name);
    if (tool.isBusy() || (name === UNPLUGGED && !this.#plugged)) return;
    const fits = functional && name === 'generic-tool' && payload.length <= LONGEST_FUNCTIONAL;
    const target = fits ? 'functional' : 'physical';
    this.car.network.apply(tool, (outbox, nowUs) => tool.request(payload, { target }, nowUs, outbox));
  }

  #sendPassCode(name: Tool): void {
    const answer = this.#toolOf(name).exchange()?.response ?? null;
    const [sid, seedType = 0] = answer ?? [];
    if (answer === null || sid !== 0x67 || seedType % 2 === 0) return;
    const codes = createPassCodes(RUN_PROFILE.passcodeSecret, RUN_PROFILE.vin);
    const seed = answer.slice(2);
    const code = seedType === 1 ? new TextEncoder().encode(codes.forReset(seed)) : codes.forKeys(seed);
    this.#request(name, fromHex(toHex(Uint8Array.of(0x27, seedType + 1)) + toHex(code)), false);
  }
}

function makeTools(): readonly TesterNode[] {
  const { oem, generic, functionalId } = RUN_PROFILE.addressing;
  const oemIds = { sendId: oem.requestId, receiveId: oem.responseId };
  return [
    new TesterNode({
      name: 'oem-tool',
      physical: isoTpConfig({ kind: 'extended', ...oemIds, sendAddress: 0xb5, receiveAddress: 0xb5 }),
    }),
    new TesterNode({
      name: 'generic-tool',
      physical: isoTpConfig({ kind: 'normal', sendId: generic.requestId, receiveId: generic.responseId }),
      functional: isoTpConfig({ kind: 'normal', sendId: functionalId, receiveId: generic.responseId }),
    }),
    new TesterNode({
      name: 'obd-tool',
      physical: isoTpConfig({ kind: 'normal', sendId: ENGINE_IDS.requestId, receiveId: ENGINE_IDS.responseId }),
    }),
  ];
}
