import type { CanFrame } from '../frame/can-frame.ts';
import { AFTER_START_OF_FRAME, buildStuffTable, STUFF_COUNT_SHIFT, STUFF_STATE_MASK } from './stuffing.ts';

/** Bits of a CAN FD frame on the wire by the bit rate that carries them. */
interface FdWireBits {
  /** At the nominal rate: start of frame to BRS, and from the ACK slot on. All bits without bit rate switch. */
  readonly nominal: number;
  /** At the data rate: ESI to CRC delimiter. */
  readonly data: number;
}

/** Data lengths beyond 8 bytes, encoded as DLC 9 to 15. */
const LONG_LENGTHS: readonly number[] = [12, 16, 20, 24, 32, 48, 64];
/** Longest data field that CRC-17 protects; longer ones take CRC-21. */
const MAX_CRC17_DATA = 16;
/** Stuff count (Gray code and parity). */
const STUFF_COUNT_BITS = 4;
/** Fixed stuff bits: one before the stuff count, then one after each four bits. */
const FIXED_STUFF_EVERY = 4;
/** ACK slot, ACK delimiter, end of frame. */
const NOMINAL_TRAILER_BITS = 9;
const CRC_DELIMITER_BITS = 1;
/** SOF, 11 id bits, RRS, IDE, FDF, res, BRS. */
const BASE_ARBITRATION_BITS = 17;
/** SOF, 11 id bits, SRR, IDE, 18 id bits, RRS, FDF, res, BRS. */
const EXTENDED_ARBITRATION_BITS = 36;
/** ESI and DLC. */
const CONTROL_BITS = 5;

const STUFF_1 = buildStuffTable(1);
const STUFF_4 = buildStuffTable(4);

/** The DLC for a number of data bytes (ISO 11898-1): 0 to 8 as they are, 9 to 15 for 12 to 64. */
export function fdDlc(length: number): number {
  return length <= 8 ? length : LONG_LENGTHS.indexOf(length) + 9;
}

const memo = new WeakMap<CanFrame, FdWireBits>();

/** Tracks the stuffing of one bit stream. */
class StuffCounter {
  state = AFTER_START_OF_FRAME;
  count = 0;
  /** The last bit was followed by a stuff bit. */
  justStuffed = false;

  private take(entry: number): void {
    this.state = entry & STUFF_STATE_MASK;
    this.count += entry >> STUFF_COUNT_SHIFT;
  }

  bit(bit: number): void {
    const before = this.count;
    this.take(STUFF_1[(this.state << 1) | bit] ?? 0);
    this.justStuffed = this.count > before;
  }

  bits(value: number, width: number): void {
    for (let place = width - 1; place >= 0; place--) this.bit((value >>> place) & 1);
  }

  byte(byte: number): void {
    // The low bits one by one: whether the very last one is stuffed matters at the end of the data.
    this.take(STUFF_4[(this.state << 4) | (byte >> 4)] ?? 0);
    this.bits(byte & 0x0f, 4);
  }
}

function stuffArbitration(counter: StuffCounter, frame: CanFrame): void {
  if (frame.extended) {
    counter.bits(frame.id >>> 18, 11);
    counter.bits(0b11, 2);
    counter.bits(frame.id & 0x3_ffff, 18);
    counter.bits(0b010, 3);
  } else {
    counter.bits(frame.id, 11);
    counter.bits(0b0010, 4);
  }
  counter.bit(frame.bitRateSwitch ? 1 : 0);
}

function countFdBits(frame: CanFrame): FdWireBits {
  const counter = new StuffCounter();
  stuffArbitration(counter, frame);
  const arbitrationBits = (frame.extended ? EXTENDED_ARBITRATION_BITS : BASE_ARBITRATION_BITS) + counter.count;
  const stuffedBefore = counter.count;
  counter.bits(fdDlc(frame.length), CONTROL_BITS);
  for (const byte of frame.data) counter.byte(byte);
  // A run of five that ends with the data is broken by the first fixed stuff bit, not by one of its own.
  const stuffed = counter.count - stuffedBefore - (counter.justStuffed ? 1 : 0);
  const checkBits = STUFF_COUNT_BITS + (frame.length > MAX_CRC17_DATA ? 21 : 17);
  const fixedStuffBits = Math.ceil(checkBits / FIXED_STUFF_EVERY);
  const dataBits = CONTROL_BITS + 8 * frame.data.length + stuffed + checkBits + fixedStuffBits + CRC_DELIMITER_BITS;
  return frame.bitRateSwitch
    ? { nominal: arbitrationBits + NOMINAL_TRAILER_BITS, data: dataBits }
    : { nominal: arbitrationBits + dataBits + NOMINAL_TRAILER_BITS, data: 0 };
}

/**
 * Bits of an FD frame on the wire, from start of frame to the last bit of end of frame (ISO 11898-1, FD with CRC-17 or
 * CRC-21 and stuff count). Exact: dynamic stuffing ends with the data field, and the stuff bits of the checksum are
 * fixed, so its value does not matter. ESI is taken as dominant (an error-active sender).
 *
 * BRS counts as nominal and the CRC delimiter as data: the rate changes at their sample points, and with the same
 * sample point for both rates the two halves add up to just that.
 */
export function fdWireBits(frame: CanFrame): FdWireBits {
  const known = memo.get(frame);
  if (known !== undefined) return known;
  const bits = countFdBits(frame);
  memo.set(frame, bits);
  return bits;
}
