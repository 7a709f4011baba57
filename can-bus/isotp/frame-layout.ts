import { dataFrame, fdLengthAtLeast, MAX_CLASSIC_DATA } from '../frame/can-frame.ts';
import type { CanFrame, FrameFormat } from '../frame/can-frame.ts';
import { addressLength } from './addressing.ts';
import type { IsoTpConfig } from './types.ts';
import type { Micros } from '../time/micros.ts';
import { MAX_SHORT_MESSAGE } from './defaults.ts';

/*
 * The frames of ISO-TP (ISO 15765-2): address, protocol control information (clause on N_PCI), payload, padding.
 *
 * The functions take the frame's data and the number of address bytes before the control information (0 or 1).
 */

/** FS of a flow control: 0 continue to send, 1 wait, 2 overflow; 3 to 15 are reserved (conformance 60). */
export const FLOW_CONTINUE = 0;
export const FLOW_WAIT = 1;
export const FLOW_OVERFLOW = 2;

/** The control information's type: the high nibble of its first byte. */
export const PCI_SINGLE = 0;
export const PCI_FIRST = 1;
export const PCI_CONSECUTIVE = 2;
export const PCI_FLOW_CONTROL = 3;

/** Longest data field in which a single frame's length is in the low nibble; longer ones use the escape. */
const SHORT_FRAME = 8;

/** Decoded control information; `pciLength` is the number of bytes it takes. */
export type Pci =
  | { readonly kind: 'single'; readonly length: number }
  | { readonly kind: 'first'; readonly length: number }
  | { readonly kind: 'consecutive'; readonly sequenceNumber: number }
  | {
      readonly kind: 'flow-control';
      readonly flowStatus: number;
      readonly blockSize: number;
      readonly separationTime: number;
    };

/** Why a frame is to be ignored. */
type PciFault = 'too-short' | 'single-frame-length' | 'first-frame-length' | 'reserved-type';

export type DecodedPci = Pci | { readonly kind: 'invalid'; readonly fault: PciFault };

const TOO_SHORT: DecodedPci = { kind: 'invalid', fault: 'too-short' };
const BAD_SINGLE_LENGTH: DecodedPci = { kind: 'invalid', fault: 'single-frame-length' };
const BAD_FIRST_LENGTH: DecodedPci = { kind: 'invalid', fault: 'first-frame-length' };
const RESERVED_TYPE: DecodedPci = { kind: 'invalid', fault: 'reserved-type' };

/** Type of control information, 0 to 15 (`PCI_SINGLE` …); −1 where the frame has none. */
export function pciType(data: Uint8Array, addressLength: number): number {
  const first = data[addressLength];
  return first === undefined ? -1 : first >> 4;
}

/** Bytes of control information before the payload of a single frame: 1, or 2 with the CAN FD escape. */
export function singlePciLength(payloadLength: number, addressLength: number): 1 | 2 {
  return payloadLength <= SHORT_FRAME - 1 - addressLength ? 1 : 2;
}

/**
 * SF_DL of a single frame, 0 where the frame is to be ignored (conformance 52): a length of 0, one beyond the data
 * present, a low nibble in a frame of more than 8 bytes, an escape for a length that fits the low nibble.
 *
 * Allocates nothing: most of the traffic is single frames.
 */
export function singleFrameLength(data: Uint8Array, addressLength: number): number {
  const nibble = (data[addressLength] ?? 0) & 0x0f;
  if (data.length <= SHORT_FRAME) return nibble < data.length - addressLength ? nibble : 0;
  if (nibble !== 0) return 0;
  const length = data[addressLength + 1] ?? 0;
  const fits = length >= SHORT_FRAME - addressLength && length <= data.length - 2 - addressLength;
  return fits ? length : 0;
}

/**
 * Reads the control information of a frame; `invalid` is returned for what ISO 15765-2 requires a receiver to ignore.
 *
 * @param addressLength 0, or 1 where the frame starts with an address byte (extended and mixed addressing)
 */
export function decodePci(data: Uint8Array, addressLength: number): DecodedPci {
  const type = pciType(data, addressLength);
  switch (type) {
    case -1:
      return TOO_SHORT;
    case PCI_SINGLE: {
      const length = singleFrameLength(data, addressLength);
      return length === 0 ? BAD_SINGLE_LENGTH : { kind: 'single', length };
    }
    case PCI_FIRST:
      return decodeFirst(data, addressLength);
    case PCI_CONSECUTIVE: {
      if (data.length < addressLength + 2) return TOO_SHORT;
      return { kind: 'consecutive', sequenceNumber: (data[addressLength] ?? 0) & 0x0f };
    }
    case PCI_FLOW_CONTROL: {
      const blockSize = data[addressLength + 1];
      const separationTime = data[addressLength + 2];
      if (blockSize === undefined || separationTime === undefined) return TOO_SHORT;
      return { kind: 'flow-control', flowStatus: (data[addressLength] ?? 0) & 0x0f, blockSize, separationTime };
    }
    default:
      return RESERVED_TYPE;
  }
}

/**
 * A first frame fills its frame, and announces more than a single frame of that size could carry (conformance 53, 54).
 */
function decodeFirst(data: Uint8Array, addressLength: number): DecodedPci {
  if (data.length < SHORT_FRAME) return TOO_SHORT;
  const short = readUint(data, addressLength, 2) & MAX_SHORT_MESSAGE;
  if (short === 0) {
    const length = readUint(data, addressLength + 2, 4);
    return length > MAX_SHORT_MESSAGE ? { kind: 'first', length } : BAD_FIRST_LENGTH;
  }
  const shortest = (data.length === SHORT_FRAME ? SHORT_FRAME : data.length - 1) - addressLength;
  return short >= shortest ? { kind: 'first', length: short } : BAD_FIRST_LENGTH;
}

/** Unsigned big-endian integer of up to four bytes. */
function readUint(data: Uint8Array, start: number, bytes: number): number {
  let value = 0;
  for (let i = start; i < start + bytes; i++) value = value * 256 + (data[i] ?? 0);
  return value;
}

/** Bytes that the control information takes, without the address; the payload starts after it. */
export function pciLength(pci: Pci, addressLength: number): number {
  switch (pci.kind) {
    case 'single':
      return singlePciLength(pci.length, addressLength);
    case 'first':
      return pci.length > MAX_SHORT_MESSAGE ? 6 : 2;
    case 'consecutive':
      return 1;
    case 'flow-control':
      return 3;
  }
}

/**
 * Writes control information after the address.
 *
 * @param into the frame's data, long enough for it
 * @returns the index of the byte after it, where the payload starts
 */
export function encodePci(pci: Pci, into: Uint8Array, addressLength: number): number {
  switch (pci.kind) {
    case 'single':
      return writeSinglePci(pci.length, into, addressLength);
    case 'first':
      return writeFirstPci(pci.length, into, addressLength);
    case 'consecutive':
      return writeConsecutivePci(pci.sequenceNumber, into, addressLength);
    case 'flow-control':
      into[addressLength] = (PCI_FLOW_CONTROL << 4) | pci.flowStatus;
      into[addressLength + 1] = pci.blockSize;
      into[addressLength + 2] = pci.separationTime;
      return addressLength + 3;
  }
}

/** As {@link encodePci} for a single frame, without allocating an object. */
export function writeSinglePci(length: number, into: Uint8Array, addressLength: number): number {
  if (singlePciLength(length, addressLength) === 1) {
    into[addressLength] = length;
    return addressLength + 1;
  }
  into[addressLength] = 0;
  into[addressLength + 1] = length;
  return addressLength + 2;
}

/** As {@link encodePci} for a consecutive frame, without allocating an object. */
export function writeConsecutivePci(sequenceNumber: number, into: Uint8Array, addressLength: number): number {
  into[addressLength] = (PCI_CONSECUTIVE << 4) | sequenceNumber;
  return addressLength + 1;
}

function writeFirstPci(length: number, into: Uint8Array, addressLength: number): number {
  if (length <= MAX_SHORT_MESSAGE) {
    into[addressLength] = (PCI_FIRST << 4) | (length >> 8);
    into[addressLength + 1] = length & 0xff;
    return addressLength + 2;
  }
  into[addressLength] = PCI_FIRST << 4;
  into[addressLength + 1] = 0;
  into[addressLength + 2] = length >>> 24;
  into[addressLength + 3] = (length >>> 16) & 0xff;
  into[addressLength + 4] = (length >>> 8) & 0xff;
  into[addressLength + 5] = length & 0xff;
  return addressLength + 6;
}

/** Meaning of a reserved STmin byte: the longest separation there is (conformance 61). */
const LONGEST_US = 127_000;

/**
 * The separation that a raw STmin byte requests (conformance 61): 00–7F are 0 to 127 ms, F1–F9 are 100 to 900 µs, every
 * reserved value counts as 127 ms.
 *
 * @param raw 0 to 255
 */
export function decodeSeparationTime(raw: number): Micros {
  if (raw <= 0x7f) return raw * 1_000;
  if (raw >= 0xf1 && raw <= 0xf9) return (raw - 0xf0) * 100;
  return LONGEST_US;
}

/** Fills FD frames up to a possible length where the configuration asks for no padding (ISO 15765-2 recommends CC). */
const FD_FILL = 0xcc;

/** How the frames of one endpoint look: id, address byte, length, padding. */
export class FrameLayout {
  /** Address bytes before the control information. */
  readonly addressLength: 0 | 1;
  /** Longest payload of a single frame. */
  readonly singleFrameLimit: number;
  /** Payload bytes of a full consecutive frame. */
  readonly consecutiveDataLength: number;
  readonly #sendId: number;
  readonly #sendAddress: number;
  readonly #padding: number | null;
  readonly #format: FrameFormat;

  constructor(config: IsoTpConfig) {
    const { addressing } = config;
    this.addressLength = addressLength(addressing);
    const controlLength = config.frameLength > MAX_CLASSIC_DATA ? 2 : 1;
    this.singleFrameLimit = config.frameLength - controlLength - this.addressLength;
    this.consecutiveDataLength = config.frameLength - 1 - this.addressLength;
    this.#sendId = addressing.sendId;
    this.#sendAddress = addressing.kind === 'normal' ? 0 : addressing.sendAddress;
    this.#padding = config.padding;
    this.#format = { extended: config.extendedIds, fd: config.fd };
  }

  /** Data of a frame in which `used` bytes, address included, are meaningful; address and padding are filled in. */
  blank(used: number): Uint8Array {
    const isLong = used > MAX_CLASSIC_DATA;
    const padding = isLong ? (this.#padding ?? FD_FILL) : this.#padding;
    const data = new Uint8Array(isLong ? fdLengthAtLeast(used) : padding === null ? used : MAX_CLASSIC_DATA);
    // Of so few bytes a loop is faster than `fill`.
    if (padding !== null) for (let index = 0; index < data.length; index++) data[index] = padding;
    if (this.addressLength === 1) data[0] = this.#sendAddress;
    return data;
  }

  frame(data: Uint8Array): CanFrame {
    return dataFrame(this.#sendId, data, this.#format);
  }
}

/** Copies `count` bytes; for the few bytes of a frame this is faster than creating a view. */
export function copyBytes(from: Uint8Array, fromIndex: number, to: Uint8Array, toIndex: number, count: number): void {
  for (let i = 0; i < count; i++) to[toIndex + i] = from[fromIndex + i] ?? 0;
}
