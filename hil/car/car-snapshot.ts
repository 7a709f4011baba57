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

/** Format and version of this program's snapshots. */
export const CAR_SNAPSHOT_FORMAT = 'virtual-smart-key car snapshot';
/** Incremented with each change of a snapshot's content. */
export const CAR_SNAPSHOT_VERSION = 2;

/** The constant properties of a car. */
export interface CarIdentity {
  readonly profile: Profile;
  readonly seed: number;
  readonly bitRate: number;
  readonly cyclicFrames: boolean;
  readonly onlySmartKey: boolean;
}

/**
 * A car at one instant, as a plain value: everything that determines its further behaviour. It can be cloned with
 * structuredClone. Parts that never change, such as the memory, are shared with the car and with other snapshots of it.
 *
 * It does not contain the frame log, observers, and the internal state of other participants of the bus; of these it
 * has the name and the state of their controllers. It does contain the profile with the secret from which pass-codes
 * are made.
 */
export interface CarSnapshot extends PartsSnapshot {
  readonly powerBackUs: Micros;
  readonly supplyFailed: boolean;
}

/** The parts of a car that have their own state. */
export interface PartsSnapshot {
  readonly format: typeof CAR_SNAPSHOT_FORMAT;
  readonly version: typeof CAR_SNAPSHOT_VERSION;
  readonly car: CarIdentity;
  /** The frames on their way; the other parts refer to them by index. */
  readonly frames: readonly FrameSnapshot[];
  readonly network: NetworkSnapshot;
  /** The network of body and engine ECU where it is a separate one. */
  readonly rest: NetworkSnapshot | null;
  readonly smartKey: SmartKeySnapshot;
  readonly body: BodySnapshot;
  readonly engine: EngineSnapshot;
  readonly faults: CarFaultsSnapshot;
  /** All keys of the world, also those of other cars. */
  readonly keys: readonly PhysicalKey[];
}

/** A snapshot from which a car cannot be restored: the problem and its solution. */
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

/** @throws CarSnapshotError naming the first property in which the snapshot's car differs */
export function checkSameCar(of: CarIdentity, car: CarIdentity): void {
  for (const part of ['profile', 'seed', 'bitRate', 'cyclicFrames', 'onlySmartKey'] as const) {
    if (of[part] === car[part] || isDeepStrictEqual(of[part], car[part])) continue;
    throw new CarSnapshotError(
      `the snapshot is of another car: its ${part} is not the same`,
      'Start a car with the same options, or use Car.restore, which makes one',
    );
  }
}

/** The snapshot has this format and version, but cannot be read. */
export function damaged(error: unknown): CarSnapshotError {
  const reason = error instanceof Error ? error.message : String(error);
  return new CarSnapshotError(`the car snapshot is damaged: ${reason}`, 'Take the snapshot again', error);
}
