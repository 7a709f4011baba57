import type { FrameAt, FrameTable } from '../frame/frame-table.ts';
import type { Micros } from '../time/micros.ts';
import type { WireInstant } from './bit-timing.ts';
import type { CountersSnapshot } from './bus-counters.ts';
import type { InjectorSnapshot } from './fault-injector.ts';
import { Station } from './station.ts';

/** A frame is the index of its entry in the snapshot's {@link FrameTable}. */
type FrameIndex = number;

export interface StationSnapshot {
  readonly name: string;
  readonly order: number;
  readonly queue: readonly { readonly frame: FrameIndex; readonly readyUs: Micros }[];
  readonly transmitErrors: number;
  readonly receiveErrors: number;
  readonly busOff: boolean;
  readonly heldOff: boolean;
  readonly busOffFromUs: Micros;
  readonly muted: boolean;
  readonly background: boolean;
  readonly recoverySequences: number;
  readonly recoveryCredit: number;
  readonly repeating: boolean;
  readonly recoveredUs: Micros;
  readonly lastReadyUs: Micros;
}

/** An exact instant: whole microseconds and units (see BitTiming) since. */
interface InstantSnapshot {
  readonly anchorUs: Micros;
  readonly units: number;
}

/**
 * The complete state of the bus as a plain value: everything that determines its further behaviour. Its options are not
 * included.
 */
export interface BusSnapshot {
  readonly bitRate: number;
  readonly dataBitRate: number;
  /** The order of the station whose frame is on the wire or about to be. It may have been detached since. */
  readonly sender: { readonly name: string; readonly order: number } | null;
  readonly frame: FrameIndex | null;
  readonly start: InstantSnapshot;
  readonly end: InstantSnapshot;
  readonly free: InstantSnapshot;
  /** An error frame is on the wire. */
  readonly inError: boolean;
  /** The sender was reset while its frame was on the wire. */
  readonly senderGone: boolean;
  /** The order of the station that waits longer after its frame (error-passive). */
  readonly suspended: number | null;
  readonly errorsCounted: boolean;
  readonly units: number;
  readonly deadlineUs: Micros;
  readonly stations: readonly StationSnapshot[];
  /** Number of stations so far, including detached ones: the next one's order. */
  readonly attached: number;
  readonly faults: InjectorSnapshot;
  readonly counters: CountersSnapshot;
}

export function instantSnapshot({ anchorUs, units }: WireInstant): InstantSnapshot {
  return { anchorUs, units };
}

export function stationSnapshot(station: Station, frames: FrameTable): StationSnapshot {
  return {
    name: station.name,
    order: station.order,
    queue: station.queue.toArray().map(({ frame, readyUs }) => ({ frame: frames.indexOf(frame), readyUs })),
    transmitErrors: station.transmitErrors,
    receiveErrors: station.receiveErrors,
    busOff: station.busOff,
    heldOff: station.heldOff,
    busOffFromUs: station.busOffFromUs,
    muted: station.muted,
    background: station.background,
    recoverySequences: station.recoverySequences,
    recoveryCredit: station.recoveryCredit,
    repeating: station.repeating,
    recoveredUs: station.recoveredUs,
    lastReadyUs: station.lastReadyUs,
  };
}

export function restoreStation(snapshot: StationSnapshot, frameAt: FrameAt): Station {
  const station = new Station(snapshot.name, snapshot.order);
  for (const { frame, readyUs } of snapshot.queue) station.queue.push(frameAt(frame), readyUs);
  station.transmitErrors = snapshot.transmitErrors;
  station.receiveErrors = snapshot.receiveErrors;
  station.busOff = snapshot.busOff;
  station.heldOff = snapshot.heldOff;
  station.busOffFromUs = snapshot.busOffFromUs;
  station.muted = snapshot.muted;
  station.background = snapshot.background;
  station.recoverySequences = snapshot.recoverySequences;
  station.recoveryCredit = snapshot.recoveryCredit;
  station.repeating = snapshot.repeating;
  station.recoveredUs = snapshot.recoveredUs;
  station.lastReadyUs = snapshot.lastReadyUs;
  return station;
}
