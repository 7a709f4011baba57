import { fromHex } from '../bytes/hex.ts';
import { CanFrameError, dataFrame, MAX_BASE_ID, remoteFrame } from '../frame/can-frame.ts';
import type { CanFrame, FrameFormat } from '../frame/can-frame.ts';
import { decodeCandumpView } from './candump-view.ts';
import { OWN_BUS, type TimedFrame } from './frame-record.ts';
import { LineDecoder, shownLine } from './line-decoder.ts';
import { microsOfSeconds, secondsText } from './seconds.ts';
import { NO_DETAILS, type FrameDetail, type LineFrame, type TraceDecoder, type TraceItem } from './trace-decoder.ts';

/** The flags digit after `##`. */
const FD_BIT_RATE_SWITCH = 1;
const FD_ERROR_STATE = 2;

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);

const EXPECTED = '(12.345678) can0 7B5#0210030000000000, with ID#R8 for remote and ID##1DATA for FD frames';
const LINE =
  /^\((-?\d+)\.(\d+)\)\s+(\S+)\s+([0-9A-Fa-f]{3}|[0-9A-Fa-f]{8}|[0-9A-Fa-f]{5}(?=#[0-9A-Fa-f]{2}:))#(.*?)(?:\s+([RT]))?$/;
const DATA = /^(?:[0-9A-Fa-f]{2})*$/;
/** A point may precede a byte. */
const DOTTED = /^(?:\.?[0-9A-Fa-f]{2})*$/;
/** After 8 bytes, or a remote frame that requests 8: a DLC above 8, which means 8 bytes too. */
const RAW_DLC = /(?<=^(?:[Rr]8|(?:\.?[0-9A-Fa-f]{2}){8}))_[9A-Fa-f]$/;
const CAN_XL = /^[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{8}#/;
const BASE_DIGITS = 3;
const EXTENDED_DIGITS = 8;
/** Error frames have this bit in the id, and none of those above it. */
const ID_FLAG_ERROR = 0x2000_0000;
const LAST_ERROR_ID = 0x3fff_ffff;

/** Bytes as upper-case hex digits, two per byte, with `separator` between bytes. */
export function hexText(bytes: Uint8Array, separator = ''): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += (i === 0 ? '' : separator) + (HEX[bytes[i] ?? 0] ?? '');
  return text;
}

/** `ID#DATA`: 3 hex digits for a base id, 8 for an extended one; `#R` and a length digit; `##` and a flags digit for FD. */
export function encodeCandumpFrame(frame: CanFrame): string {
  const id = frame.id
    .toString(16)
    .toUpperCase()
    .padStart(frame.extended ? 8 : 3, '0');
  if (frame.kind === 'remote') return `${id}#R${frame.length}`;
  if (frame.fd) return `${id}##${frame.bitRateSwitch ? FD_BIT_RATE_SWITCH : 0}${hexText(frame.data)}`;
  return `${id}#${hexText(frame.data)}`;
}

/** `(s.µµµµµµ) can0 ID#DATA`, as `candump -L` writes it and `canplayer` reads it; without line end. */
export function encodeCandumpLine({ timeUs, frame }: TimedFrame, channel: string = OWN_BUS): string {
  return `(${secondsText(timeUs)}) ${channel} ${encodeCandumpFrame(frame)}`;
}

/** A candump log, one line with its line end at a time. */
export function* encodeCandump(
  records: Iterable<TimedFrame>,
  channel: string = OWN_BUS,
): Generator<string, void, undefined> {
  for (const record of records) yield `${encodeCandumpLine(record, channel)}\n`;
}

function bad(message: string): LineFrame {
  return { kind: 'bad', message };
}

/** @throws CanFrameError */
function decodeData(id: number, text: string, format: FrameFormat, details: readonly FrameDetail[]): LineFrame {
  const isDotted = !DATA.test(text);
  if (isDotted && !DOTTED.test(text)) return bad(`"${text}" is not a whole number of bytes in hex`);
  const data = fromHex(isDotted ? text.replaceAll('.', '') : text);
  return { kind: 'frame', frame: dataFrame(id, data, format), details };
}

/** @throws CanFrameError */
function decodeFrame(idText: string, rest: string): LineFrame {
  const id = Number.parseInt(idText, 16);
  if (idText.length !== BASE_DIGITS && idText.length !== EXTENDED_DIGITS) {
    return CAN_XL.test(rest)
      ? { kind: 'passed-over', what: 'a CAN XL frame' }
      : bad(`id ${idText} has neither 3 nor 8 hex digits`);
  }
  const extended = idText.length === EXTENDED_DIGITS;
  if (!extended && id > MAX_BASE_ID) return bad(`id ${idText} has more than 11 bits; a 29-bit id has 8 hex digits`);
  if (extended && id >= ID_FLAG_ERROR && id <= LAST_ERROR_ID) return { kind: 'passed-over', what: 'an error frame' };
  if (rest.includes(':') && CAN_XL.test(rest)) return { kind: 'passed-over', what: 'a CAN XL frame' };
  const isRawDlc = rest.includes('_') && RAW_DLC.test(rest);
  const plain = isRawDlc ? rest.replace(RAW_DLC, '') : rest;
  const details: readonly FrameDetail[] = isRawDlc ? ['raw-dlc'] : NO_DETAILS;
  const remote = /^[Rr]([0-9])?$/.exec(plain);
  if (remote !== null) {
    return { kind: 'frame', frame: remoteFrame(id, Number(remote[1] ?? 0), { extended }), details };
  }
  const fd = /^#([0-9A-Fa-f])(.*)$/.exec(plain);
  if (fd === null) return decodeData(id, plain, { extended }, details);
  const flags = Number.parseInt(fd[1] ?? '0', 16);
  const bitRateSwitch = (flags & FD_BIT_RATE_SWITCH) !== 0;
  const fdDetails: readonly FrameDetail[] = (flags & FD_ERROR_STATE) === 0 ? NO_DETAILS : ['error-state'];
  return decodeData(id, fd[2] ?? '', { extended, fd: true, bitRateSwitch }, fdDetails);
}

/**
 * One line of a candump log, as `candump -l`, python-can and `asc2log` write it, with any number of fractional digits;
 * or one of candump's terminal output.
 */
export function decodeCandumpLine(text: string, where: string): TraceItem {
  const parts = LINE.exec(text);
  try {
    if (parts === null) {
      const view = decodeCandumpView(text);
      if (view === null) return badItem(where, `${shownLine(text)} is not a line of this format`);
      return itemOf(view.read, view.timeUs, view.bus, where);
    }
    const [, seconds = '', fraction = '', bus = '', id = '', rest = '', direction] = parts;
    const read = decodeFrame(id, rest);
    return itemOf(
      read.kind === 'frame' && direction === 'T' ? { ...read, details: [...read.details, 'sent'] } : read,
      microsOfSeconds(seconds, fraction),
      bus,
      where,
    );
  } catch (error) {
    if (error instanceof CanFrameError) return badItem(where, error.message);
    throw error;
  }
}

function badItem(where: string, message: string): TraceItem {
  return { kind: 'bad', where, message, expected: EXPECTED };
}

function itemOf(read: LineFrame, timeUs: number, bus: string, where: string): TraceItem {
  switch (read.kind) {
    case 'frame':
      if (!Number.isSafeInteger(timeUs)) return badItem(where, `${timeUs} µs is not a valid time`);
      return { kind: 'frame', timeUs, frame: read.frame, source: bus, bus, details: read.details };
    case 'passed-over':
      return { kind: 'passed-over', where, what: read.what };
    case 'bad':
      return badItem(where, read.message);
  }
}

/** Reads a candump log. */
export function candumpDecoder(): TraceDecoder {
  return new LineDecoder({ read: decodeCandumpLine, isWhole: () => false, expected: EXPECTED });
}
