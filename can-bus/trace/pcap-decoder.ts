import { counted } from '../text/counted.ts';
import { MICROS_PER_SECOND } from '../time/micros.ts';
import { CaptureChunks } from './capture-chunks.ts';
import { capturedItem, type CaptureSource } from './captured-packet.ts';
import { OWN_BUS } from './frame-record.ts';
import type { TraceDecoder, TraceItem } from './trace-decoder.ts';

/** The first word of a file, in the byte order of the machine that wrote it: fractions of a second in µs, or in ns. */
export const PCAP_MAGIC_MICROS = 0xa1b2_c3d4;
export const PCAP_MAGIC_NANOS = 0xa1b2_3c4d;

const FILE_HEAD_BYTES = 24;
const LINK_TYPE_AT = 20;
/** Above it: flags of the checksum. */
const LINK_TYPE_MASK = 0xffff;
const RECORD_HEAD_BYTES = 16;
/** Longest packet in a capture. */
const MAX_PACKET_BYTES = 262_144;
const NANOS_PER_MICRO = 1000;
const EXPECTED = 'records of pcap, each with its time and its length in front';

/**
 * Reads the CAN frames of a classic pcap file (`tcpdump -w`) of either byte order, in microseconds or nanoseconds. All
 * are on one interface, which has no name in the file: `can0`.
 */
export class PcapDecoder implements TraceDecoder {
  readonly #chunks = new CaptureChunks();
  #littleEndian = true;
  #unitsPerMicro = 1;
  #source: CaptureSource | null = null;
  #hasEnded = false;

  push(chunk: Uint8Array, into: TraceItem[]): void {
    if (!this.#hasEnded) this.#chunks.read(chunk, (bytes, at) => this.#take(bytes, at, into));
  }

  end(into: TraceItem[]): void {
    const bytes = this.#chunks.incompleteBytes;
    if (this.#hasEnded || bytes === 0) return;
    const within = this.#source === null ? 'its head' : 'a packet';
    into.push({
      kind: 'cut-off',
      where: `byte ${this.#chunks.offset}`,
      message: `the file ends ${counted(bytes, 'byte')} into ${within}`,
    });
    this.#chunks.clear();
  }

  /** The length of the header or record; null where it is not complete. */
  #take(bytes: Uint8Array<ArrayBuffer>, at: number, into: TraceItem[]): number | null {
    if (this.#hasEnded) return null;
    const view = new DataView(bytes.buffer, at);
    return this.#source === null ? this.#head(view, into) : this.#record(view, this.#source, into);
  }

  #head(view: DataView, into: TraceItem[]): number | null {
    if (view.byteLength < FILE_HEAD_BYTES) return null;
    const magics = [PCAP_MAGIC_MICROS, PCAP_MAGIC_NANOS];
    this.#littleEndian = magics.includes(view.getUint32(0, true));
    const magic = view.getUint32(0, this.#littleEndian);
    if (!magics.includes(magic)) return this.#giveUp('it does not begin with the magic number of pcap', into);
    this.#unitsPerMicro = magic === PCAP_MAGIC_NANOS ? NANOS_PER_MICRO : 1;
    const linkType = view.getUint32(LINK_TYPE_AT, this.#littleEndian) & LINK_TYPE_MASK;
    this.#source = { linkType, name: OWN_BUS, indexes: [] };
    return FILE_HEAD_BYTES;
  }

  #record(view: DataView, source: CaptureSource, into: TraceItem[]): number | null {
    if (view.byteLength < RECORD_HEAD_BYTES) return null;
    const u32 = (at: number): number => view.getUint32(at, this.#littleEndian);
    const length = u32(8);
    if (length > MAX_PACKET_BYTES) return this.#giveUp(`a packet of ${counted(length, 'byte')}`, into);
    if (view.byteLength < RECORD_HEAD_BYTES + length) return null;
    const packet = new Uint8Array(view.buffer, view.byteOffset + RECORD_HEAD_BYTES, length);
    const timeUs = u32(0) * MICROS_PER_SECOND + Math.floor(u32(4) / this.#unitsPerMicro);
    const where = `byte ${this.#chunks.offset}`;
    const littleEndian = this.#littleEndian;
    into.push(capturedItem({ packet, littleEndian, timeUs, where, expected: EXPECTED }, source));
    return RECORD_HEAD_BYTES + length;
  }

  /** There is no way to find the next record. */
  #giveUp(message: string, into: TraceItem[]): null {
    into.push({ kind: 'bad', where: `byte ${this.#chunks.offset}`, message, expected: EXPECTED });
    this.#hasEnded = true;
    return null;
  }
}
