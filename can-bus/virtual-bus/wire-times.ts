import type { Micros } from '../time/micros.ts';
import { type BitTiming, INTERMISSION_BITS, WireInstant } from './bit-timing.ts';
import { instantSnapshot } from './bus-snapshot.ts';
import type { BusSnapshot } from './bus-snapshot.ts';

/** When what is on the wire, or was there last, begins and ends, and when the wire is free again. */
export class WireTimes {
  readonly start: WireInstant;
  readonly end: WireInstant;
  /** End of the last intermission. */
  readonly free: WireInstant;
  /** Units from `start` to `end`. */
  units = 0;
  readonly #intermission: number;

  constructor(timing: BitTiming, startUs: Micros) {
    this.start = new WireInstant(timing, startUs);
    this.end = new WireInstant(timing, startUs);
    this.free = new WireInstant(timing, startUs);
    this.#intermission = INTERMISSION_BITS * timing.unitsPerBit;
  }

  /** What is on the wire begins, and takes this number of units. */
  begin(from: WireInstant, units: number): void {
    this.start.copy(from);
    this.units = units;
    this.end.setAfter(this.start, units);
  }

  /** As {@link begin}, at an instant or as soon after as the wire is free. */
  beginFrom(readyUs: Micros, units: number): void {
    if (2 * readyUs >= this.free.order) this.start.setMicros(readyUs);
    else this.start.copy(this.free);
    this.units = units;
    this.end.setAfter(this.start, units);
  }

  /** As {@link begin}, a number of units after an instant. */
  beginAfter(fromUs: Micros, startUnits: number, units: number): void {
    this.start.setMicros(fromUs);
    this.start.setAfter(this.start, startUnits);
    this.units = units;
    this.end.setAfter(this.start, units);
  }

  /** It ends this number of units after an instant instead. */
  endAfter(from: WireInstant, units: number): void {
    this.end.setAfter(from, units);
    this.units = Math.round(this.end.unitsSince(this.start));
  }

  /** It is over. @returns the units for which it kept the wire busy, intermission included */
  leave(): number {
    this.free.setAfter(this.end, this.#intermission);
    return this.units + this.#intermission;
  }

  snapshot(): Pick<BusSnapshot, 'start' | 'end' | 'free' | 'units'> {
    const { start, end, free, units } = this;
    return { start: instantSnapshot(start), end: instantSnapshot(end), free: instantSnapshot(free), units };
  }

  restore({ start, end, free, units }: Pick<BusSnapshot, 'start' | 'end' | 'free' | 'units'>): void {
    this.start.restore(start);
    this.end.restore(end);
    this.free.restore(free);
    this.units = units;
  }
}
