import type { CanFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { wireBits } from '../virtual-bus/bit-timing.ts';
import { fdDlc } from '../virtual-bus/fd-bit-length.ts';
import { ascDate } from './asc-date.ts';
import { hexText } from './candump.ts';
import { OWN_BUS, type TimedFrame } from './frame-record.ts';
import { LogChannels, originComment } from './log-comments.ts';
import { secondsText } from './seconds.ts';

/** Bits in the flags column of a CANFD line. */
export const FLAG_REMOTE = 0x10;
export const FLAG_FDF = 0x1000;
export const FLAG_BIT_RATE_SWITCH = 0x2000;
export const FLAG_ERROR_STATE = 0x4000;

function classicLine(time: string, frame: CanFrame, id: string, channel: string): string {
  const dlc = frame.length.toString(16);
  if (frame.kind === 'remote') return `${time} ${channel} ${id.padEnd(15)} Rx   r ${dlc}\n`;
  return `${time} ${channel} ${id.padEnd(15)} Rx   d ${dlc}${frame.length > 0 ? ' ' : ''}${hexText(frame.data, ' ')}\n`;
}

/** Columns after the data: duration (unknown, 0), length in bits, flags, checksum and bit timing settings (unknown, 0). */
function fdLine(time: string, frame: CanFrame, id: string, channel: string): string {
  const bitRateSwitch = frame.bitRateSwitch ? 1 : 0;
  const flags = FLAG_FDF | (frame.bitRateSwitch ? FLAG_BIT_RATE_SWITCH : 0);
  const head = `${time} CANFD ${channel} Rx   ${id.padStart(9)} ${''.padStart(32)} ${bitRateSwitch} 0`;
  const size = `${fdDlc(frame.length).toString(16)} ${String(frame.length).padStart(2)}`;
  const data = frame.length > 0 ? `${hexText(frame.data, ' ')} ` : '';
  return `${head} ${size} ${data}0 ${wireBits(frame)} ${flags.toString(16)} 0 0 0 0 0\n`;
}

/** The last line. */
export const ASC_END = 'End TriggerBlock\n';

interface AscHead {
  /** The date at time 0, as `2019-07-01T08:00:00Z`, in any time zone; never the current date. */
  readonly date: string;
  /** What time 0 is in a log whose times count from 1970; absent where they count from 0. */
  readonly originUs?: Micros;
}

/**
 * The lines before the first frame.
 *
 * @throws RangeError for an invalid date
 */
export function ascHead({ date: iso, originUs }: AscHead): string {
  const date = ascDate(iso);
  const head = `date ${date}\nbase hex  timestamps absolute\ninternal events logged\n`;
  const origin = originUs === undefined ? '' : `${originComment(originUs)}\n`;
  return `${head}// version 9.0.0\n${origin}Begin Triggerblock ${date}\n   0.000000 Start of measurement\n`;
}

/** Writes the lines of frames; each bus is a channel. */
export class AscLines {
  readonly #channels = new LogChannels();
  #lastBus: string | null = null;
  /** The channel of that bus, in the form of each kind of line. */
  #classic = '';
  #fd = '';

  /**
   * A frame's line, with its line end; preceded by a comment before the first frame of a bus, unless the channel gives
   * the bus name.
   */
  line({ timeUs, frame }: TimedFrame, bus: string = OWN_BUS): string {
    if (bus !== this.#lastBus) return this.#choose(bus) + this.line({ timeUs, frame }, bus);
    const time = secondsText(timeUs).padStart(11);
    const id = frame.id.toString(16).toUpperCase() + (frame.extended ? 'x' : '');
    return frame.fd ? fdLine(time, frame, id, this.#fd) : classicLine(time, frame, id, this.#classic);
  }

  #choose(bus: string): string {
    this.#lastBus = bus;
    const { channel, comment } = this.#channels.of(bus);
    this.#classic = String(channel).padEnd(2);
    this.#fd = String(channel).padStart(3);
    return comment === null ? '' : `${comment}\n`;
  }
}

/**
 * A Vector ASC log: hex, absolute time stamps in seconds with six fractional digits, channel 1, every frame received.
 *
 * @param calendarStart the date at vehicle time 0, UTC as `2019-07-01T08:00:00Z`
 * @returns line by line, each with its line end
 * @throws RangeError for an invalid date
 */
export function* encodeAsc(records: Iterable<TimedFrame>, calendarStart: string): Generator<string, void, undefined> {
  yield ascHead({ date: calendarStart });
  const lines = new AscLines();
  for (const record of records) yield lines.line(record);
  yield ASC_END;
}
