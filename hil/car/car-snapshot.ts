import { OperationError } from '../../can-bus/errors/operation-error.ts';
import { isDeepStrictEqual } from 'node:util';

import type { FrameSnapshot } from '../../can-bus/frame/frame-table.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import type { NetworkSnapshot } from '../../can-bus/virtual-bus/network.ts';
import type { BodySnapshot } from '../../ecu-sim/body/body-ecu.ts';
import type { EngineSnapshot } from '../../ecu-sim/engine/engine-ecu.ts';
import type { Profile } from '../../ecu-sim/profile.ts';
import type { SmartKeySnapshot } from '../../ecu-sim/smart-key-snapshot.ts';
import type { CarFaultsSnapshot } from './faults/car-faults.ts';
import type { PhysicalKey } from './key-ring.ts';

/** What the snapshots of this program say of themselves. */
export const CAR_SNAPSHOT_FORMAT = 'virtual-smart-key car snapshot';
/** One more with each change of what a snapshot holds. */
export const CAR_SNAPSHOT_VERSION = 1;

/** What a car is, for as long as it is. */
export interface CarIdentity {
  readonly profile: Profile;
  readonly seed: number;
  readonly bitRate: number;
  readonly cyclicFrames: boolean;
  readonly onlySmartKey: boolean;
}

/**
 * A car at one instant, as a plain value: all that decides what it will do. Structured cloning keeps it. Parts that never
 * change, such as the memory, are shared with the car and with other snapshots of it.
 *
 * Not in it: the frame log, observers, and what other participants of the bus remember; of these it has the name and what
 * their controllers hold. It does have the profile with the secret that pass-codes are made from.
 */
export interface CarSnapshot extends PartsSnapshot {
  readonly powerBackUs: Micros;
  readonly supplyFailed: boolean;
}

/** The parts of a car that have a state of their own. */
export interface PartsSnapshot {
  readonly format: typeof CAR_SNAPSHOT_FORMAT;
  readonly version: typeof CAR_SNAPSHOT_VERSION;
  readonly car: CarIdentity;
  /** The frames on their way; the other parts name them by index. */
  readonly frames: readonly FrameSnapshot[];
  readonly network: NetworkSnapshot;
  /** The network of body and engine ECU where it is another one. */
  readonly rest: NetworkSnapshot | null;
  readonly smartKey: SmartKeySnapshot;
  readonly body: BodySnapshot;
  readonly engine: EngineSnapshot;
  readonly faults: CarFaultsSnapshot;
  /** All keys of the world, those of other cars too. */
  readonly keys: readonly PhysicalKey[];
}

/** A snapshot that a car cannot be restored from: what is wrong, and what would do. */
export class CarSnapshotError extends OperationError {
  override readonly name = 'CarSnapshotError';

  constructor(message: string, hint: string, cause?: unknown) {
    super('usage/car-snapshot', message, { hint, cause });
  }
}

/** @throws CarSnapshotError for another format or another version of it */
export function checkFormat({ format, version }: { readonly format: string; readonly version: number }): void {
  if (format !== CAR_SNAPSHOT_FORMAT) {
    throw new CarSnapshotError(
      `"${format}" is not the format of a car snapshot`,
      'Restore what the snapshot() of a car returned',
    );
  }
  if (version !== CAR_SNAPSHOT_VERSION) {
    throw new CarSnapshotError(
      `the car snapshot has version ${version}, this program has version ${CAR_SNAPSHOT_VERSION}`,
      'Take the snapshot again with this version of the program',
    );
  }
}

/** @throws CarSnapshotError naming the first thing in which the snapshot's car is another one */
export function checkSameCar(of: CarIdentity, car: CarIdentity): void {
  for (const part of ['profile', 'seed', 'bitRate', 'cyclicFrames', 'onlySmartKey'] as const) {
    if (of[part] === car[part] || isDeepStrictEqual(of[part], car[part])) continue;
    throw new CarSnapshotError(
      `the snapshot is of another car: its ${part} is not the same`,
      'Start a car with the same options, or use Car.restore, which makes one',
    );
  }
}

/** The snapshot is of this format and version, and could not be read all the same. */
export function damaged(error: unknown): CarSnapshotError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CarSnapshotError(`the car snapshot is damaged: ${reason}`, 'Take the snapshot again', error);
}
