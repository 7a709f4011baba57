import type { Micros } from '../time/micros.ts';
import { carriesCan, decodeSocketcanPacket, interfaceIndexOf } from './socketcan-packet.ts';
import type { TraceItem } from './trace-decoder.ts';

/** An interface of a capture file. */
export interface CaptureSource {
  readonly linkType: number;
  readonly name: string;
  /** The machine's interfaces seen so far, by number: a capture on all interfaces has several. */
  readonly indexes: number[];
}

export interface CapturedPacket {
  readonly packet: Uint8Array;
  /** The byte order of the machine that captured it. */
  readonly littleEndian: boolean;
  readonly timeUs: Micros;
  readonly where: string;
  readonly expected: string;
}

/** The content of a packet of a capture. */
export function capturedItem(captured: CapturedPacket, source: CaptureSource): TraceItem {
  const { packet, littleEndian, timeUs, where, expected } = captured;
  if (!carriesCan(source.linkType)) return { kind: 'passed-over', where, what: 'a packet of another bus' };
  const read = decodeSocketcanPacket(packet, source.linkType, littleEndian);
  switch (read.kind) {
    case 'frame': {
      if (!Number.isSafeInteger(timeUs))
        return { kind: 'bad', where, message: `${timeUs} µs is not a valid time`, expected };
      const bus = busOf(packet, source);
      return { kind: 'frame', timeUs, frame: read.frame, source: bus, bus, details: read.details };
    }
    case 'passed-over':
      return { kind: 'passed-over', where, what: read.what };
    case 'bad':
      return { kind: 'bad', where, message: read.message, expected };
  }
}

/** The machine's first interface has just the name; further ones have their number appended. */
function busOf(packet: Uint8Array, { linkType, name, indexes }: CaptureSource): string {
  const index = interfaceIndexOf(packet, linkType);
  if (index === null) return name;
  if (!indexes.includes(index)) indexes.push(index);
  return index === indexes[0] ? name : `${name}-${index}`;
}
