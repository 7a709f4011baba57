import {
  CanFrameError,
  dataFrame,
  MAX_BASE_ID,
  MAX_CLASSIC_DATA,
  remoteFrame,
  FD_LENGTHS,
} from '../frame/can-frame.ts';
import { MICROS_PER_MILLI, type Micros } from '../time/micros.ts';
import { LineDecoder, shownLine } from './line-decoder.ts';
import { busOfChannel } from './log-comments.ts';
import { NO_DETAILS, type FrameDetail, type TraceDecoder, type TraceItem } from './trace-decoder.ts';

/** The first words of a file, from version 1.1 on. */
export const TRC_START = ';$FILEVERSION';

const EXPECTED = '1  12.345  DT  07B5  Rx  3  02 10 03, or a line of an older version, as PEAK’s programs write them';
const VERSION = /^;\$FILEVERSION\s*=\s*(\d+\.\d+)/;
const COLUMNS = /^;\$COLUMNS\s*=\s*(\S+)/;
const TIME = /^(-?)(\d+)(?:\.(\d+))?$/;
const HEX = /^[\dA-F]{1,8}$/i;
const DATA_BYTE = /^[\dA-F]{2}$/i;
/** Of digits in a milliseconds’ fraction. */
const MICRO_DIGITS = 3;
/** Ids of 11 bits have up to four digits. */
const BASE_ID_DIGITS = 4;

/**
 * The columns of a version, as `$COLUMNS` spells them: N number, O time in ms, T type, B bus, I id, d direction, R
 * reserved, l length, L DLC, D data. Before 2.0 there is no such line, and the direction replaces the type.
 */
const LAYOUTS: Readonly<Record<string, string>> = {
  '1.0': 'N,O,I,L,D',
  '1.1': 'N,O,d,I,L,D',
  '1.2': 'N,O,B,d,I,L,D',
  '1.3': 'N,O,B,d,I,R,L,D',
  '2.0': 'N,O,T,I,d,l,D',
  '2.1': 'N,O,T,B,I,d,R,l,D',
};
const NAMES: Readonly<Record<string, keyof Fields>> = {
  O: 'time',
  T: 'type',
  B: 'bus',
  I: 'id',
  d: 'direction',
  l: 'length',
  L: 'dlc',
};

/** The words of a line. Empty where the version has no such column. */
interface Fields {
  time: string;
  type: string;
  bus: string;
  id: string;
  direction: string;
  length: string;
  dlc: string;
}

/** CAN FD frames: with bit rate switch, with error state indicator. */
const FD_TYPES: Readonly<Record<string, { readonly bitRateSwitch: boolean; readonly errorState: boolean }>> = {
  FD: { bitRateSwitch: false, errorState: false },
  FB: { bitRateSwitch: true, errorState: false },
  FE: { bitRateSwitch: false, errorState: true },
  BI: { bitRateSwitch: true, errorState: true },
};
const OTHER_TYPES: Readonly<Record<string, string>> = {
  ST: 'a change of the hardware’s state',
  EC: 'an error counter',
  ER: 'an error frame',
  ERROR: 'an error frame',
  WARNG: 'a change of the hardware’s state',
  EV: 'an event',
};

/** A TRC log, line by line: its head names the version, and from 2.0 on the columns. */
class TrcReader {
  #version = '1.0';
  #columns: readonly string[] | null = null;

  read(text: string, where: string): TraceItem | null {
    if (text.startsWith(';')) {
      this.#head(text);
      return null;
    }
    try {
      return this.#line(text, where);
    } catch (error) {
      if (error instanceof CanFrameError) return bad(where, error.message);
      throw error;
    }
  }

  #head(text: string): void {
    const version = VERSION.exec(text)?.[1];
    if (version !== undefined) this.#version = version;
    const columns = COLUMNS.exec(text)?.[1];
    if (columns !== undefined) this.#columns = columns.split(',');
  }

  #line(text: string, where: string): TraceItem {
    const columns = this.#columns ?? LAYOUTS[this.#version]?.split(',');
    if (columns === undefined) return bad(where, `version ${this.#version} has no $COLUMNS line, and is not known`);
    const words = text.split(/\s+/);
    const fields: Fields = { time: '', type: '', bus: '', id: '', direction: '', length: '', dlc: '' };
    const before = !columns.includes('D') ? columns.length : columns.indexOf('D');
    for (const [index, column] of columns.slice(0, before).entries()) {
      const name = NAMES[column];
      if (name !== undefined) fields[name] = words[index] ?? '';
    }
    const timeUs = timeOf(fields.time);
    if (timeUs === null) return bad(where, `${shownLine(text)} is not a line of this format`);
    const type = typeOf(fields, this.#version);
    const other = OTHER_TYPES[type];
    if (other !== undefined) return { kind: 'passed-over', where, what: other };
    return frameOf(fields, type, words.slice(before), { timeUs, where, text });
  }
}

function bad(where: string, message: string): TraceItem {
  return { kind: 'bad', where, message, expected: EXPECTED };
}

/** Milliseconds, with the finer digits that there are. */
function timeOf(text: string): Micros | null {
  const parts = TIME.exec(text);
  if (parts === null) return null;
  const [, sign, whole = '', fraction = ''] = parts;
  const us = Number(whole) * MICROS_PER_MILLI + Number(fraction.padEnd(MICRO_DIGITS, '0').slice(0, MICRO_DIGITS));
  if (!Number.isSafeInteger(us)) return null;
  return sign === '-' && us !== 0 ? -us : us;
}

/** Upper case; `DT` for a data frame of any version. */
function typeOf({ type, direction, id }: Fields, version: string): string {
  if (type !== '') return type.toUpperCase();
  if (version === '1.0' && id.toUpperCase() === 'FFFFFFFF') return 'WARNG';
  return OTHER_TYPES[direction.toUpperCase()] === undefined ? 'DT' : direction.toUpperCase();
}

interface Place {
  readonly timeUs: Micros;
  readonly where: string;
  readonly text: string;
}

/** @throws CanFrameError */
function frameOf(fields: Fields, type: string, data: readonly string[], { timeUs, where, text }: Place): TraceItem {
  const fd = FD_TYPES[type];
  const count = Number(fields.length === '' ? fields.dlc : fields.length);
  const isFrame = fd !== undefined || type === 'DT' || type === 'RR';
  if (!isFrame || !HEX.test(fields.id) || !Number.isSafeInteger(count)) {
    return bad(where, `${shownLine(text)} is not a line of this format`);
  }
  const id = Number.parseInt(fields.id, 16);
  const extended = fields.id.length > BASE_ID_DIGITS || id > MAX_BASE_ID;
  const details: FrameDetail[] = [];
  if (fields.direction.toUpperCase() === 'TX') details.push('sent');
  if (fd?.errorState === true) details.push('error-state');
  if (fd === undefined && count > MAX_CLASSIC_DATA) details.push('raw-dlc');
  const bus = fields.bus === '' ? busOfChannel(1) : busOfChannel(Number(fields.bus) || 1);
  const item = {
    kind: 'frame',
    timeUs,
    source: bus,
    bus,
    details: details.length === 0 ? NO_DETAILS : details,
  } as const;
  if (type === 'RR' || data[0]?.toUpperCase() === 'RTR') {
    return { ...item, frame: remoteFrame(id, Math.min(count, MAX_CLASSIC_DATA), { extended }) };
  }
  const length = lengthOf(count, fields.length === '', fd !== undefined);
  const bytes = data.slice(0, length ?? 0);
  if (length === null || bytes.length < length || !bytes.every((byte) => DATA_BYTE.test(byte))) {
    return bad(where, `${shownLine(text)} has no ${length ?? count} data bytes`);
  }
  const content = Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16));
  const bitRateSwitch = fd?.bitRateSwitch === true;
  return { ...item, frame: dataFrame(id, content, { extended, fd: fd !== undefined, bitRateSwitch }) };
}

/** Null where there is no such length. */
function lengthOf(count: number, isDlc: boolean, fd: boolean): number | null {
  if (!fd) return count < 0 ? null : Math.min(count, MAX_CLASSIC_DATA);
  return isDlc ? (FD_LENGTHS[count] ?? null) : count;
}

/**
 * Reads a TRC log of PEAK's programs, versions 1.0 to 2.1. Error frames, events and states of the hardware are skipped.
 * Bus 1 is `can0`.
 */
export function trcDecoder(): TraceDecoder {
  const reader = new TrcReader();
  return new LineDecoder({
    read: (text, where) => reader.read(text, where),
    isWhole: () => false,
    expected: EXPECTED,
  });
}
