import { fromHex } from '../bytes/hex.ts';
import { CanFrameError, dataFrame, MAX_BASE_ID, remoteFrame } from '../frame/can-frame.ts';
import type { CanFrame, FrameFormat } from '../frame/can-frame.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import type { TimedFrame } from './frame-record.ts';
import { LineDecoder, shownLine } from './line-decoder.ts';
import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

/** The flags digit after `##`. */
const FD_BIT_RATE_SWITCH = 1;

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);

const EXPECTED = '(12.345678) can0 7B5#0210030000000000, with ID#R8 for remote and ID##1DATA for FD frames';
const LINE = /^\((\d+)\.(\d{6})\)\s+(\S+)\s+([0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})#(.*?)(?:\s+[RT])?$/;
/** Behind 8 bytes: a DLC above 8, which means 8 bytes too. */
const RAW_DLC = /(?<=^[0-9A-Fa-f]{16})_[9A-Fa-f]$/;
const CAN_XL = /^[0-9A-Fa-f]{2}:[0-9A-Fa-f]{2}:[0-9A-Fa-f]{8}#/;
const EXTENDED_DIGITS = 8;
/** Error frames have this bit in the id, and neither of those above it. */
const ID_FLAG_ERROR = 0x2000_0000;
const LAST_ERROR_ID = 0x3fff_ffff;

/** Whole microseconds as seconds with six fractional digits. */
export function secondsText(timeUs: Micros): string {
  const seconds = Math.floor(timeUs / MICROS_PER_SECOND);
  return `${seconds}.${String(timeUs - seconds * MICROS_PER_SECOND).padStart(6, '0')}`;
}

/** Bytes as upper-case hex digits, two a byte, with `separator` between bytes. */
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
export function encodeCandumpLine({ timeUs, frame }: TimedFrame, channel = 'can0'): string {
  return `(${secondsText(timeUs)}) ${channel} ${encodeCandumpFrame(frame)}`;
}

/** A candump log, one line with its line end at a time. */
export function* encodeCandump(records: Iterable<TimedFrame>, channel = 'can0'): Generator<string, void, undefined> {
  for (const record of records) yield `${encodeCandumpLine(record, channel)}\n`;
}

/** What a line says: an error frame, or a frame of a format we have not, is rightly there. */
type CandumpFrame =
  | { readonly kind: 'frame'; readonly frame: CanFrame }
  | { readonly kind: 'passed-over'; readonly what: string }
  | { readonly kind: 'bad'; readonly message: string };

function bad(message: string): CandumpFrame {
  return { kind: 'bad', message };
}

/** @throws CanFrameError */
function decodeData(id: number, text: string, format: FrameFormat): CandumpFrame {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) {
    return bad(`"${text}" is not a whole number of bytes in hex`);
  }
  return { kind: 'frame', frame: dataFrame(id, fromHex(text), format) };
}

/** @throws CanFrameError */
function decodeFrame(idText: string, rest: string): CandumpFrame {
  const id = Number.parseInt(idText, 16);
  const extended = idText.length === EXTENDED_DIGITS;
  if (!extended && id > MAX_BASE_ID) return bad(`id ${idText} has more than 11 bits; a 29-bit id has 8 hex digits`);
  if (extended && id >= ID_FLAG_ERROR && id <= LAST_ERROR_ID) return { kind: 'passed-over', what: 'an error frame' };
  if (CAN_XL.test(rest)) return { kind: 'passed-over', what: 'a CAN XL frame' };
  const remote = /^[Rr]([0-9])?$/.exec(rest);
  if (remote !== null) return { kind: 'frame', frame: remoteFrame(id, Number(remote[1] ?? 0), { extended }) };
  const fd = /^#([0-9A-Fa-f])(.*)$/.exec(rest);
  if (fd === null) return decodeData(id, rest.replace(RAW_DLC, ''), { extended });
  const bitRateSwitch = (Number.parseInt(fd[1] ?? '0', 16) & FD_BIT_RATE_SWITCH) !== 0;
  return decodeData(id, fd[2] ?? '', { extended, fd: true, bitRateSwitch });
}

/** One line of a candump log, as `candump -l`, python-can and `asc2log` write it. The direction is passed over. */
export function decodeCandumpLine(text: string, where: string): TraceItem {
  const bad = (message: string): TraceItem => ({ kind: 'bad', where, message, expected: EXPECTED });
  const parts = LINE.exec(text);
  if (parts === null) return bad(`${shownLine(text)} is no line of it`);
  const [, seconds = '', micros = '', source = '', id = '', rest = ''] = parts;
  const timeUs = Number(seconds) * MICROS_PER_SECOND + Number(micros);
  if (!Number.isSafeInteger(timeUs)) return bad(`${seconds} s is no time`);
  try {
    const read = decodeFrame(id, rest);
    switch (read.kind) {
      case 'frame':
        return { kind: 'frame', timeUs, frame: read.frame, source };
      case 'passed-over':
        return { kind: 'passed-over', where, what: read.what };
      case 'bad':
        return bad(read.message);
    }
  } catch (error) {
    if (error instanceof CanFrameError) return bad(error.message);
    throw error;
  }
}

/** Reads a candump log. */
export function candumpDecoder(): TraceDecoder {
  return new LineDecoder({ read: decodeCandumpLine, isWhole: () => false, expected: EXPECTED });
}
