import {
  DiagnosticInterceptor,
  type DiagnosticEndpointConfigs,
  type DiagnosticInterceptorSnapshot,
} from '../../../can-bus/faults/diagnostic-interceptor.ts';
import { hasDiagnosticFaults } from '../../../can-bus/faults/diagnostic-fault-plan.ts';
import type { DoipFault } from '../../../can-bus/doip/fault-plan.ts';
import { dataFrame } from '../../../can-bus/frame/can-frame.ts';
import type { FrameAt, FrameTable } from '../../../can-bus/frame/frame-table.ts';
import { RandomSource } from '../../../can-bus/random/random-source.ts';
import { MICROS_PER_MILLI, NEVER_US, type Micros } from '../../../can-bus/time/micros.ts';
import {
  BabblingNode,
  type BabbleOptions,
  type BabblingNodeSnapshot,
} from '../../../can-bus/virtual-bus/babbling-node.ts';
import type { BusNode } from '../../../can-bus/virtual-bus/bus-node.ts';
import type { VirtualNetwork } from '../../../can-bus/virtual-bus/network.ts';
import type { SmartKeyEcu } from '../../../ecu-sim/smart-key-ecu.ts';
import type { NodeReport } from '../node-report.ts';
import {
  CAR_NODES,
  NO_FAULTS,
  type BabbleFault,
  type CarNode,
  type FaultPlan,
  type FaultPlanParts,
} from './fault-plan.ts';
import { FaultTimeline, type TimedInput, type TimelineState } from './fault-timeline.ts';

/** The parts of a car that faults affect. */
interface FaultTarget {
  readonly network: VirtualNetwork<NodeReport>;
  /** The network of body and engine ECU: the same, or a separate one. */
  readonly rest: VirtualNetwork<NodeReport>;
  readonly smartKey: SmartKeyEcu;
  readonly nodes: Readonly<Record<CarNode, BusNode<NodeReport>>>;
  readonly endpoints: DiagnosticEndpointConfigs;
  /** The car's own seed. */
  readonly seed: number;
  supplyMv(): number;
  isOpen(door: keyof FaultDoors): boolean;
  setKeyBattery(keyId: number, batteryMv: number): void;
}

type FaultDoors = Readonly<Record<'driver' | 'passenger' | 'rearLeft' | 'rearRight' | 'trunk', boolean>>;

/** Everything that determines the further faults of a car, as a value. */
export interface CarFaultsSnapshot {
  readonly plan: FaultPlan;
  readonly timeline: TimelineState;
  readonly diagnostics: DiagnosticInterceptorSnapshot | null;
  readonly babbler: BabblingNodeSnapshot | null;
}

const BABBLE_LENGTH = 8;
const DIAGNOSTIC_PARTS: ReadonlySet<keyof FaultPlan> = new Set(['transport', 'answers', 'seed']);

/**
 * The active faults of one car: passes the parts of the plan to the components they affect, and generates the timed
 * inputs. Without faults it costs nothing.
 */
export class CarFaults {
  /** When the next input of {@link take} is due. */
  deadlineUs: Micros = NEVER_US;
  /** True while the supply may fail in the middle of something: the owner of the clock checks after each step. */
  watchesMemory = false;
  readonly #target: FaultTarget;
  readonly #timeline = new FaultTimeline();
  readonly #gateways: ((fault: DoipFault) => boolean)[] = [];
  #plan: FaultPlan = NO_FAULTS;
  #interceptor: DiagnosticInterceptor | null = null;
  #babbler: BabblingNode | null = null;

  constructor(target: FaultTarget) {
    this.#target = target;
  }

  /** The active faults, without those that are over or were one-time effects. */
  get plan(): FaultPlan {
    const plan = this.#plan;
    const endsByItself = plan.supply ?? plan.doorFlutter ?? plan.babble ?? plan.busOff;
    // A DoIP gateway asks for each message.
    if (endsByItself === null) return plan;
    const { supply, flutter } = this.#timeline.state;
    return {
      ...plan,
      supply: supply === null ? null : plan.supply,
      doorFlutter: flutter === null ? null : plan.doorFlutter,
      babble: (this.#babbler?.endUs ?? 0) > this.#target.network.nowUs ? plan.babble : null,
      busOff: plan.busOff?.held === true || this.#isOff() ? plan.busOff : null,
    };
  }

  /** The same, without those that have been applied as often as they may. */
  get planLeft(): FaultPlan {
    const { plan } = this;
    const doip = plan.doip.filter((fault) => !this.#isSpent(fault));
    return { ...plan, doip, bus: this.#target.network.bus.faults, ...this.#interceptor?.left };
  }

  /** @param isSpent whether this gateway has applied a fault as often as it may */
  addGateway(isSpent: (fault: DoipFault) => boolean): void {
    this.#gateways.push(isSpent);
  }

  take(nowUs: Micros): readonly TimedInput[] {
    const inputs = this.#timeline.take(nowUs);
    this.#update();
    return inputs;
  }

  /**
   * Each part replaces the active one; the others stay.
   *
   * @throws BusFaultPlanError or CanFrameError for an invalid part; then nothing has changed
   */
  set(parts: FaultPlanParts): void {
    const { network } = this.#target;
    const seed = parts.seed ?? undefined;
    if (parts.bus !== undefined || seed !== undefined) {
      network.bus.setFaults(parts.bus ?? this.#plan.bus, seed);
    }
    this.#plan = { ...this.#plan, ...parts };
    if (Object.keys(parts).some((part) => isPart(part) && DIAGNOSTIC_PARTS.has(part))) this.#interpose();
    if (parts.silent !== undefined) this.#mute(parts.silent);
    if (parts.busOff !== undefined) this.#setBusOff();
    if (parts.babble !== undefined) this.#babble();
    if (parts.supply !== undefined) {
      this.#timeline.followSupply(parts.supply, this.#target.supplyMv(), network.nowUs);
    }
    if (parts.doorFlutter !== undefined) {
      const isOpen = parts.doorFlutter !== null && this.#target.isOpen(parts.doorFlutter.door);
      this.#timeline.flutter(parts.doorFlutter, isOpen, network.nowUs);
    }
    this.#update();
    if (parts.memoryCut !== undefined) this.#armWriteCut();
    for (const block of parts.memoryDamage ?? []) this.#target.smartKey.damageMemory(block);
    for (const { keyId, batteryMv } of parts.keyBattery ?? []) this.#target.setKeyBattery(keyId, batteryMv);
  }

  /** Ends all active faults. Permanent effects stay: a damaged memory, a discharged battery, a voltage. */
  clear(): void {
    this.set(NO_FAULTS);
  }

  /** The memory write has begun: the supply is lost. @returns for how long */
  takeWriteCut(): Micros {
    const offMs = this.#plan.memoryCut?.offMs ?? 0;
    this.#plan = { ...this.#plan, memoryCut: null };
    this.#update();
    return Math.round(offMs * MICROS_PER_MILLI);
  }

  /** @param frames has the frames on the bus and in the queues */
  snapshot(frames: FrameTable): CarFaultsSnapshot {
    return {
      plan: this.#plan,
      timeline: this.#timeline.state,
      diagnostics: this.#interceptor?.snapshot(frames) ?? null,
      babbler: this.#babbler?.snapshot() ?? null,
    };
  }

  /**
   * Restores the state of these faults, or of those of another car with the same options. The network must be restored
   * after this, and {@link restoreInterceptor} called after that.
   */
  restore({ plan, timeline, babbler }: CarFaultsSnapshot): void {
    const { network } = this.#target;
    if (this.#babbler !== null) network.detach(this.#babbler);
    this.#plan = plan;
    this.#timeline.restore(timeline);
    this.#update();
    const babbles = plan.babble !== null && babbler !== null;
    this.#babbler = babbles ? BabblingNode.restore(babbleOptions(plan.babble), babbler) : null;
    if (this.#babbler !== null) network.attach(this.#babbler);
  }

  restoreInterceptor({ diagnostics }: CarFaultsSnapshot, frameAt: FrameAt): void {
    this.#interceptor = this.#newInterceptor();
    if (this.#interceptor === null || diagnostics === null) return;
    this.#interceptor.restore(diagnostics, frameAt);
    this.#target.network.interpose(this.#target.smartKey, this.#interceptor);
  }

  /** For all gateways: each counts for itself. */
  #isSpent(fault: DoipFault): boolean {
    return this.#gateways.length > 0 && this.#gateways.every((isSpent) => isSpent(fault));
  }

  #update(): void {
    this.deadlineUs = this.#timeline.deadlineUs();
    this.watchesMemory = this.#plan.memoryCut !== null;
  }

  #interpose(): void {
    const { network, smartKey } = this.#target;
    this.#interceptor = this.#newInterceptor();
    network.interpose(smartKey, this.#interceptor);
  }

  #newInterceptor(): DiagnosticInterceptor | null {
    const plan = this.#plan;
    if (!hasDiagnosticFaults(plan)) return null;
    return new DiagnosticInterceptor(plan, this.#target.endpoints, plan.seed ?? this.#target.seed);
  }

  #mute(silent: readonly CarNode[]): void {
    const { nodes } = this.#target;
    for (const name of CAR_NODES) this.#networkOf(name).mute(nodes[name], silent.includes(name));
  }

  #setBusOff(): void {
    const { nodes } = this.#target;
    const { busOff } = this.#plan;
    for (const name of CAR_NODES) {
      if (busOff?.node === name) this.#networkOf(name).forceBusOff(nodes[name], busOff.held);
      else this.#networkOf(name).releaseBusOff(nodes[name]);
    }
  }

  #isOff(): boolean {
    const { busOff } = this.#plan;
    return busOff !== null && this.#networkOf(busOff.node).stationOf(this.#target.nodes[busOff.node]).busOff;
  }

  #networkOf(name: CarNode): VirtualNetwork<NodeReport> {
    return name === 'smart-key' ? this.#target.network : this.#target.rest;
  }

  #babble(): void {
    const { network } = this.#target;
    if (this.#babbler !== null) network.detach(this.#babbler);
    this.#babbler = null;
    const { babble } = this.#plan;
    if (babble === null) return;
    this.#babbler = new BabblingNode(babbleOptions(babble), network.nowUs);
    network.attach(this.#babbler);
    network.setBackground(this.#babbler);
  }

  #armWriteCut(): void {
    const { smartKey, seed } = this.#target;
    const cut = this.#plan.memoryCut;
    if (cut === null) {
      smartKey.armWriteCut(null);
      return;
    }
    const { write, block, byte } = cut;
    const random = RandomSource.seeded(this.#plan.seed ?? seed, 'faults/memory');
    smartKey.armWriteCut({ write, block, byte, share: random.u32() / 2 ** 32 });
  }
}

function babbleOptions({ id, periodMs, durationMs }: BabbleFault): BabbleOptions {
  return {
    frame: dataFrame(id, new Uint8Array(BABBLE_LENGTH)),
    periodUs: Math.round(periodMs * MICROS_PER_MILLI),
    durationUs: Math.round(durationMs * MICROS_PER_MILLI),
  };
}

function isPart(name: string): name is keyof FaultPlan {
  return Object.hasOwn(NO_FAULTS, name);
}
