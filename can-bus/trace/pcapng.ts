import { OWN_BUS, type TimedFrame } from './frame-record.ts';
import {
  CAN_HEADER_BYTES,
  FD_FLAG_BIT_RATE_SWITCH,
  FD_FLAG_FDF,
  ID_FLAG_EXTENDED,
  ID_FLAG_REMOTE,
  LINKTYPE_CAN_SOCKETCAN,
} from './socketcan-packet.ts';

export const BLOCK_SECTION_HEADER = 0x0a0d_0d0a;
export const BLOCK_INTERFACE = 1;
export const BLOCK_ENHANCED_PACKET = 6;
export const BYTE_ORDER_MAGIC = 0x1a2b_3c4d;
export const OPTION_END = 0;
export const OPTION_INTERFACE_NAME = 2;
export const OPTION_TIME_RESOLUTION = 9;
/** Time stamps count 10⁻⁶ s. */
const RESOLUTION_MICROS = 6;
const TWO_POW_32 = 0x1_0000_0000;

/** Largest packet: header and 64 data bytes. */
const SNAP_LENGTH = 72;
const CHUNK_BYTES = 65_536;

function padded(length: number): number {
  return (length + 3) & ~3;
}

/** A block around `bodyBytes` bytes that `fill` writes; its length precedes and follows them. All little-endian. */
function block(type: number, bodyBytes: number, fill: (view: DataView, at: number) => void): Uint8Array {
  const total = padded(bodyBytes) + 12;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, type, true);
  view.setUint32(4, total, true);
  fill(view, 8);
  view.setUint32(total - 4, total, true);
  return bytes;
}

function sectionHeader(): Uint8Array {
  return block(BLOCK_SECTION_HEADER, 16, (view, at) => {
    view.setUint32(at, BYTE_ORDER_MAGIC, true);
    view.setUint16(at + 4, 1, true);
    view.setUint16(at + 6, 0, true);
    // Section length not given: all ones.
    view.setUint32(at + 8, 0xffff_ffff, true);
    view.setUint32(at + 12, 0xffff_ffff, true);
  });
}

function interfaceDescription(name: string): Uint8Array {
  const nameBytes = new TextEncoder().encode(name);
  const nameSpace = padded(nameBytes.length);
  return block(BLOCK_INTERFACE, 8 + 4 + nameSpace + 8 + 4, (view, at) => {
    view.setUint16(at, LINKTYPE_CAN_SOCKETCAN, true);
    view.setUint32(at + 4, SNAP_LENGTH, true);
    let option = at + 8;
    view.setUint16(option, OPTION_INTERFACE_NAME, true);
    view.setUint16(option + 2, nameBytes.length, true);
    nameBytes.forEach((byte, i) => view.setUint8(option + 4 + i, byte));
    option += 4 + nameSpace;
    view.setUint16(option, OPTION_TIME_RESOLUTION, true);
    view.setUint16(option + 2, 1, true);
    view.setUint8(option + 4, RESOLUTION_MICROS);
    view.setUint16(option + 8, OPTION_END, true);
  });
}

function packetBlock({ timeUs, frame }: TimedFrame, interfaceIndex: number): Uint8Array {
  const length = CAN_HEADER_BYTES + frame.data.length;
  return block(BLOCK_ENHANCED_PACKET, 20 + length, (view, at) => {
    view.setUint32(at, interfaceIndex, true);
    view.setUint32(at + 4, Math.floor(timeUs / TWO_POW_32), true);
    view.setUint32(at + 8, timeUs % TWO_POW_32, true);
    view.setUint32(at + 12, length, true);
    view.setUint32(at + 16, length, true);
    const packet = at + 20;
    const flags = (frame.extended ? ID_FLAG_EXTENDED : 0) + (frame.kind === 'remote' ? ID_FLAG_REMOTE : 0);
    // The identifier is big-endian regardless of the file's byte order.
    view.setUint32(packet, frame.id + flags, false);
    view.setUint8(packet + 4, frame.length);
    view.setUint8(packet + 5, frame.fd ? FD_FLAG_FDF | (frame.bitRateSwitch ? FD_FLAG_BIT_RATE_SWITCH : 0) : 0);
    for (let i = 0; i < frame.data.length; i++) view.setUint8(packet + CAN_HEADER_BYTES + i, frame.data[i] ?? 0);
  });
}

/** Writes a file block by block: a section, and an interface before the first frame of each bus. */
export class PcapngBlocks {
  readonly #interfaces = new Map<string, number>();
  #lastBus: string | null = null;
  #lastInterface = 0;

  /** Before all else. */
  head(): readonly Uint8Array[] {
    return [sectionHeader()];
  }

  frame(record: TimedFrame, bus: string = OWN_BUS): Uint8Array {
    if (bus === this.#lastBus) return packetBlock(record, this.#lastInterface);
    const known = this.#interfaces.get(bus);
    this.#lastBus = bus;
    this.#lastInterface = known ?? this.#interfaces.size;
    if (known !== undefined) return packetBlock(record, known);
    this.#interfaces.set(bus, this.#lastInterface);
    return joined([interfaceDescription(bus), packetBlock(record, this.#lastInterface)]);
  }

  /** Called last: even a file without frames has an interface. */
  end(): readonly Uint8Array[] {
    return this.#interfaces.size === 0 ? [interfaceDescription(OWN_BUS)] : [];
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * A pcapng file of link type 227 (LINKTYPE_CAN_SOCKETCAN) for Wireshark: one interface, time stamps in microseconds of
 * vehicle time.
 *
 * @returns chunks of about 64 KiB to be written one after another
 */
export function* encodePcapng(records: Iterable<TimedFrame>): Generator<Uint8Array, void, undefined> {
  const blocks = new PcapngBlocks();
  let pending: Uint8Array[] = [...blocks.head()];
  let pendingBytes = 0;
  for (const record of records) {
    const part = blocks.frame(record);
    pending.push(part);
    pendingBytes += part.length;
    if (pendingBytes < CHUNK_BYTES) continue;
    yield joined(pending);
    pending = [];
    pendingBytes = 0;
  }
  pending.push(...blocks.end());
  if (pending.length > 0) yield joined(pending);
}
