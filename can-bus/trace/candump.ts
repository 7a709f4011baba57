import { CanFrameError, dataFrame, MAX_BASE_ID, remoteFrame } from '../frame/can-frame.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { TraceFormatError } from './frame-record.ts';
import type { TimedFrame } from './frame-record.ts';

/** The flags digit after `##`. */
const FD_BIT_RATE_SWITCH = 1;

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);

const HINT = 'a line reads (12.345678) can0 7B5#0210030000000000, with ID#R8 for remote and ID##1DATA for FD frames';
const LINE = /^\((\d+)\.(\d{6})\)\s+(\S+)\s+([0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})#(.*?)(?:\s+[RT])?$/;

/** A line of a candump log and the bus it names. */
export interface CandumpLine extends TimedFrame {
  readonly channel: string;
}

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

function decodeHex(text: string, line: number): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(text)) {
    throw new TraceFormatError(line, `"${text}" is not a whole number of bytes in hex`, HINT);
  }
  return Uint8Array.from({ length: text.length / 2 }, (_, i) => Number.parseInt(text.slice(2 * i, 2 * i + 2), 16));
}

function decodeFrame(idText: string, rest: string, line: number): CanFrame {
  const id = Number.parseInt(idText, 16);
  const extended = idText.length === 8;
  const remote = /^[Rr]([0-9])?$/.exec(rest);
  if (remote !== null) return remoteFrame(id, Number(remote[1] ?? 0), { extended });
  const fd = /^#([0-9A-Fa-f])(.*)$/.exec(rest);
  if (fd === null) return dataFrame(id, decodeHex(rest, line), { extended });
  const bitRateSwitch = (Number.parseInt(fd[1] ?? '0', 16) & FD_BIT_RATE_SWITCH) !== 0;
  return dataFrame(id, decodeHex(fd[2] ?? '', line), { extended, fd: true, bitRateSwitch });
}

/**
 * One line of a candump log; a direction letter at its end is passed over.
 *
 * @param line its number, for the error
 * @throws TraceFormatError if it is none, or holds a frame that cannot be
 */
export function decodeCandumpLine(text: string, line = 1): CandumpLine {
  const parts = LINE.exec(text.trim());
  if (parts === null) throw new TraceFormatError(line, `"${text}" is not a candump line`, HINT);
  const [, seconds = '', micros = '', channel = '', id = '', rest = ''] = parts;
  if (id.length === 3 && Number.parseInt(id, 16) > MAX_BASE_ID) {
    throw new TraceFormatError(line, `id ${id} has more than 11 bits`, 'a 29-bit id has 8 hex digits');
  }
  try {
    const timeUs = Number(seconds) * MICROS_PER_SECOND + Number(micros);
    return { timeUs, channel, frame: decodeFrame(id, rest, line) };
  } catch (error) {
    if (error instanceof CanFrameError) throw new TraceFormatError(line, error.message, HINT);
    throw error;
  }
}

/**
 * A candump log; empty lines are passed over.
 *
 * @throws TraceFormatError at the first line that is none
 */
export function* decodeCandump(text: string): Generator<CandumpLine, void, undefined> {
  let line = 0;
  for (const content of text.split('\n')) {
    line++;
    if (content.trim() !== '') yield decodeCandumpLine(content, line);
  }
}
