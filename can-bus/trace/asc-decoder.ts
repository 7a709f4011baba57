import { CanFrameError } from '../frame/can-frame.ts';
import type { Micros } from '../time/micros.ts';
import { parseAscDate, type AscDate } from './asc-date.ts';
import { decodeAscLine, type AscRadix } from './asc-line.ts';
import { LineDecoder, shownLine } from './line-decoder.ts';
import { ChannelNames, parseLogComment } from './log-comments.ts';
import { microsOfSeconds } from './seconds.ts';
import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

const EXPECTED =
  '0.012345 1  7B5             Rx   d 3 02 10 03, or a CANFD line, as Vector’s tools and log2asc write them';

/** Lines without a time stamp that are not about frames. */
const HEAD = /^(?:date\b|base\b|internal\b|no internal\b|\/\/|begin\b|#)/i;
const BASE = /^base\s+(hex|dec)(?:\s+timestamps\s+(absolute|relative))?/i;
const BEGIN = /^begin\s+triggerblock\b/i;
const END = /^end\s+triggerblock\b/i;
const TIMED = /^(-?\d+)(?:\.(\d+))?\s+(\S.*)$/;
const DATE = /^(?:date|begin\s+triggerblock)\s+(\S.*)$/i;

export interface AscDecoderOptions {
  /** The date in the header, where times are to count from it; otherwise they count from 0. */
  readonly originOf?: (date: AscDate) => Micros;
}

/** An ASC log, line by line: its header says whether numbers are hex or decimal, and times absolute or relative. */
class AscReader {
  readonly #originOf: AscDecoderOptions['originOf'];
  readonly #buses = new ChannelNames();
  #radix: AscRadix = 16;
  #isRelative = false;
  /** The origin of times. */
  #originUs: Micros = 0;
  #hasOrigin = false;
  #lastUs: Micros = 0;
  #isInBlock = false;

  constructor({ originOf }: AscDecoderOptions) {
    this.#originOf = originOf;
  }

  read(text: string, where: string): TraceItem | null {
    const timed = TIMED.exec(text);
    if (timed !== null) return this.#timed(microsOfSeconds(timed[1] ?? '', timed[2] ?? ''), timed[3] ?? '', where);
    const base = BASE.exec(text);
    if (base !== null) {
      this.#radix = base[1]?.toLowerCase() === 'dec' ? 10 : 16;
      this.#isRelative = base[2]?.toLowerCase() === 'relative';
      return null;
    }
    if (BEGIN.test(text)) this.#isInBlock = true;
    else if (END.test(text)) this.#isInBlock = false;
    else if (!HEAD.test(text)) {
      return { kind: 'bad', where, message: `${shownLine(text)} is not a line of this format`, expected: EXPECTED };
    }
    this.#head(text);
    return null;
  }

  /** A block has an end, unless the program that wrote it was stopped. */
  missing(): string | null {
    return this.#isInBlock ? 'the trigger block has no end: its writer was stopped, or the file is cut off' : null;
  }

  /** Comments written by this program: the origin of times, and the name of a channel. */
  #head(text: string): void {
    const comment = parseLogComment(text);
    if (comment?.kind === 'channel') this.#buses.set(comment.channel, comment.bus);
    if (comment?.kind === 'origin') {
      this.#originUs = comment.originUs;
      this.#hasOrigin = true;
    }
    const date = this.#originOf === undefined || this.#hasOrigin ? null : parseAscDate(DATE.exec(text)?.[1] ?? '');
    if (date !== null) this.#originUs = this.#originOf?.(date) ?? 0;
  }

  #timed(stampUs: Micros, rest: string, where: string): TraceItem | null {
    const sinceOriginUs = this.#isRelative ? this.#lastUs + stampUs : stampUs;
    const timeUs = this.#originUs + sinceOriginUs;
    if (!Number.isSafeInteger(timeUs)) {
      return { kind: 'bad', where, message: `${timeUs} µs is not a valid time`, expected: EXPECTED };
    }
    this.#lastUs = sinceOriginUs;
    try {
      const { channel, read } = decodeAscLine(rest, this.#radix);
      switch (read.kind) {
        case 'frame': {
          const bus = this.#buses.of(channel);
          return { kind: 'frame', timeUs, frame: read.frame, source: bus, bus, details: read.details };
        }
        case 'passed-over':
          return /^Start of measurement/i.test(rest) ? null : { kind: 'passed-over', where, what: read.what };
        case 'bad':
          return { kind: 'bad', where, message: read.message, expected: EXPECTED };
      }
    } catch (error) {
      if (error instanceof CanFrameError) return { kind: 'bad', where, message: error.message, expected: EXPECTED };
      throw error;
    }
  }
}

/**
 * Reads an ASC log: classical and CAN FD lines, as Vector's programs, python-can, SavvyCAN and `log2asc` write them.
 * Other events are skipped. A channel becomes a bus name: 1 is `can0`, unless a comment of this program names it.
 */
export function ascDecoder(options: AscDecoderOptions = {}): TraceDecoder {
  const reader = new AscReader(options);
  return new LineDecoder({
    read: (text, where) => reader.read(text, where),
    isWhole: () => false,
    missing: () => reader.missing(),
    expected: EXPECTED,
  });
}
