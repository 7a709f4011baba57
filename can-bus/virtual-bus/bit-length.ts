import type { CanFrame } from '../frame/can-frame.ts';
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
  for (const byte of data) {
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
