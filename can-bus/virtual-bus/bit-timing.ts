import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { fdWireBits } from './fd-bit-length.ts';
import { AFTER_START_OF_FRAME, buildStuffTable, STUFF_8, STUFF_COUNT_SHIFT, STUFF_STATE_MASK } from './stuffing.ts';

/** CRC-15 of classical CAN: x¹⁵ + x¹⁴ + x¹⁰ + x⁸ + x⁷ + x⁴ + x³ + 1 (ISO 11898-1). */
const CRC15_POLYNOMIAL = 0x4599;

/** Bits between frames (ISO 11898-1). */
export const INTERMISSION_BITS = 3;

/** CRC delimiter, ACK slot, ACK delimiter and seven bits end of frame: never stuffed. */
export const TRAILER_BITS = 10;

/** Additional wait of an error-passive sender before its next frame (suspend transmission). */
export const SUSPEND_BITS = 8;
/**
 * A damaged frame is detected by its checksum: the receivers' error flags start with the end of frame, the sender's one
 * bit later, seven dominant bits in all; then eight bits of delimiter. Seven of the fifteen replace the end of frame.
 */
export const CHECKSUM_ERROR_BITS = 8;
/** A sender that falls silent: six recessive bits break the stuff rule, six bits of error flag, eight of delimiter. */
export const ABORT_BITS = 20;

const CRC_BITS = 15;
/** SOF, 11 id bits, RTR, IDE, r0, DLC. */
const BASE_HEADER_BITS = 19;
/** SOF, 11 id bits, SRR, IDE, 18 id bits, RTR, r1, r0, DLC. */
const EXTENDED_HEADER_BITS = 39;

const STUFF_2 = buildStuffTable(2);
const STUFF_6 = buildStuffTable(6);
const STUFF_7 = buildStuffTable(7);

/** CRC-15 after eight more bits: index is the top eight bits of the register against the byte. */
const CRC15: Uint16Array = Uint16Array.from({ length: 256 }, (_, byte) => {
  let register = byte << 7;
  for (let bit = 0; bit < 8; bit++) {
    register = register & 0x4000 ? (register << 1) ^ CRC15_POLYNOMIAL : register << 1;
  }
  return register & 0x7fff;
});

function crcByte(crc: number, byte: number): number {
  return ((crc << 8) ^ (CRC15[((crc >> 7) ^ byte) & 0xff] ?? 0)) & 0x7fff;
}

/**
 * Header bits of the frame being counted, filled with leading zeros to whole bytes; reused, because the hot path must
 * not allocate.
 */
const header = new Uint8Array(5);

/** SOF, id 10..0, RTR, IDE, r0, DLC: three bytes with five bits of filling. Returns the number of bytes. */
function packBaseHeader(frame: CanFrame, remote: number): number {
  header[0] = frame.id >>> 9;
  header[1] = frame.id >>> 1;
  header[2] = (frame.id << 7) | (remote << 6) | frame.length;
  return 3;
}

/** SOF, id 28..18, SRR, IDE, id 17..0, RTR, r1, r0, DLC: five bytes with one bit of filling. */
function packExtendedHeader(frame: CanFrame, remote: number): number {
  const id = frame.id;
  header[0] = id >>> 23;
  header[1] = ((id >>> 15) & 0xf8) | 0x06 | ((id >>> 17) & 1);
  header[2] = id >>> 9;
  header[3] = id >>> 1;
  header[4] = (id << 7) | (remote << 6) | frame.length;
  return 5;
}

/** The checksum starts at zero, so the zero bits that fill the first header byte do not change it. */
function countClassicalBits(frame: CanFrame): number {
  const remote = frame.kind === 'remote' ? 1 : 0;
  const headerBytes = frame.extended ? packExtendedHeader(frame, remote) : packBaseHeader(frame, remote);
  const first = header[0] ?? 0;
  let crc = crcByte(0, first);
  let entry =
    (frame.extended ? STUFF_6[(AFTER_START_OF_FRAME << 6) | first] : STUFF_2[(AFTER_START_OF_FRAME << 2) | first]) ?? 0;
  let stuffed = entry >> STUFF_COUNT_SHIFT;
  for (let i = 1; i < headerBytes; i++) {
    const byte = header[i] ?? 0;
    crc = crcByte(crc, byte);
    entry = STUFF_8[((entry & STUFF_STATE_MASK) << 8) | byte] ?? 0;
    stuffed += entry >> STUFF_COUNT_SHIFT;
  }
  const data = frame.data;
  const { length } = data;
  for (let i = 0; i < length; i++) {
    const byte = data[i] ?? 0;
    crc = crcByte(crc, byte);
    entry = STUFF_8[((entry & STUFF_STATE_MASK) << 8) | byte] ?? 0;
    stuffed += entry >> STUFF_COUNT_SHIFT;
  }
  entry = STUFF_8[((entry & STUFF_STATE_MASK) << 8) | (crc >> 7)] ?? 0;
  stuffed += entry >> STUFF_COUNT_SHIFT;
  entry = STUFF_7[((entry & STUFF_STATE_MASK) << 7) | (crc & 0x7f)] ?? 0;
  stuffed += entry >> STUFF_COUNT_SHIFT;
  const headerBits = frame.extended ? EXTENDED_HEADER_BITS : BASE_HEADER_BITS;
  return headerBits + 8 * data.length + CRC_BITS + stuffed + TRAILER_BITS;
}

/**
 * Bits of a frame on the wire, from start of frame to the last bit of end of frame, stuff bits included, without the
 * intermission (ISO 11898-1). Exact; counted once and kept in `frame.wireBits`. An acknowledged frame is assumed.
 */
export function wireBits(frame: CanFrame): number {
  if (frame.wireBits === 0) {
    if (frame.fd) {
      const bits = fdWireBits(frame);
      frame.wireBits = bits.nominal + bits.data;
    } else {
      frame.wireBits = countClassicalBits(frame);
    }
  }
  return frame.wireBits;
}

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
  anchorUs: Micros = 0;
  units = 0;

  constructor(timing: BitTiming, timeUs: Micros) {
    this.timing = timing;
    this.anchorUs = timeUs;
  }

  /** Twice the instant if it is a whole microsecond, else twice the microsecond before, and one. */
  get order(): number {
    const { timing, anchorUs, units } = this;
    return 2 * anchorUs + timing.floorMicros(units) + timing.ceilMicros(units);
  }

  setMicros(timeUs: Micros): void {
    this.anchorUs = timeUs;
    this.units = 0;
  }

  copy(other: WireInstant): void {
    this.anchorUs = other.anchorUs;
    this.units = other.units;
  }

  /** Takes over `anchorUs` and `units` of another instant. */
  restore({ anchorUs, units }: Pick<WireInstant, 'anchorUs' | 'units'>): void {
    this.anchorUs = anchorUs;
    this.units = units;
  }

  /** Becomes `start` plus a number of units; whole seconds move into the anchor, so that every product stays exact. */
  setAfter(start: WireInstant, units: number): void {
    const timing = this.timing;
    let anchorUs = start.anchorUs;
    let total = start.units + units;
    if (timing.wholeMicros > 0) {
      anchorUs += total * timing.wholeMicros;
      total = 0;
    } else if (total >= timing.unitsPerSecond) {
      const seconds = Math.floor(total / timing.unitsPerSecond);
      anchorUs += seconds * MICROS_PER_SECOND;
      total -= seconds * timing.unitsPerSecond;
    }
    this.anchorUs = anchorUs;
    this.units = total;
  }

  /** The first whole microsecond not before it. */
  ceilUs(): Micros {
    return this.anchorUs + this.timing.ceilMicros(this.units);
  }

  /** Units from an earlier instant to this one. */
  unitsSince(earlier: WireInstant): number {
    const anchors = ((this.anchorUs - earlier.anchorUs) * this.timing.unitsPerSecond) / MICROS_PER_SECOND;
    return anchors + this.units - earlier.units;
  }
}
