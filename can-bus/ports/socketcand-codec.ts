import { counted } from '../text/counted.ts';
import { OperationError } from '../errors/operation-error.ts';
import { fromHex, HexError, numberToHex, toHex } from '../bytes/hex.ts';
import {
  CanFrameError,
  dataFrame,
  MAX_BASE_ID,
  MAX_EXTENDED_ID,
  remoteFrame,
  type CanFrame,
} from '../frame/can-frame.ts';
import { MICROS_PER_SECOND, type Micros } from '../time/micros.ts';
import { always } from './read-gate.ts';

/*
 * The text protocol of socketcand (its doc/protocol.md): elements `< word word … >`; anything between them is skipped.
 * Ids are hexadecimal, eight digits meaning 29 bits; lengths are decimal.
 */

/** Longest element: `sendpdu` with 4095 bytes, and some reserve. */
const MAX_ELEMENT = 8_256;

/** The words of an element; null for one longer than {@link MAX_ELEMENT}, or one without an end. */
type ElementHandler = (words: readonly string[] | null) => void;

/** Splits a byte stream into elements, independent of its chunks. Holds at most one element. */
export class ElementParser {
  #rest = '';
  #isOverlong = false;

  /**
   * @param mayGoOn asked after each element; once it returns false, the following bytes are not read
   * @returns how many bytes of the chunk were read
   */
  push(chunk: Uint8Array, onElement: ElementHandler, mayGoOn: () => boolean = always): number {
    const text = this.#rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
    const carried = this.#rest.length;
    let start = 0;
    for (let end = text.indexOf('>'); end >= 0; end = text.indexOf('>', start)) {
      const isOverlong = this.#isOverlong;
      this.#isOverlong = false;
      this.#take(text, start, end, isOverlong, onElement);
      start = end + 1;
      if (!mayGoOn()) {
        this.#rest = '';
        return start - carried;
      }
    }
    const begin = text.lastIndexOf('<');
    this.#rest = begin < start ? '' : text.slice(begin);
    if (this.#rest.length > MAX_ELEMENT) {
      this.#isOverlong = true;
      this.#rest = '<';
    }
    return chunk.length;
  }

  /** The element that ends at `end`; one without an end is dropped in favour of the one that follows. */
  #take(text: string, start: number, end: number, isOverlong: boolean, onElement: ElementHandler): void {
    const begin = text.lastIndexOf('<', end);
    if (isOverlong || end - begin > MAX_ELEMENT) {
      onElement(null);
      return;
    }
    if (begin < start) return;
    const words = text.slice(begin + 1, end).split(' ');
    onElement(words.filter(isWord));
  }
}

function isWord(text: string): boolean {
  return text !== '';
}

/** `< word word >` */
export function element(...words: readonly string[]): string {
  return `< ${words.join(' ')} >`;
}

/** What is wrong with an element, for the other side to read. */
export class ElementError extends OperationError {
  override readonly name = 'ElementError';

  constructor(message: string) {
    super('socketcand-element', message);
  }
}

/** Flag of CAN FD elements: bit rate switch (CANFD_BRS of Linux). */
const FD_BIT_RATE_SWITCH = 0x01;
const EXTENDED_ID_DIGITS = 8;
/** CAN_EFF_FLAG of Linux, which some programs leave in the id. */
const EXTENDED_FLAG = 0x8000_0000;

/** Seconds with six digits after the point. */
export function formatSeconds(timeUs: Micros): string {
  const seconds = Math.floor(timeUs / MICROS_PER_SECOND);
  return `${seconds}.${String(timeUs - seconds * MICROS_PER_SECOND).padStart(6, '0')}`;
}

function formatId(frame: CanFrame): string {
  return numberToHex(frame.id, frame.extended ? EXTENDED_ID_DIGITS : 3);
}

/**
 * A frame as the server sends it: data as one run of digits, because python-can 4.1 splits at blanks.
 *
 * @param timeUs when it was on the bus
 */
export function encodeServerFrame(frame: CanFrame, timeUs: Micros): string {
  const id = formatId(frame);
  const time = formatSeconds(timeUs);
  if (frame.kind === 'remote') return `< rtr ${id} ${time} ${frame.length} >`;
  if (!frame.fd) return `< frame ${id} ${time} ${toHex(frame.data)} >`;
  return `< fdframe ${id} ${frame.bitRateSwitch ? '01' : '00'} ${time} ${toHex(frame.data)} >`;
}

/** A frame as a client sends it. */
export function encodeClientFrame(frame: CanFrame): string {
  const id = formatId(frame);
  if (frame.kind === 'remote') return element('sendrtr', id, String(frame.length));
  const data = [String(frame.length), ...(frame.length === 0 ? [] : [toHex(frame.data, ' ')])];
  return frame.fd ? element('fdsend', id, frame.bitRateSwitch ? '01' : '00', ...data) : element('send', id, ...data);
}

interface ParsedId {
  readonly id: number;
  readonly extended: boolean;
}

/**
 * Eight digits mean 29 bits, and so does a value above 7FF, because python-can omits leading zeros. SavvyCAN sets the
 * flag of Linux, and writes the whole as a negative 64-bit number.
 */
export function parseId(word: string | undefined): ParsedId {
  const match = /^(?:f{8}(?=[89a-f]))?([\da-f]{1,8})$/i.exec(word ?? '');
  const digits = match?.[1];
  if (digits === undefined) throw new ElementError(`"${word ?? ''}" is not a CAN id`);
  let id = Number.parseInt(digits, 16);
  const isFlagged = id >= EXTENDED_FLAG;
  if (isFlagged) id -= EXTENDED_FLAG;
  if (id > MAX_EXTENDED_ID) throw new ElementError(`CAN id ${digits} has more than 29 bits`);
  return { id, extended: isFlagged || digits.length === EXTENDED_ID_DIGITS || id > MAX_BASE_ID };
}

/** A decimal number. */
export function parseDecimal(what: string, word: string | undefined, max: number): number {
  const value = /^\d{1,9}$/.test(word ?? '') ? Number(word) : NaN;
  if (!(value <= max)) throw new ElementError(`${what} is 0 to ${max}, not "${word ?? ''}"`);
  return value;
}

/** A hexadecimal number. */
export function parseHexNumber(what: string, word: string | undefined, max: number): number {
  const value = /^[\da-f]{1,8}$/i.test(word ?? '') ? Number.parseInt(word ?? '', 16) : NaN;
  if (!(value <= max)) throw new ElementError(`${what} is 0 to ${numberToHex(max, 1)} (hex), not "${word ?? ''}"`);
  return value;
}

/** One or two digits; SavvyCAN writes bytes from 80 on as negative 64-bit numbers. */
function parseByte(word: string): number {
  const match = /^(?:f{14}(?=[89a-f]))?([\da-f]{1,2})$/i.exec(word);
  if (match?.[1] === undefined) throw new ElementError(`"${word}" is not a data byte`);
  return Number.parseInt(match[1], 16);
}

/** Bytes as one run of digits. */
export function parseRun(word: string | undefined): Uint8Array {
  try {
    return fromHex(word ?? '');
  } catch (error) {
    if (error instanceof HexError) throw new ElementError(error.message);
    throw error;
  }
}

/** A frame that is not possible on a bus is the other side's error. */
function build(make: () => CanFrame): CanFrame {
  try {
    return make();
  } catch (error) {
    if (error instanceof CanFrameError) throw new ElementError(error.message);
    throw error;
  }
}

function parseBytes(words: readonly string[], length: number): Uint8Array {
  if (words.length !== length)
    throw new ElementError(`the length says ${counted(length, 'byte')}, and there are ${words.length}`);
  return Uint8Array.from(words, parseByte);
}

/**
 * The frame that a client sends with `send`, `sendrtr` or `fdsend`; null for any other element.
 *
 * @throws ElementError for a frame that is not possible
 */
export function decodeClientFrame(words: readonly string[]): CanFrame | null {
  const [command = '', idWord, third, fourth] = words;
  switch (command) {
    case 'send': {
      const { id, extended } = parseId(idWord);
      const data = parseBytes(words.slice(3), parseDecimal('the length', third, 8));
      return build(() => dataFrame(id, data, { extended }));
    }
    case 'sendrtr': {
      const { id, extended } = parseId(idWord);
      const length = parseDecimal('the length', third, 8);
      return build(() => remoteFrame(id, length, { extended }));
    }
    case 'fdsend': {
      const { id, extended } = parseId(idWord);
      const flags = parseHexNumber('the flags', third, 0xff);
      const data = parseBytes(words.slice(4), parseDecimal('the length', fourth, 64));
      return build(() =>
        dataFrame(id, data, { extended, fd: true, bitRateSwitch: (flags & FD_BIT_RATE_SWITCH) !== 0 }),
      );
    }
    default:
      return null;
  }
}

/** When the server received the frame: microseconds of its own clock; null where it is not reported. */
export function serverFrameTimeUs(words: readonly string[]): number | null {
  const word = words[words[0] === 'fdframe' ? 3 : 2];
  return word !== undefined && /^\d{1,12}\.\d{1,9}$/.test(word) ? Number(word) * MICROS_PER_SECOND : null;
}

/**
 * The error class (linux/can/error.h) of an error frame, `< error CLASS SECONDS.MICROS >`; null for an error in words.
 */
export function errorFrameClass(words: readonly string[]): number | null {
  const [command, classWord = '', time = ''] = words;
  if (command !== 'error' || words.length !== 3 || !/^\d{1,12}\.\d{1,9}$/.test(time)) return null;
  return /^[\da-f]{1,8}$/i.test(classWord) ? Number.parseInt(classWord, 16) : null;
}

/**
 * The frame that a server sends with `frame`, `rtr` or `fdframe`; null for any other element.
 *
 * @throws ElementError for a frame that is not possible
 */
export function decodeServerFrame(words: readonly string[]): CanFrame | null {
  const [command = '', idWord, third, fourth] = words;
  switch (command) {
    case 'frame': {
      const { id, extended } = parseId(idWord);
      // Some servers put blanks between the bytes.
      const data = parseRun(words.slice(3).join(''));
      return build(() => dataFrame(id, data, { extended }));
    }
    case 'rtr': {
      const { id, extended } = parseId(idWord);
      const length = parseDecimal('the length', fourth, 8);
      return build(() => remoteFrame(id, length, { extended }));
    }
    case 'fdframe': {
      const { id, extended } = parseId(idWord);
      const flags = parseHexNumber('the flags', third, 0xff);
      const data = parseRun(words.slice(4).join(''));
      return build(() =>
        dataFrame(id, data, { extended, fd: true, bitRateSwitch: (flags & FD_BIT_RATE_SWITCH) !== 0 }),
      );
    }
    default:
      return null;
  }
}
