import { counted } from '../text/counted.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import type { Micros } from '../time/micros.ts';
import {
  BLOCK_ENHANCED_PACKET,
  BLOCK_INTERFACE,
  BLOCK_SECTION_HEADER,
  BYTE_ORDER_MAGIC,
  OPTION_END,
  OPTION_INTERFACE_NAME,
  OPTION_TIME_RESOLUTION,
} from './pcapng.ts';
import { CaptureChunks } from './capture-chunks.ts';
import { capturedItem, type CaptureSource } from './captured-packet.ts';
import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

/** Packets without a time, which a trace cannot use. */
const BLOCK_SIMPLE_PACKET = 3;
const OPTION_TIME_OFFSET = 14;
const BLOCK_HEAD_BYTES = 8;
const LEAST_BLOCK_BYTES = 12;
/** A CAN packet is small, with some notes in captures. A longer block means that this is not pcapng. */
const MAX_BLOCK_BYTES = 16_777_216;
const PACKET_HEAD_BYTES = 20;
const INTERFACE_HEAD_BYTES = 8;
const TWO_POW_32 = 0x1_0000_0000n;
const EXPECTED = 'blocks of pcapng, each with its length in front and behind';

interface CaptureInterface extends CaptureSource {
  /** Units of the time stamps in a second. */
  readonly unitsPerSecond: bigint;
  readonly offsetSeconds: bigint;
}

/**
 * Reads the CAN frames of a pcapng file of either byte order: link type 227, and "cooked" captures of all interfaces.
 * Blocks and interfaces of other kinds are skipped. Reading ends at an invalid block: there is no way to find the next
 * one.
 */
export class PcapngDecoder implements TraceDecoder {
  readonly #chunks = new CaptureChunks();
  #isLittleEndian = true;
  #hasSection = false;
  #hasEnded = false;
  #interfaces: CaptureInterface[] = [];

  push(chunk: Uint8Array, into: TraceItem[]): void {
    if (!this.#hasEnded) this.#chunks.read(chunk, (bytes, at) => this.#takeBlock(bytes, at, into));
  }

  end(into: TraceItem[]): void {
    const bytes = this.#chunks.incompleteBytes;
    if (this.#hasEnded || bytes === 0) return;
    const where = `byte ${this.#chunks.offset}`;
    into.push({ kind: 'cut-off', where, message: `the file ends ${counted(bytes, 'byte')} into a block` });
    this.#chunks.clear();
  }

  /** The length of the block; null where it is not complete. */
  #takeBlock(bytes: Uint8Array<ArrayBuffer>, at: number, into: TraceItem[]): number | null {
    if (this.#hasEnded || bytes.length - at < LEAST_BLOCK_BYTES) return null;
    const length = this.#blockLength(new DataView(bytes.buffer, at), into);
    if (length === null || at + length > bytes.length) return null;
    this.#block(new DataView(bytes.buffer, at, length), into);
    return length;
  }

  /** Null where there is no block. */
  #blockLength(view: DataView, into: TraceItem[]): number | null {
    if (view.getUint32(0, true) === BLOCK_SECTION_HEADER) {
      const magic = view.getUint32(BLOCK_HEAD_BYTES, true);
      if (magic !== BYTE_ORDER_MAGIC && view.getUint32(BLOCK_HEAD_BYTES, false) !== BYTE_ORDER_MAGIC) {
        return this.#giveUp('a section without its byte-order magic', into);
      }
      this.#isLittleEndian = magic === BYTE_ORDER_MAGIC;
    } else if (!this.#hasSection) return this.#giveUp('it does not begin with a section header', into);
    const length = view.getUint32(4, this.#isLittleEndian);
    const isBlock = length >= LEAST_BLOCK_BYTES && length <= MAX_BLOCK_BYTES && length % 4 === 0;
    return isBlock ? length : this.#giveUp(`a block of ${counted(length, 'byte')}`, into);
  }

  #giveUp(message: string, into: TraceItem[]): null {
    into.push({ kind: 'bad', where: `byte ${this.#chunks.offset}`, message, expected: EXPECTED });
    this.#hasEnded = true;
    return null;
  }

  #block(block: DataView, into: TraceItem[]): void {
    const length = block.byteLength;
    if (block.getUint32(length - 4, this.#isLittleEndian) !== length) {
      this.#giveUp(
        `a block with ${counted(length, 'byte')} by its first length, but another number by its last one`,
        into,
      );
      return;
    }
    switch (block.getUint32(0, this.#isLittleEndian)) {
      case BLOCK_SECTION_HEADER:
        this.#hasSection = true;
        this.#interfaces = [];
        return;
      case BLOCK_INTERFACE:
        this.#interface(block, into);
        return;
      case BLOCK_ENHANCED_PACKET:
        this.#packet(block, into);
        return;
      case BLOCK_SIMPLE_PACKET:
        into.push({ kind: 'passed-over', where: `byte ${this.#chunks.offset}`, what: 'a packet without a time' });
    }
  }

  #interface(block: DataView, into: TraceItem[]): void {
    if (block.byteLength < LEAST_BLOCK_BYTES + INTERFACE_HEAD_BYTES) {
      this.#giveUp('an interface block that is too short', into);
      return;
    }
    let name = `can${this.#interfaces.length}`;
    let unitsPerSecond = 1_000_000n;
    let offsetSeconds = 0n;
    for (const { code, value } of this.#options(block, BLOCK_HEAD_BYTES + INTERFACE_HEAD_BYTES)) {
      const [first] = value;
      if (code === OPTION_INTERFACE_NAME) name = new TextDecoder().decode(value).replaceAll('\0', '').trim() || name;
      else if (code === OPTION_TIME_RESOLUTION && first !== undefined) unitsPerSecond = unitsOf(first);
      else if (code === OPTION_TIME_OFFSET && value.length === 8) {
        offsetSeconds = new DataView(value.buffer, value.byteOffset, 8).getBigInt64(0, this.#isLittleEndian);
      }
    }
    this.#interfaces.push({
      linkType: block.getUint16(BLOCK_HEAD_BYTES, this.#isLittleEndian),
      name,
      indexes: [],
      unitsPerSecond,
      offsetSeconds,
    });
  }

  *#options(block: DataView, start: number): Generator<{ readonly code: number; readonly value: Uint8Array }> {
    const end = block.byteLength - 4;
    for (let at = start; at + 4 <= end;) {
      const code = block.getUint16(at, this.#isLittleEndian);
      const length = block.getUint16(at + 2, this.#isLittleEndian);
      if (code === OPTION_END || at + 4 + length > end) return;
      yield { code, value: new Uint8Array(block.buffer, block.byteOffset + at + 4, length) };
      at += 4 + ((length + 3) & ~3);
    }
  }

  #packet(block: DataView, into: TraceItem[]): void {
    const where = `byte ${this.#chunks.offset}`;
    const start = BLOCK_HEAD_BYTES + PACKET_HEAD_BYTES;
    const space = block.byteLength - 4 - start;
    if (space < 0) {
      this.#giveUp('a packet that is too short', into);
      return;
    }
    const u32 = (at: number): number => block.getUint32(BLOCK_HEAD_BYTES + at, this.#isLittleEndian);
    const source = this.#interfaces[u32(0)];
    const length = u32(12);
    if (source === undefined || length > space) {
      const message =
        source === undefined
          ? `a packet of interface ${u32(0)}, which does not exist`
          : 'a packet that is longer than its block';
      into.push({ kind: 'bad', where, message, expected: EXPECTED });
      return;
    }
    const packet = new Uint8Array(block.buffer, block.byteOffset + start, length);
    const timeUs = timeOf(u32(4), u32(8), source);
    into.push(capturedItem({ packet, littleEndian: this.#isLittleEndian, timeUs, where, expected: EXPECTED }, source));
  }
}

/** Bit 7 clear: 10 to the power of the rest; set: 2 to the power of it. */
function unitsOf(resolution: number): bigint {
  const power = BigInt(resolution & 0x7f);
  return resolution >= 0x80 ? 2n ** power : 10n ** power;
}

/** Rounded down to a whole microsecond. */
function timeOf(high: number, low: number, { unitsPerSecond, offsetSeconds }: CaptureInterface): Micros {
  const units = BigInt(high) * TWO_POW_32 + BigInt(low);
  const micros = (units * BigInt(MICROS_PER_SECOND)) / unitsPerSecond;
  return Number(micros + offsetSeconds * BigInt(MICROS_PER_SECOND));
}
