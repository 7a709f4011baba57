import { HEADER_NACK, type HeaderNack } from './codes.ts';

export const DOIP_HEADER_LENGTH = 8;

/** Protocol versions: ISO 13400-2:2012 and 2019. */
export const DOIP_VERSIONS: readonly number[] = [0x02, 0x03];
/** The version in vehicle identification requests of a tester that does not know the vehicle's. */
export const ANY_VERSION = 0xff;

export interface DoipMessage {
  readonly version: number;
  readonly type: number;
  readonly payload: Uint8Array;
}

/** What a receiver accepts. */
export interface DoipRules {
  readonly accepts: (version: number, type: number) => boolean;
  /** Whether a payload of a type may have this length; null for a type that it does not understand. */
  readonly allows: (type: number, length: number) => boolean | null;
  /** Longest payload of all. */
  readonly maxPayload: number;
}

/** A message, or a header that is answered with a negative acknowledge. */
export type DoipItem =
  | ({ readonly kind: 'message' } & DoipMessage)
  | { readonly kind: 'rejected'; readonly version: number; readonly type: number; readonly code: HeaderNack };

/**
 * A message with its header.
 *
 * @param bytes where it is written; as long as the message
 */
export function encodeDoip(
  version: number,
  type: number,
  payload: Uint8Array,
  bytes: Uint8Array = new Uint8Array(DOIP_HEADER_LENGTH + payload.length),
): Uint8Array {
  const { length } = payload;
  // Byte by byte: a view costs more than the rest of a short message.
  bytes[0] = version;
  bytes[1] = version ^ 0xff;
  bytes[2] = type >> 8;
  bytes[3] = type;
  bytes[4] = length >>> 24;
  bytes[5] = length >>> 16;
  bytes[6] = length >>> 8;
  bytes[7] = length;
  bytes.set(payload, DOIP_HEADER_LENGTH);
  return bytes;
}

/** Two addresses and the rest: routing activation, and all diagnostic messages. */
export function addressed(source: number, target: number, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + rest.length);
  bytes[0] = source >> 8;
  bytes[1] = source;
  bytes[2] = target >> 8;
  bytes[3] = target;
  bytes.set(rest, 4);
  return bytes;
}

export function addressAt(payload: Uint8Array, offset: number): number {
  return ((payload[offset] ?? 0) << 8) | (payload[offset + 1] ?? 0);
}

interface Header {
  readonly version: number;
  readonly type: number;
  readonly length: number;
  readonly code: HeaderNack | null;
}

/** Checks a header in the order of the standard: pattern, payload type, size, length of that type. */
function readHeader(bytes: Uint8Array, at: number, rules: DoipRules): Header {
  const version = bytes[at] ?? 0;
  const inverse = bytes[at + 1] ?? 0;
  const type = addressAt(bytes, at + 2);
  const length = addressAt(bytes, at + 4) * 0x1_0000 + addressAt(bytes, at + 6);
  const isPattern = (inverse ^ 0xff) === version && rules.accepts(version, type);
  return { version, type, length, code: isPattern ? faultOf(type, length, rules) : HEADER_NACK.incorrectPattern };
}

function faultOf(type: number, length: number, rules: DoipRules): HeaderNack | null {
  const isAllowed = rules.allows(type, length);
  if (isAllowed === null) return HEADER_NACK.unknownPayloadType;
  if (length > rules.maxPayload) return HEADER_NACK.messageTooLarge;
  return isAllowed ? null : HEADER_NACK.invalidLength;
}

/** Reads a datagram, which is one message. Null where it is too short for a header. */
export function decodeDatagram(bytes: Uint8Array, rules: DoipRules): DoipItem | null {
  if (bytes.length < DOIP_HEADER_LENGTH) return null;
  const { version, type, length, code } = readHeader(bytes, 0, rules);
  if (code !== null) return { kind: 'rejected', version, type, code };
  if (bytes.length !== DOIP_HEADER_LENGTH + length) {
    return { kind: 'rejected', version, type, code: HEADER_NACK.invalidLength };
  }
  return { kind: 'message', version, type, payload: bytes.slice(DOIP_HEADER_LENGTH) };
}

/** A wrong pattern or length: where the next message begins is unknown, so that the connection ends. */
export function endsConnection(code: number): boolean {
  return code === HEADER_NACK.incorrectPattern || code === HEADER_NACK.invalidLength;
}

/**
 * Splits a byte stream into messages, independent of its segments. It holds at most one message; the payload of a
 * rejected one is skipped, however long it is.
 */
export class DoipReader {
  readonly #rules: DoipRules;
  readonly #header = new Uint8Array(DOIP_HEADER_LENGTH);
  #headerLength = 0;
  #message: { readonly header: Header; readonly payload: Uint8Array; length: number } | null = null;
  #toSkip = 0;
  #isOver = false;

  constructor(rules: DoipRules) {
    this.#rules = rules;
  }

  /** Part of a message has been received. */
  get isWithinMessage(): boolean {
    return this.#headerLength > 0 || this.#message !== null || this.#toSkip > 0;
  }

  /**
   * @param mayGoOn asked after each item; once it returns false, the following bytes are not read
   * @returns how many bytes of the chunk were read: all of them after an item that ends the connection
   */
  push(chunk: Uint8Array, onItem: (item: DoipItem) => void, mayGoOn: () => boolean = () => true): number {
    let at = 0;
    while (at < chunk.length && !this.#isOver) {
      at = this.#take(chunk, at, onItem);
      if (this.#headerLength === 0 && this.#message === null && this.#toSkip === 0 && !mayGoOn()) return at;
    }
    return this.#isOver ? chunk.length : at;
  }

  #take(chunk: Uint8Array, at: number, onItem: (item: DoipItem) => void): number {
    if (this.#toSkip > 0) {
      const skipped = Math.min(this.#toSkip, chunk.length - at);
      this.#toSkip -= skipped;
      return at + skipped;
    }
    const message = this.#message;
    if (message !== null) {
      const part = chunk.subarray(at, at + message.payload.length - message.length);
      message.payload.set(part, message.length);
      message.length += part.length;
      this.#complete(onItem);
      return at + part.length;
    }
    if (this.#headerLength === 0 && chunk.length - at >= DOIP_HEADER_LENGTH) {
      return this.#begin(readHeader(chunk, at, this.#rules), chunk, at + DOIP_HEADER_LENGTH, onItem);
    }
    const part = chunk.subarray(at, at + DOIP_HEADER_LENGTH - this.#headerLength);
    this.#header.set(part, this.#headerLength);
    this.#headerLength += part.length;
    const end = at + part.length;
    if (this.#headerLength < DOIP_HEADER_LENGTH) return end;
    this.#headerLength = 0;
    return this.#begin(readHeader(this.#header, 0, this.#rules), chunk, end, onItem);
  }

  /** @param at where the payload begins in the chunk. @returns where reading continues */
  #begin(header: Header, chunk: Uint8Array, at: number, onItem: (item: DoipItem) => void): number {
    const { version, type, length, code } = header;
    if (code !== null) {
      if (endsConnection(code)) this.#isOver = true;
      else this.#toSkip = length;
      onItem({ kind: 'rejected', version, type, code });
      return at;
    }
    // As a rule a message is one chunk: its payload is a view, and nothing is copied.
    if (chunk.length - at >= length) {
      const payload = new Uint8Array(chunk.buffer, chunk.byteOffset + at, length);
      onItem({ kind: 'message', version, type, payload });
      return at + length;
    }
    this.#message = { header, payload: new Uint8Array(length), length: 0 };
    return at;
  }

  #complete(onItem: (item: DoipItem) => void): void {
    const message = this.#message;
    if (message === null || message.length < message.payload.length) return;
    this.#message = null;
    const { version, type } = message.header;
    onItem({ kind: 'message', version, type, payload: message.payload });
  }
}
