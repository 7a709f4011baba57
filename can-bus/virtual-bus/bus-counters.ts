import type { BitTiming } from './bit-timing.ts';
import type { BusFigures } from './bus-event.ts';

/** What has ended on the wire so far, as plain numbers. */
export interface CountersSnapshot {
  readonly frames: number;
  readonly errorFrames: number;
  /** Time for which the bus was busy, in units (see BitTiming). */
  readonly busyUnits: number;
}

/** Counts what ends on the wire. */
export class BusCounters {
  frames = 0;
  errorFrames = 0;
  busyUnits = 0;

  figures(timing: BitTiming): BusFigures {
    return { frames: this.frames, errorFrames: this.errorFrames, busyUs: timing.totalMicros(this.busyUnits) };
  }

  snapshot(): CountersSnapshot {
    return { frames: this.frames, errorFrames: this.errorFrames, busyUnits: this.busyUnits };
  }

  restore({ frames, errorFrames, busyUnits }: CountersSnapshot): void {
    this.frames = frames;
    this.errorFrames = errorFrames;
    this.busyUnits = busyUnits;
  }
}
