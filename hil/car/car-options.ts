import type { BusNode } from '../../can-bus/virtual-bus/bus-node.ts';
import type { NvmImage } from '../../ecu-sim/memory/nvm-image.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { CarObserver } from './car-event.ts';
import type { KeyRing } from './key-ring.ts';
import type { NodeReport } from './node-report.ts';

export const DEFAULT_BIT_RATE = 500_000;
/** The seed of all randomness unless another is given. */
export const DEFAULT_SEED = 1;
/** Ids of the two keys of the default car. */
export const DEFAULT_KEY_IDS: readonly [number, number] = [0xa100_0001, 0xa100_0002];

export interface CarOptions {
  readonly profile?: Profile;
  readonly seed?: number;
  /** The keys of the world; shared where a key is to be tried in two cars. */
  readonly keys?: KeyRing;
  /** The memory of an earlier life; a new car's where absent. */
  readonly memory?: NvmImage;
  /** Keys a new car comes with, registered and in its cabin; two where absent. */
  readonly registeredKeys?: readonly number[];
  readonly bitRate?: number;
  /** Frames kept in the log. */
  readonly logCapacity?: number;
  readonly observer?: CarObserver;
  /** False: the ECUs send their broadcast frames once and on change, but not in cycles. True where absent. */
  readonly cyclicFrames?: boolean;
  /** True: the Smart Key ECU alone is on the bus, and somebody else has to be body and engine ECU. */
  readonly onlySmartKey?: boolean;
}

/** What a car that is restored from a snapshot gets besides it. */
export interface RestoreOptions extends Pick<CarOptions, 'keys' | 'observer' | 'logCapacity'> {
  /**
   * The other participants that were on the bus, restored before. Of one that is missing the controller goes on alone, until
   * a participant of its name is attached.
   */
  readonly guests?: readonly BusNode<NodeReport>[];
}
