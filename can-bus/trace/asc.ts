import type { CanFrame } from '../frame/can-frame.ts';
import { wireBits } from '../virtual-bus/bit-length.ts';
import { fdDlc } from '../virtual-bus/fd-bit-length.ts';
import { ascDate } from './asc-date.ts';
import { hexText, secondsText } from './candump.ts';
import type { TimedFrame } from './frame-record.ts';

/** Bits in the flags column of a CANFD line. */
export const FLAG_REMOTE = 0x10;
export const FLAG_FDF = 0x1000;
export const FLAG_BIT_RATE_SWITCH = 0x2000;

function classicLine(time: string, frame: CanFrame, id: string): string {
  const dlc = frame.length.toString(16);
  if (frame.kind === 'remote') return `${time} 1  ${id.padEnd(15)} Rx   r ${dlc}\n`;
  return `${time} 1  ${id.padEnd(15)} Rx   d ${dlc}${frame.length > 0 ? ' ' : ''}${hexText(frame.data, ' ')}\n`;
}

/** Columns after the data: duration (unknown, 0), length in bits, flags, checksum and bit timing settings (unknown, 0). */
function fdLine(time: string, frame: CanFrame, id: string): string {
  const bitRateSwitch = frame.bitRateSwitch ? 1 : 0;
  const flags = FLAG_FDF | (frame.bitRateSwitch ? FLAG_BIT_RATE_SWITCH : 0);
  const head = `${time} CANFD   1 Rx   ${id.padStart(9)} ${''.padStart(32)} ${bitRateSwitch} 0`;
  const size = `${fdDlc(frame.length).toString(16)} ${String(frame.length).padStart(2)}`;
  const data = frame.length > 0 ? `${hexText(frame.data, ' ')} ` : '';
  return `${head} ${size} ${data}0 ${wireBits(frame)} ${flags.toString(16)} 0 0 0 0 0\n`;
}

/** The last line. */
export const ASC_END = 'End TriggerBlock\n';

/**
 * The lines before the first frame.
 *
 * @param calendarStart the date at vehicle time 0, UTC as `2019-07-01T08:00:00Z`; never the wall clock's
 * @throws RangeError for a date that is none
 */
export function ascHead(calendarStart: string): string {
  const date = ascDate(calendarStart);
  const head = `date ${date}\nbase hex  timestamps absolute\ninternal events logged\n`;
  return `${head}// version 9.0.0\nBegin Triggerblock ${date}\n   0.000000 Start of measurement\n`;
}

/** A frame's line, with its line end. */
export function encodeAscLine({ timeUs, frame }: TimedFrame): string {
  const time = secondsText(timeUs).padStart(11);
  const id = frame.id.toString(16).toUpperCase() + (frame.extended ? 'x' : '');
  return frame.fd ? fdLine(time, frame, id) : classicLine(time, frame, id);
}

/**
 * A Vector ASC log: hex, absolute time stamps in seconds with six fractional digits, channel 1, every frame received.
 *
 * @param calendarStart as in {@link ascHead}
 * @returns line by line, each with its line end
 * @throws RangeError for a date that is none
 */
export function* encodeAsc(records: Iterable<TimedFrame>, calendarStart: string): Generator<string, void, undefined> {
  yield ascHead(calendarStart);
  for (const record of records) yield encodeAscLine(record);
  yield ASC_END;
}
