import { counted } from '../text/counted.ts';
import { stripVTControlCharacters } from 'node:util';
import { dataFrame, MAX_BASE_ID, remoteFrame } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { microsOfSeconds } from './seconds.ts';
import { NO_DETAILS, type FrameDetail, type LineFrame } from './trace-decoder.ts';

const TIME = /^\((-?\d+)\.(\d+)\)\s+/;
const DATE = /^\(\d{4}-\d\d-\d\d [\d:.]+\)\s+/;
/** Bus, optional direction and flags (-x), id, length, and the rest. */
const VIEW = /^(\S+)\s+(?:([RT]X)\s+([B-])\s+([E-])\s+)?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{8})\s+\[(\d{1,2})\](?:\s+(\S.*))?$/;
const EXTENDED_DIGITS = 8;
/** candump pads the length of a CAN FD frame to two digits. */
const FD_LENGTH_DIGITS = 2;
const NO_TIME = 'candump -L (or -l) writes a log, and -ta shows times in seconds';

/** A line of candump's terminal output. */
interface CandumpView {
  readonly timeUs: Micros;
  readonly bus: string;
  readonly read: LineFrame;
}

function bad(message: string): LineFrame {
  return { kind: 'bad', message };
}

/**
 * One line of candump's terminal output with times in seconds (`candump -ta`), with the additions of `-x`, `-a` and
 * `-c`.
 *
 * @returns null where it is not one
 * @throws CanFrameError where such a frame is not possible
 */
export function decodeCandumpView(text: string): CandumpView | null {
  const plain = stripVTControlCharacters(text).trim();
  const time = TIME.exec(plain);
  const parts = VIEW.exec(plain.slice(time?.[0].length ?? DATE.exec(plain)?.[0].length ?? 0));
  if (parts === null) return null;
  const [, bus = ''] = parts;
  if (time === null) {
    const what = DATE.test(plain) ? 'a date instead of seconds' : 'no time';
    return { timeUs: 0, bus, read: bad(`candump's view for the terminal with ${what}: ${NO_TIME}`) };
  }
  return { timeUs: microsOfSeconds(time[1] ?? '', time[2] ?? ''), bus, read: frameOf(parts) };
}

/** @throws CanFrameError */
function frameOf(parts: readonly string[]): LineFrame {
  const [, , direction, rateFlag, stateFlag, idText = '', lengthText = '', tail = ''] = parts;
  if (/\bERRORFRAME\b/.test(tail)) return { kind: 'passed-over', what: 'an error frame' };
  const [id, length] = [Number.parseInt(idText, 16), Number(lengthText)];
  const extended = idText.length === EXTENDED_DIGITS;
  if (!extended && id > MAX_BASE_ID) return bad(`id ${idText} has more than 11 bits; a 29-bit id has 8 hex digits`);
  const details: readonly FrameDetail[] = [
    ...(direction === 'TX' ? (['sent'] as const) : NO_DETAILS),
    ...(stateFlag === 'E' ? (['error-state'] as const) : NO_DETAILS),
  ];
  if (/^remote request\b/.test(tail)) return { kind: 'frame', frame: remoteFrame(id, length, { extended }), details };
  const words = tail.split(/\s+/).slice(0, length);
  const data = words.every((word) => /^[0-9A-Fa-f]{2}$/.test(word)) || length === 0 ? words : [];
  if (data.length < length)
    return bad(`not ${counted(length, 'byte')} of two hex digits each; candump -L writes a log`);
  const bytes = Uint8Array.from(length === 0 ? [] : data, (word) => Number.parseInt(word, 16));
  const fd = lengthText.length === FD_LENGTH_DIGITS;
  const bitRateSwitch = fd && rateFlag === 'B';
  return { kind: 'frame', frame: dataFrame(id, bytes, { extended, fd, bitRateSwitch }), details };
}
