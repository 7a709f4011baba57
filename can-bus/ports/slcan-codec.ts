import { dataFrame, MAX_BASE_ID, MAX_EXTENDED_ID, remoteFrame, type CanFrame } from '../frame/can-frame.ts';
import { always } from './read-gate.ts';

/*
 * The LAWICEL text protocol ("SLCAN"), as in its manual for the CANUSB adapter, with the letters d, D, b and B that CAN
 * FD adapters have added. Lines end in CR; a single BEL is the answer "error".
 */

export const CR = '\r';
export const BEL = '\x07';

const CR_CODE = 0x0d;
const LF_CODE = 0x0a;
const BEL_CODE = 0x07;

/** Longest line: letter, 8 digits of id, length, 64 bytes of FD data, 8 digits of time stamp. */
const MAX_SLCAN_LINE = 146;

/** By the manual, time stamps count milliseconds from 0 to EA5F and restart from 0; ours do too. */
export const SLCAN_TIMESTAMP_SPAN_MS = 60_000;
/** Other adapters count to FFFF (ArduPilot's, several of ESP32), with the same four digits. */
export const LONG_SLCAN_TIMESTAMP_SPAN_MS = 65_536;

/** A line without its CR; null as soon as a line is longer than {@link MAX_SLCAN_LINE}: the rest of it is skipped. */
type SlcanLineHandler = (line: string | null) => void;

/**
 * Splits a byte stream into lines, independent of its chunks. LF is skipped, so that a person can type to it. Holds at
 * most one line.
 */
export class SlcanParser {
  readonly #belEndsLine: boolean;
  readonly #line = new Uint8Array(MAX_SLCAN_LINE);
  #length = 0;

  /** @param side `adapter` reads commands; `tool` reads answers, where BEL is an answer of its own ({@link BEL}) */
  constructor(side: 'adapter' | 'tool') {
    this.#belEndsLine = side === 'tool';
  }

  /**
   * @param mayGoOn asked after each line; once it returns false, the following bytes are not read
   * @returns how many bytes of the chunk were read
   */
  push(chunk: Uint8Array, onLine: SlcanLineHandler, mayGoOn: () => boolean = always): number {
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] ?? 0;
      if (byte === CR_CODE) {
        const isOverlong = this.#length > MAX_SLCAN_LINE;
        const line = isOverlong ? '' : String.fromCharCode(...this.#line.subarray(0, this.#length));
        this.#length = 0;
        if (!isOverlong) onLine(line);
        if (!mayGoOn()) return at + 1;
      } else if (byte === BEL_CODE && this.#belEndsLine) {
        this.#length = 0;
        onLine(BEL);
        if (!mayGoOn()) return at + 1;
      } else if (byte !== LF_CODE && this.#length <= MAX_SLCAN_LINE) {
        if (this.#length < MAX_SLCAN_LINE) this.#line[this.#length] = byte;
        this.#length++;
        // At once: a line received at the wrong baud rate may never contain a CR.
        if (this.#length > MAX_SLCAN_LINE) onLine(null);
      }
    }
    return chunk.length;
  }
}

/** The line of a received frame. */
interface SlcanFrameLine {
  readonly frame: CanFrame;
  /** The line carries a time stamp. */
  readonly isStamped: boolean;
  /** Milliseconds, 0 to 65535, by a time stamp of four digits; null without one, and with one of another unit. */
  readonly timestampMs: number | null;
}

/** Data bytes by DLC; above 8 for CAN FD (ISO 11898-1). */
function lengthOfDlc(dlc: number): number {
  if (dlc <= 8) return dlc;
  return dlc <= 12 ? 8 + (dlc - 8) * 4 : (dlc - 11) * 16;
}

function dlcOfLength(length: number): number {
  if (length <= 8) return length;
  return length <= 24 ? 8 + (length - 8) / 4 : 11 + length / 16;
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}

const HEX_BYTES: readonly string[] = Array.from({ length: 256 }, (_, byte) => hex(byte, 2));

function letterOf(frame: CanFrame): string {
  if (frame.kind === 'remote') return frame.extended ? 'R' : 'r';
  if (!frame.fd) return frame.extended ? 'T' : 't';
  if (frame.bitRateSwitch) return frame.extended ? 'B' : 'b';
  return frame.extended ? 'D' : 'd';
}

/**
 * The line of a frame, with its CR.
 *
 * @param timestampMs milliseconds, taken modulo 60000; none by default
 */
export function encodeSlcanFrame(frame: CanFrame, timestampMs: number | null = null): string {
  let line =
    letterOf(frame) + hex(frame.id, frame.extended ? 8 : 3) + dlcOfLength(frame.length).toString(16).toUpperCase();
  for (const byte of frame.data) line += HEX_BYTES[byte] ?? '';
  if (timestampMs !== null) line += hex(timestampMs % SLCAN_TIMESTAMP_SPAN_MS, 4);
  return line + CR;
}

const MALFORMED = -1;
/** SavvyCAN leaves the kernel's flag for 29-bit ids (CAN_EFF_FLAG) in them. */
const EXTENDED_FLAG = 0x80000000;

/** Value of the hexadecimal digits from `start` to `end`, or MALFORMED where there is anything else. */
function readHex(line: string, start: number, end: number): number {
  if (end > line.length) return MALFORMED;
  let value = 0;
  for (let i = start; i < end; i++) {
    const code = line.charCodeAt(i);
    let digit: number;
    if (code >= 0x30 && code <= 0x39) digit = code - 0x30;
    else if (code >= 0x41 && code <= 0x46) digit = code - 0x37;
    else if (code >= 0x61 && code <= 0x66) digit = code - 0x57;
    else return MALFORMED;
    value = value * 16 + digit;
  }
  return value;
}

/** Three digits, or eight for 29 bits. */
function readId(line: string, extended: boolean): number {
  if (!extended) return readHex(line, 1, 4);
  const id = readHex(line, 1, 9);
  return id < EXTENDED_FLAG ? id : id - EXTENDED_FLAG;
}

/** Number of digits of a time stamp: milliseconds by the manual, or another unit with some firmware. */
const MILLISECOND_DIGITS = 4;
const OTHER_UNIT_DIGITS = 8;

type Stamp = Omit<SlcanFrameLine, 'frame'>;

const NO_STAMP: Stamp = { isStamped: false, timestampMs: null };

/** The rest of the line after the data; null where that is not a time stamp. */
function readStamp(line: string, start: number): Stamp | null {
  const digits = line.length - start;
  if (digits === 0) return NO_STAMP;
  if (digits !== MILLISECOND_DIGITS && digits !== OTHER_UNIT_DIGITS) return null;
  const value = readHex(line, start, line.length);
  if (value === MALFORMED) return null;
  return { isStamped: true, timestampMs: digits === MILLISECOND_DIGITS ? value : null };
}

function readData(line: string, start: number, length: number): Uint8Array | null {
  const data = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    const byte = readHex(line, start + 2 * i, start + 2 * i + 2);
    if (byte === MALFORMED) return null;
    data[i] = byte;
  }
  return data;
}

/** Letters of frame lines: t T r R, and d D b B for CAN FD without and with bit rate switch. */
const FRAME_LETTERS = 'tTrRdDbB';

/** Whether a line begins like a frame, well-formed or not. */
export function isSlcanFrameLine(line: string): boolean {
  return line !== '' && FRAME_LETTERS.includes(line.charAt(0));
}

/** Reads a frame line without its CR, with or without time stamp; null where it is malformed. */
export function decodeSlcanFrame(line: string): SlcanFrameLine | null {
  if (!isSlcanFrameLine(line)) return null;
  const letter = line.charAt(0);
  const kind = letter.toLowerCase();
  const extended = letter !== kind;
  const idEnd = extended ? 9 : 4;
  const id = readId(line, extended);
  const dlc = readHex(line, idEnd, idEnd + 1);
  if (id === MALFORMED || id > (extended ? MAX_EXTENDED_ID : MAX_BASE_ID) || dlc === MALFORMED) return null;
  const fd = kind === 'd' || kind === 'b';
  if (dlc > 8 && !fd) return null;
  const isRemote = kind === 'r';
  const length = lengthOfDlc(dlc);
  const dataEnd = idEnd + 1 + (isRemote ? 0 : 2 * length);
  const stamp = readStamp(line, dataEnd);
  if (stamp === null) return null;
  if (isRemote) return { frame: remoteFrame(id, dlc, { extended }), ...stamp };
  const data = readData(line, idEnd + 1, length);
  if (data === null) return null;
  return { frame: dataFrame(id, data, { extended, fd, bitRateSwitch: kind === 'b' }), ...stamp };
}
