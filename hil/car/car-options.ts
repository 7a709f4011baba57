import type { BusNode } from '../../can-bus/virtual-bus/bus-node.ts';
import type { EngineMemory } from '../../ecu-sim/engine/engine-memory.ts';
import type { NvmImage } from '../../ecu-sim/memory/nvm-image.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { CarObserver } from './car-event.ts';
import type { KeyRing } from './key-ring.ts';
import type { NodeReport } from './node-report.ts';

/** The seed of all randomness unless another is given. */
export const DEFAULT_SEED = 1;
/** Ids of the two keys of the default car. */
export const DEFAULT_KEY_IDS: readonly [number, number] = [0xa100_0001, 0xa100_0002];

export interface CarOptions {
  readonly profile?: Profile;
  readonly seed?: number;
  /** The keys of the world; shared where a key is to be used with two cars. */
  readonly keys?: KeyRing;
  /** The memory of an earlier life; a new car's where absent. */
  readonly memory?: NvmImage;
  /** That of the engine ECU. */
  readonly engineMemory?: EngineMemory;
  /** Keys that a new car comes with, registered and in its cabin; two where absent. */
  readonly registeredKeys?: readonly number[];
  readonly bitRate?: number;
  /** Number of frames kept in the log; 0: it only counts them. */
  readonly logCapacity?: number;
  readonly observer?: CarObserver;
  /** False: the ECUs send their broadcast frames once and on change, but not cyclically. True where absent. */
  readonly cyclicFrames?: boolean;
  /** True: only the Smart Key ECU is on the bus, and an external simulation provides body and engine ECU. */
  readonly onlySmartKey?: boolean;
}

/** What a car restored from a snapshot needs in addition. */
export interface RestoreOptions extends Pick<CarOptions, 'keys' | 'observer' | 'logCapacity'> {
  /**
   * The other participants that were on the bus, restored before. If one is missing, its controller continues alone
   * until a participant of its name is attached.
   */
  readonly guests?: readonly BusNode<NodeReport>[];
}
