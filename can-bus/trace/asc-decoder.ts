import { CanFrameError, dataFrame, remoteFrame } from '../frame/can-frame.ts';
import type { CanFrame } from '../frame/can-frame.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import { FLAG_BIT_RATE_SWITCH, FLAG_FDF, FLAG_REMOTE } from './asc.ts';
import { LineDecoder, shownLine } from './line-decoder.ts';
import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

const EXPECTED =
  '0.012345 1  7B5             Rx   d 3 02 10 03, or a CANFD line, as Vector’s tools and log2asc write them';

/** Lines without a time stamp that say nothing of frames. */
const HEAD = /^(?:date\b|base\b|internal\b|no internal\b|\/\/|begin\b|#)/i;
const BASE = /^base\s+(hex|dec)(?:\s+timestamps\s+(absolute|relative))?/i;
const BEGIN = /^begin\s+triggerblock\b/i;
const END = /^end\s+triggerblock\b/i;
const TIMED = /^(\d+)(?:\.(\d{1,9}))?\s+(\S.*)$/;
const CLASSIC = /^(\d+)\s+([0-9A-Fa-f]+)(x?)\s+(?:Rx|Tx|TxRq)\s+([dr])(?:\s+(.*))?$/i;
const EVENT = /^(?:Start of measurement|Statistic|.*\bErrorFrame\b|Trigger\b|CAN \d+ Status|log trigger)/i;
/** A line of another bus or of the measuring program, which begins with a word where a channel would stand. */
const OTHER_EVENT = /^(?:\d+\s+)?[A-Za-z][\w:]{2,}/;

/** What a line says of its frame, without its time. */
type AscFrame =
  | { readonly kind: 'frame'; readonly channel: string; readonly frame: CanFrame }
  | { readonly kind: 'passed-over'; readonly what: string }
  | { readonly kind: 'bad'; readonly message: string };

function bad(message: string): AscFrame {
  return { kind: 'bad', message };
}

/** Microseconds of a number of seconds written in decimal, rounded down. */
function microsOf(whole: string, fraction: string): Micros {
  return Number(whole) * MICROS_PER_SECOND + Number(fraction.padEnd(6, '0').slice(0, 6));
}

/** An ASC log, line by line: numbers are hex or decimal, times absolute or relative, as its head says. */
class AscReader {
  #radix: 10 | 16 = 16;
  #isRelative = false;
  #nowUs: Micros = 0;
  #isInBlock = false;

  read(text: string, where: string): TraceItem | null {
    const timed = TIMED.exec(text);
    if (timed !== null) return this.#timed(microsOf(timed[1] ?? '', timed[2] ?? ''), timed[3] ?? '', where);
    const base = BASE.exec(text);
    if (base !== null) {
      this.#radix = base[1]?.toLowerCase() === 'dec' ? 10 : 16;
      this.#isRelative = base[2]?.toLowerCase() === 'relative';
      return null;
    }
    if (BEGIN.test(text)) this.#isInBlock = true;
    else if (END.test(text)) this.#isInBlock = false;
    else if (!HEAD.test(text)) {
      return { kind: 'bad', where, message: `${shownLine(text)} is no line of it`, expected: EXPECTED };
    }
    return null;
  }

  /** A block that was begun has an end, where the program that wrote it was not stopped. */
  missing(): string | null {
    return this.#isInBlock ? 'the trigger block has no end: its writer was stopped, or the file is cut off' : null;
  }

  #timed(stampUs: Micros, rest: string, where: string): TraceItem | null {
    const timeUs = this.#isRelative ? this.#nowUs + stampUs : stampUs;
    if (!Number.isSafeInteger(timeUs)) {
      return { kind: 'bad', where, message: `${timeUs} µs is no time`, expected: EXPECTED };
    }
    this.#nowUs = timeUs;
    try {
      const read = this.#frame(rest);
      switch (read.kind) {
        case 'frame':
          return { kind: 'frame', timeUs, frame: read.frame, source: `can${Math.max(Number(read.channel) - 1, 0)}` };
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

  /** @throws CanFrameError */
  #frame(rest: string): AscFrame {
    if (EVENT.test(rest)) return { kind: 'passed-over', what: /error/i.test(rest) ? 'an error frame' : 'an event' };
    const classic = CLASSIC.exec(rest);
    if (classic !== null) return this.#classic(classic);
    if (/^CANFD\s/i.test(rest)) return this.#fd(rest.split(/\s+/).slice(1));
    return OTHER_EVENT.test(rest)
      ? { kind: 'passed-over', what: 'an event' }
      : bad(`${shownLine(rest)} is no event of it`);
  }

  #classic([, channel = '', idText = '', x = '', kind = '', tail = '']: readonly string[]): AscFrame {
    const id = this.#number(idText);
    const extended = x !== '';
    const [length = '', ...words] = tail.split(/\s+/).filter((word) => word !== '');
    // A DLC above 8 means 8 bytes too.
    const count = Math.min(length === '' ? 0 : Number.parseInt(length, 16), 8);
    if (kind.toLowerCase() === 'r') return { kind: 'frame', channel, frame: remoteFrame(id, count, { extended }) };
    const data = this.#bytes(words.slice(0, count));
    if (data?.length !== count) return bad(`${words.length} bytes behind the length ${length}, or such as are none`);
    return { kind: 'frame', channel, frame: dataFrame(id, data, { extended }) };
  }

  /** Channel, direction, id, perhaps a name, bit rate switch, error state, DLC, length, data, duration, bits, flags. */
  #fd(words: readonly string[]): AscFrame {
    const [channel = '', , idText = '', fourth = ''] = words;
    const fields = words.slice(/^[01]$/.test(fourth) ? 3 : 4);
    const [bitRateSwitch = '', , , lengthText = ''] = fields;
    const length = Number.parseInt(lengthText, 10);
    const flags = Number.parseInt(fields[4 + length + 2] ?? '', 16);
    const id = /^[0-9A-Fa-f]+x?$/.exec(idText) === null ? Number.NaN : this.#number(idText.replace(/x$/, ''));
    if (Number.isNaN(id) || Number.isNaN(flags)) return bad('a CANFD line with too few columns');
    const extended = idText.endsWith('x');
    if ((flags & FLAG_REMOTE) !== 0) return { kind: 'frame', channel, frame: remoteFrame(id, length, { extended }) };
    const data = this.#bytes(fields.slice(4, 4 + length));
    if (data?.length !== length) return bad(`fewer than ${length} bytes`);
    // The flags tell a CAN FD frame from a classical one on an FD channel.
    const fd = (flags & FLAG_FDF) !== 0;
    const isSwitched = fd && (bitRateSwitch === '1' || (flags & FLAG_BIT_RATE_SWITCH) !== 0);
    return { kind: 'frame', channel, frame: dataFrame(id, data, { extended, fd, bitRateSwitch: isSwitched }) };
  }

  #number(text: string): number {
    return Number.parseInt(text, this.#radix);
  }

  #bytes(words: readonly string[]): Uint8Array | null {
    const digits = this.#radix === 16 ? /^[0-9A-Fa-f]{1,2}$/ : /^\d{1,3}$/;
    const values = words.map((word) => (digits.test(word) ? this.#number(word) : Number.NaN));
    return values.every((value) => value <= 0xff) ? Uint8Array.from(values) : null;
  }
}

/**
 * Reads an ASC log: classical and CAN FD lines, as Vector's programs, python-can and `log2asc` write them. Other
 * events are passed over. A channel becomes a bus name: 1 is `can0`.
 */
export function ascDecoder(): TraceDecoder {
  const reader = new AscReader();
  return new LineDecoder({
    read: (text, where) => reader.read(text, where),
    isWhole: () => false,
    missing: () => reader.missing(),
    expected: EXPECTED,
  });
}
