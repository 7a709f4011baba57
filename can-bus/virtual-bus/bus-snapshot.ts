import type { CanFrame, CanFrameKind } from '../frame/can-frame.ts';
import type { RandomState } from '../random/xoshiro.ts';
import type { Micros } from '../time/micros.ts';
import type { WireInstant } from './bit-timing.ts';
import type { BusFigures } from './bus-event.ts';
import type { FaultInjector } from './fault-injector.ts';
import type { BusFaultPlan } from './fault-plan.ts';
import type { Station } from './station.ts';

/** A frame as a plain value. */
export interface FrameSnapshot {
  readonly kind: CanFrameKind;
  readonly id: number;
  readonly extended: boolean;
  readonly data: readonly number[];
  readonly length: number;
  readonly fd: boolean;
  readonly bitRateSwitch: boolean;
}

export interface StationSnapshot {
  readonly name: string;
  readonly queue: readonly { readonly frame: FrameSnapshot; readonly readyUs: Micros }[];
  readonly transmitErrors: number;
  readonly receiveErrors: number;
  readonly busOff: boolean;
  readonly heldOff: boolean;
  readonly busOffFromUs: Micros;
  readonly muted: boolean;
  readonly recoverySequences: number;
  readonly recoveryCredit: number;
  readonly repeating: boolean;
  readonly recoveredUs: Micros;
  readonly lastReadyUs: Micros;
}

/** An exact instant: whole microseconds and units (see BitTiming) since. */
export interface InstantSnapshot {
  readonly anchorUs: Micros;
  readonly units: number;
}

/** All of the bus's state as a plain value: what decides everything it will do. */
export interface BusSnapshot {
  readonly bitRate: number;
  readonly dataBitRate: number;
  readonly phase: 'idle' | 'frame' | 'error';
  readonly sender: string | null;
  readonly frame: FrameSnapshot | null;
  readonly start: InstantSnapshot;
  readonly end: InstantSnapshot;
  readonly free: InstantSnapshot;
  /** The sender was reset while its frame was on the wire. */
  readonly senderGone: boolean;
  readonly suspended: string | null;
  readonly stations: readonly StationSnapshot[];
  readonly faults: BusFaultPlan;
  readonly faultCounts: FaultInjector['counts'];
  readonly random: RandomState;
  readonly figures: BusFigures;
}

export function instantSnapshot({ anchorUs, units }: WireInstant): InstantSnapshot {
  return { anchorUs, units };
}

export function frameSnapshot(frame: CanFrame): FrameSnapshot {
  const { kind, id, extended, data, length, fd, bitRateSwitch } = frame;
  return { kind, id, extended, data: [...data], length, fd, bitRateSwitch };
}

export function stationSnapshot(station: Station): StationSnapshot {
  return {
    name: station.name,
    queue: station.queue.toArray().map(({ frame, readyUs }) => ({ frame: frameSnapshot(frame), readyUs })),
    transmitErrors: station.transmitErrors,
    receiveErrors: station.receiveErrors,
    busOff: station.busOff,
    heldOff: station.heldOff,
    busOffFromUs: station.busOffFromUs,
    muted: station.muted,
    recoverySequences: station.recoverySequences,
    recoveryCredit: station.recoveryCredit,
    repeating: station.repeating,
    recoveredUs: station.recoveredUs,
    lastReadyUs: station.lastReadyUs,
  };
}
