import {
  NO_DIAGNOSTIC_FAULTS,
  type AnswerFault,
  type DiagnosticFaultPlan,
} from '../../../can-bus/faults/diagnostic-fault-plan.ts';
import type { DoipFault } from '../../../can-bus/doip/fault-plan.ts';
import { NO_BUS_FAULTS, type BusFaultPlan } from '../../../can-bus/virtual-bus/fault-plan.ts';
import type { Doors } from '../../../ecu-sim/body/body-inputs.ts';
import type { BlockName } from '../../../ecu-sim/memory/block-copy.ts';

/** The ECUs on the car's bus. */
export const CAR_NODES = ['smart-key', 'body', 'engine'] as const;
export type CarNode = (typeof CAR_NODES)[number];

interface BusOffFault {
  readonly node: CarNode;
  /** Stays off until the fault is cleared; otherwise it recovers after 128 times 11 recessive bits. */
  readonly held: boolean;
}

export interface BabbleFault {
  /** CAN id; the lower, the more frames it blocks. */
  readonly id: number;
  /** From one frame to the next, in ms; 0: back to back. */
  readonly periodMs: number;
  readonly durationMs: number;
}

interface SupplyPoint {
  /** After the fault was set, in ms. */
  readonly atMs: number;
  readonly mv: number;
}

export interface SupplyFault {
  /** In order of time; linear between points, the first from the present voltage. */
  readonly points: readonly SupplyPoint[];
  /** Interval of the voltage changes, in ms; 0: steps at the points. */
  readonly stepMs: number;
}

export interface DoorFlutterFault {
  readonly door: keyof Doors;
  /** From one edge to the next, in ms. */
  readonly periodMs: number;
  readonly edges: number;
}

interface MemoryCutFault {
  /** Which write from now on; 1 is the next. */
  readonly write: number;
  /** Counts only writes that include this block; null: all. */
  readonly block: BlockName | null;
  /** Number of bytes written when the power fails; null: generated from the seed. */
  readonly byte: number | null;
  /** How long the power is off, in ms. */
  readonly offMs: number;
}

interface KeyBatteryFault {
  readonly keyId: number;
  readonly batteryMv: number;
}

/** All faults of a car, in one place, with the one seed for their probabilities. */
export interface FaultPlan extends DiagnosticFaultPlan {
  /** Seed of all probabilities; null: the car's. */
  readonly seed: number | null;
  /** Frames lost, doubled, delayed, damaged. */
  readonly bus: BusFaultPlan;
  /** Nodes whose frames are lost before they reach the wire. */
  readonly silent: readonly CarNode[];
  readonly busOff: BusOffFault | null;
  /** A node that floods the bus. */
  readonly babble: BabbleFault | null;
  /** The supply follows a curve. */
  readonly supply: SupplyFault | null;
  /** A courtesy switch with a loose contact. */
  readonly doorFlutter: DoorFlutterFault | null;
  /** The power fails within a memory write (VEH-4). */
  readonly memoryCut: MemoryCutFault | null;
  /** Blocks of which both copies are damaged: detected at the next power-on (VEH-5). */
  readonly memoryDamage: readonly BlockName[];
  /** Keys with discharged batteries (KEY-6). */
  readonly keyBattery: readonly KeyBatteryFault[];
  /** Messages of the DoIP gateway; the first one that names a message is applied. */
  readonly doip: readonly DoipFault[];
}

/** Parts of a plan: each replaces the active part. */
export type FaultPlanParts = Partial<FaultPlan>;

export const NO_FAULTS: FaultPlan = Object.freeze({
  ...NO_DIAGNOSTIC_FAULTS,
  seed: null,
  bus: NO_BUS_FAULTS,
  silent: [],
  busOff: null,
  babble: null,
  supply: null,
  doorFlutter: null,
  memoryCut: null,
  memoryDamage: [],
  keyBattery: [],
  doip: [],
});

export type { AnswerFault };
