import { FrameTable, restoreFrames } from '../../can-bus/frame/frame-table.ts';
import type { VirtualNetwork } from '../../can-bus/virtual-bus/network.ts';
import type { BodyEcu } from '../../ecu-sim/body/body-ecu.ts';
import type { EngineEcu } from '../../ecu-sim/engine/engine-ecu.ts';
import type { SmartKeyEcu } from '../../ecu-sim/smart-key-ecu.ts';
import type { CarFaults } from './faults/car-faults.ts';
import type { NodeReport } from './node-report.ts';
import {
  CAR_SNAPSHOT_FORMAT,
  CAR_SNAPSHOT_VERSION,
  checkFormat,
  checkSameCar,
  damaged,
  type CarIdentity,
  type PartsSnapshot,
} from './car-snapshot.ts';
import type { KeyRing } from './key-ring.ts';

/** The parts of a car that have their own state. */
export interface CarParts {
  readonly identity: CarIdentity;
  readonly network: VirtualNetwork<NodeReport>;
  /** The network of body and engine ECU: the same, or a separate one. */
  readonly rest: VirtualNetwork<NodeReport>;
  readonly smartKey: SmartKeyEcu;
  readonly body: BodyEcu;
  readonly engine: EngineEcu;
  readonly faults: CarFaults;
  readonly keys: KeyRing;
}

export function snapshotParts(parts: CarParts): PartsSnapshot {
  const { identity, network, rest, smartKey, body, engine, faults, keys } = parts;
  const frames = new FrameTable();
  // The networks first: the faults ask which of their frames are on their way.
  return {
    format: CAR_SNAPSHOT_FORMAT,
    version: CAR_SNAPSHOT_VERSION,
    car: identity,
    network: network.snapshot(frames),
    rest: rest === network ? null : rest.snapshot(frames),
    smartKey: smartKey.snapshot(),
    body: body.snapshot(),
    engine: engine.snapshot(),
    faults: faults.snapshot(frames),
    keys: keys.all(),
    frames: frames.entries,
  };
}

/**
 * @throws CarSnapshotError for another format, another version of it, another car, or an incomplete snapshot; then the
 * parts are unchanged
 */
export function restoreParts(parts: CarParts, snapshot: PartsSnapshot): void {
  checkFormat(snapshot);
  checkSameCar(snapshot.car, parts.identity);
  const before = snapshotParts(parts);
  try {
    applySnapshot(parts, snapshot);
  } catch (error) {
    applySnapshot(parts, before);
    throw damaged(error);
  }
}

function applySnapshot(parts: CarParts, snapshot: PartsSnapshot): void {
  const { network, rest, smartKey, body, engine, faults, keys } = parts;
  const frameAt = restoreFrames(snapshot.frames);
  // The nodes first, because the networks ask for their deadlines.
  smartKey.restore(snapshot.smartKey);
  body.restore(snapshot.body);
  engine.restore(snapshot.engine);
  faults.restore(snapshot.faults);
  network.restore(snapshot.network, frameAt);
  if (snapshot.rest !== null) rest.restore(snapshot.rest, frameAt);
  faults.restoreInterceptor(snapshot.faults, frameAt);
  // Last, because each car that shares the ring then checks which keys it detects.
  keys.restore(snapshot.keys);
}
