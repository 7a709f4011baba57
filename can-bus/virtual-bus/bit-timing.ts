import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { wireBits } from './bit-length.ts';
import { fdWireBits } from './fd-bit-length.ts';

/** Highest nominal bit rate (ISO 11898-1). */
const MAX_BIT_RATE = 1_000_000;
/** Above this the units of one second times a million would not be exact in a number. */
const MAX_UNITS_PER_SECOND = 1_000_000_000;

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/**
 * Exact time on the wire. Both bit times are whole numbers of one unit, so that frames add up without rounding; an
 * instant is a whole microsecond (the anchor) and units since then.
 */
export class BitTiming {
  /** Bits a second: arbitration, and all of a classical frame. */
  readonly bitRate: number;
  /** Bits a second in the data phase of an FD frame with bit rate switch. */
  readonly dataBitRate: number;
  readonly unitsPerSecond: number;
  readonly unitsPerBit: number;
  readonly unitsPerDataBit: number;
  /** Number of whole microseconds per unit, where it is whole; otherwise 0. */
  readonly wholeMicros: number;

  /** @throws RangeError for a rate that is not a whole number of bits a second within the standard's range */
  constructor(bitRate: number, dataBitRate: number = bitRate) {
    if (!Number.isInteger(bitRate) || bitRate < 1 || bitRate > MAX_BIT_RATE) {
      throw new RangeError(`bit rate ${bitRate} is not a whole number from 1 to ${MAX_BIT_RATE} bit/s`);
    }
    const units = (bitRate / greatestCommonDivisor(bitRate, dataBitRate)) * dataBitRate;
    if (!Number.isInteger(dataBitRate) || dataBitRate < bitRate || units > MAX_UNITS_PER_SECOND) {
      throw new RangeError(`data bit rate ${dataBitRate} cannot be combined with bit rate ${bitRate}`);
    }
    this.bitRate = bitRate;
    this.dataBitRate = dataBitRate;
    this.unitsPerSecond = units;
    this.unitsPerBit = units / bitRate;
    this.unitsPerDataBit = units / dataBitRate;
    this.wholeMicros = MICROS_PER_SECOND % units === 0 ? MICROS_PER_SECOND / units : 0;
  }

  /** @throws RangeError unless the other bus has the same bit rates */
  requireSame({ bitRate, dataBitRate }: Pick<BitTiming, 'bitRate' | 'dataBitRate'>): void {
    if (bitRate === this.bitRate && dataBitRate === this.dataBitRate) return;
    throw new RangeError(`bit rates ${bitRate} and ${dataBitRate} are not ${this.bitRate} and ${this.dataBitRate}`);
  }

  /** Units of a frame from start of frame to end of frame. */
  frameUnits(frame: CanFrame): number {
    if (!frame.fd) return wireBits(frame) * this.unitsPerBit;
    const bits = fdWireBits(frame);
    return bits.nominal * this.unitsPerBit + bits.data * this.unitsPerDataBit;
  }

  /** Whole microseconds that a number of units have reached. */
  floorMicros(units: number): Micros {
    return this.wholeMicros > 0
      ? units * this.wholeMicros
      : Math.floor((units * MICROS_PER_SECOND) / this.unitsPerSecond);
  }

  /** The first whole microsecond not before a number of units. */
  ceilMicros(units: number): Micros {
    return this.wholeMicros > 0
      ? units * this.wholeMicros
      : Math.ceil((units * MICROS_PER_SECOND) / this.unitsPerSecond);
  }

  /** A total of units in microseconds, rounded to the nearest: for statistics, not for instants. */
  totalMicros(units: number): Micros {
    return this.wholeMicros > 0
      ? units * this.wholeMicros
      : Math.round((units / this.unitsPerSecond) * MICROS_PER_SECOND);
  }
}

/**
 * An instant on the wire, exact and mutable in place. Only two kinds of instants are ever compared: whole
 * microseconds, and the end of what is on the wire; so `order`, twice the instant with an odd number between two
 * microseconds, distinguishes before from after.
 */
export class WireInstant {
  private readonly timing: BitTiming;
  anchorUs: Micros;
  units = 0;
  /** Twice the instant if it is a whole microsecond, else twice the microsecond before, and one. */
  order: number;

  constructor(timing: BitTiming, timeUs: Micros) {
    this.timing = timing;
    this.anchorUs = timeUs;
    this.order = 2 * timeUs;
  }

  setMicros(timeUs: Micros): void {
    this.anchorUs = timeUs;
    this.units = 0;
    this.order = 2 * timeUs;
  }

  copy(other: WireInstant): void {
    this.anchorUs = other.anchorUs;
    this.units = other.units;
    this.order = other.order;
  }

  /** Takes over `anchorUs` and `units` of another instant. */
  restore({ anchorUs, units }: Pick<WireInstant, 'anchorUs' | 'units'>): void {
    const { timing } = this;
    this.anchorUs = anchorUs;
    this.units = units;
    this.order = 2 * anchorUs + timing.floorMicros(units) + timing.ceilMicros(units);
  }

  /** Becomes `start` plus a number of units; whole seconds move into the anchor, so that every product stays exact. */
  setAfter(start: WireInstant, units: number): void {
    const timing = this.timing;
    let anchorUs = start.anchorUs;
    let total = start.units + units;
    if (timing.wholeMicros > 0) {
      anchorUs += total * timing.wholeMicros;
      this.anchorUs = anchorUs;
      this.units = 0;
      this.order = 2 * anchorUs;
      return;
    }
    if (total >= timing.unitsPerSecond) {
      const seconds = Math.floor(total / timing.unitsPerSecond);
      anchorUs += seconds * MICROS_PER_SECOND;
      total -= seconds * timing.unitsPerSecond;
    }
    this.anchorUs = anchorUs;
    this.units = total;
    this.order = 2 * anchorUs + timing.floorMicros(total) + timing.ceilMicros(total);
  }

  /** The first whole microsecond not before it. */
  ceilUs(): Micros {
    return Math.ceil(this.order / 2);
  }

  /** Units from an earlier instant to this one. */
  unitsSince(earlier: WireInstant): number {
    const anchors = ((this.anchorUs - earlier.anchorUs) * this.timing.unitsPerSecond) / MICROS_PER_SECOND;
    return anchors + this.units - earlier.units;
  }
}
