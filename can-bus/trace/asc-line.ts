import { counted } from '../text/counted.ts';
import { dataFrame, MAX_CLASSIC_DATA, remoteFrame, FD_LENGTHS } from '../frame/can-frame.ts';
import { FLAG_BIT_RATE_SWITCH, FLAG_ERROR_STATE, FLAG_FDF, FLAG_REMOTE } from './asc.ts';
import { shownLine } from './line-decoder.ts';
import { NO_DETAILS, type FrameDetail, type LineFrame } from './trace-decoder.ts';

export type AscRadix = 10 | 16;

/** The part of a line after its time. `channel` counts from 1; 0 where it is not a frame. */
export interface AscLine {
  readonly channel: number;
  readonly read: LineFrame;
}

const CLASSIC = /^(\d+)\s+(\S+)\s+(Rx|Tx|TxRq)\s+([dr])(?:\s+(.*))?$/i;
const FD_OR_XL = /^CAN(FD|XL)\s/i;
const ERROR_FRAME = /\bErrorFrame\b/i;
/** Looks like a frame, not an event: a channel, followed by a direction or a number. */
const FRAME_LIKE = /^\d+\s+(?:\S+\s+(?:Rx|Tx|TxRq)(?:\s|$)|\d)/i;
/** Where names replace ids, the number follows the data, in decimal regardless of the base. */
const TRAILING_ID = /\bID\s*=\s*(\d+)(x?)/i;

interface AscId {
  readonly id: number;
  readonly extended: boolean;
}

/** The frame in a CANFD or CANXL line. */
interface Columns {
  readonly id: AscId;
  readonly isSent: boolean;
  readonly bitRateSwitch: boolean;
  readonly errorState: boolean;
  readonly dlc: number;
  readonly length: number;
  readonly data: readonly string[];
  readonly flags: number;
}

/**
 * Reads the part of a line of an ASC log after its time.
 *
 * @throws CanFrameError where such a frame is not possible
 */
export function decodeAscLine(rest: string, radix: AscRadix): AscLine {
  const classic = CLASSIC.exec(rest);
  if (classic !== null) return { channel: Number(classic[1]), read: decodeClassic(classic, radix) };
  if (ERROR_FRAME.test(rest)) return noFrame('an error frame');
  const other = FD_OR_XL.exec(rest);
  if (other !== null) return decodeColumns(rest.split(/\s+/).slice(1), other[1]?.toUpperCase() === 'XL', radix);
  if (FRAME_LIKE.test(rest) || !/[A-Za-z]/.test(rest)) {
    return { channel: 0, read: bad(`${shownLine(rest)} is not an event of this format`) };
  }
  return noFrame('an event');
}

function noFrame(what: string): AscLine {
  return { channel: 0, read: { kind: 'passed-over', what } };
}

function bad(message: string): LineFrame {
  return { kind: 'bad', message };
}

/** @throws CanFrameError */
function decodeClassic(parts: readonly string[], radix: AscRadix): LineFrame {
  const [, , idText = '', direction = '', kind = '', tail = ''] = parts;
  const named = idOf(idText, tail, radix);
  if (named === null) return bad(`"${idText}" is a name without "ID = …" for its number`);
  const { id, extended } = named;
  const isSent = direction.length !== 2 || direction.toLowerCase() === 'tx';
  const [first = '', ...others] = tail === '' ? [] : tail.trimEnd().split(/\s+/);
  const hasLength = /^[0-9A-Fa-f]{1,2}$/.test(first);
  const dlc = hasLength ? Number.parseInt(first, 16) : 0;
  // A DLC above 8 means 8 bytes too.
  const count = Math.min(dlc, MAX_CLASSIC_DATA);
  const details = detailsOf(isSent, false, dlc > MAX_CLASSIC_DATA);
  if (kind.toLowerCase() === 'r') return { kind: 'frame', frame: remoteFrame(id, count, { extended }), details };
  if (!hasLength) return bad('a data frame without its length');
  const data = bytesOf(others, radix);
  if (data.length > MAX_CLASSIC_DATA && isFdLength(data.length, first)) {
    return { kind: 'frame', frame: dataFrame(id, data, { extended, fd: true }), details: detailsOf(isSent) };
  }
  if (data.length !== count) return bad(`${counted(data.length, 'byte')} after the length ${first}, or invalid bytes`);
  return { kind: 'frame', frame: dataFrame(id, data, { extended }), details };
}

/** Programs that do not know CANFD lines write the number of bytes in decimal or hex, or the DLC. */
function isFdLength(length: number, text: string): boolean {
  const hex = Number.parseInt(text, 16);
  return FD_LENGTHS.includes(length) && (Number(text) === length || hex === length || FD_LENGTHS[hex] === length);
}

function detailsOf(isSent: boolean, errorState = false, isRawDlc = false): readonly FrameDetail[] {
  if (!isSent && !errorState && !isRawDlc) return NO_DETAILS;
  const all: readonly (FrameDetail | null)[] = [
    isSent ? 'sent' : null,
    errorState ? 'error-state' : null,
    isRawDlc ? 'raw-dlc' : null,
  ];
  return all.filter((detail) => detail !== null);
}

/**
 * A name never begins with a digit; one like "EC" could also be a number, and counts as one where no number follows.
 */
function idOf(text: string, tail: string, radix: AscRadix): AscId | null {
  const isNumber = (radix === 16 ? /^[0-9A-F]+x?$/i : /^\d+x?$/i).test(text);
  if (isNumber && text.charCodeAt(0) <= '9'.charCodeAt(0)) return numberOf(text, radix);
  const trailing = TRAILING_ID.exec(tail);
  if (trailing !== null) return numberOf(`${trailing[1] ?? ''}${trailing[2] ?? ''}`, 10);
  return isNumber ? numberOf(text, radix) : null;
}

function numberOf(text: string, radix: AscRadix): AscId {
  const extended = text.endsWith('x') || text.endsWith('X');
  // Without the x: "0x" would be the prefix of a number.
  return { id: Number.parseInt(extended ? text.slice(0, -1) : text, radix), extended };
}

/** The bytes that words begin with. */
function bytesOf(words: readonly string[], radix: AscRadix): Uint8Array {
  const digits = radix === 16 ? /^[0-9A-Fa-f]{1,2}$/ : /^\d{1,3}$/;
  const bytes: number[] = [];
  for (const word of words) {
    const value = digits.test(word) ? Number.parseInt(word, radix) : Number.NaN;
    if (!(value <= 0xff)) break;
    bytes.push(value);
  }
  return Uint8Array.from(bytes);
}

/** @throws CanFrameError */
function decodeColumns(words: readonly string[], isXlLine: boolean, radix: AscRadix): AscLine {
  if (isXlLine && !/^[CF][BE]FF$/i.test(words[2] ?? '')) return noFrame('a CAN XL frame');
  const columns = isXlLine ? xlColumns(words, radix) : fdColumns(words, radix);
  const channel = Number(words[0]);
  if (columns === null || !Number.isInteger(channel)) {
    return { channel: 0, read: bad(`a CAN${isXlLine ? 'XL' : 'FD'} line with too few columns`) };
  }
  return { channel, read: frameOf(columns, radix) };
}

/** Channel, direction, id, perhaps a name, bit rate switch, error state, DLC, length, data, duration, bits, flags. */
function fdColumns(words: readonly string[], radix: AscRadix): Columns | null {
  const [, direction = '', idText = '', fourth = ''] = words;
  const [bitRateSwitch = '', errorState = '', dlc = '', lengthText = '', ...behind] = words.slice(
    /^[01]$/.test(fourth) ? 3 : 4,
  );
  const length = Number.parseInt(lengthText, 10);
  const flags = Number.parseInt(behind[length + 2] ?? '', 16);
  const id = idOf(idText, '', radix);
  if (id === null || Number.isNaN(flags)) return null;
  const columns = { id, isSent: !/^Rx$/i.test(direction), dlc: Number.parseInt(dlc, 16), length, flags };
  return {
    ...columns,
    bitRateSwitch: bitRateSwitch === '1',
    errorState: errorState === '1',
    data: behind.slice(0, length),
  };
}

/** Channel, direction, format, duration, bits, id, perhaps a name, DLC, length, data, stuff count of FD, checksum, flags. */
function xlColumns(words: readonly string[], radix: AscRadix): Columns | null {
  const [, direction = '', format = '', , , idText = '', seventh = ''] = words;
  const [dlc = '', lengthText = '', ...behind] = words.slice(/^[0-9A-Fa-f]$/.test(seventh) ? 6 : 7);
  const length = Number.parseInt(lengthText, 10);
  const isFd = format.toUpperCase().startsWith('F');
  const flags = Number.parseInt(behind[length + (isFd ? 2 : 1)] ?? '', 16);
  const id = idOf(idText, '', radix);
  if (id === null || Number.isNaN(flags)) return null;
  const columns = { id, isSent: !/^Rx$/i.test(direction), dlc: Number.parseInt(dlc, 16), length, flags };
  return { ...columns, bitRateSwitch: false, errorState: false, data: behind.slice(0, length) };
}

/** The flags distinguish a CAN FD frame from a classical one on an FD channel. @throws CanFrameError */
function frameOf(columns: Columns, radix: AscRadix): LineFrame {
  const { id, isSent, dlc, length, flags } = columns;
  const { extended } = id;
  const isRawDlc = (flags & FLAG_FDF) === 0 && dlc > MAX_CLASSIC_DATA;
  if ((flags & FLAG_REMOTE) !== 0) {
    const frame = remoteFrame(id.id, Math.min(dlc, MAX_CLASSIC_DATA), { extended });
    return { kind: 'frame', frame, details: detailsOf(isSent, false, isRawDlc) };
  }
  const data = bytesOf(columns.data, radix);
  if (data.length !== length) return bad(`fewer than ${counted(length, 'byte')}`);
  const fd = (flags & FLAG_FDF) !== 0;
  const bitRateSwitch = fd && (columns.bitRateSwitch || (flags & FLAG_BIT_RATE_SWITCH) !== 0);
  const errorState = fd && (columns.errorState || (flags & FLAG_ERROR_STATE) !== 0);
  const frame = dataFrame(id.id, data, { extended, fd, bitRateSwitch });
  return { kind: 'frame', frame, details: detailsOf(isSent, errorState, isRawDlc) };
}
