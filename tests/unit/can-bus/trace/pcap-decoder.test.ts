import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { encodeCandumpLine } from '../../../../can-bus/trace/candump.ts';
import { PcapDecoder } from '../../../../can-bus/trace/pcap-decoder.ts';
import { readAll } from './read-all.ts';

/** Bytes in hex, blanks for the eye. */
function file(...parts: readonly string[]): Uint8Array {
  return fromHex(parts.join('').replaceAll(' ', ''));
}

function read(bytes: Uint8Array, pieces?: number): readonly string[] {
  return readAll(new PcapDecoder(), bytes, pieces).map((item) => {
    if (item.kind === 'frame') return encodeCandumpLine(item, item.bus);
    return `${item.kind} ${item.where} ${item.kind === 'passed-over' ? item.what : item.message}`;
  });
}

/** Of link type 227, and a packet 7B5 with 3 bytes at 1700000000.123456 s. */
const BIG_HEAD = 'A1B2C3D4 0002 0004 00000000 00000000 00000400 000000E3';
const BIG_PACKET = '6553F100 0001E240 0000000B 0000000B 000007B5 03000000 023E00';
const LITTLE_HEAD = 'D4C3B2A1 0200 0400 00000000 00000000 00040000 E3000000';
const LITTLE_PACKET = '00F15365 40E20100 0B000000 0B000000 000007B5 03000000 023E00';
const NANO_HEAD = '4D3CB2A1 0200 0400 00000000 00000000 00040000 E3000000';
/** The same with 123456789 ns. */
const NANO_PACKET = '00F15365 15CD5B07 0B000000 0B000000 000007B5 03000000 023E00';
const FRAME = '(1700000000.123456) can0 7B5#023E00';

describe('a classic pcap file', () => {
  it('is read in either byte order, in microseconds and nanoseconds, however it is cut into pieces', () => {
    for (const bytes of [file(BIG_HEAD, BIG_PACKET), file(LITTLE_HEAD, LITTLE_PACKET), file(NANO_HEAD, NANO_PACKET)]) {
      expect(read(bytes)).toEqual([FRAME]);
      expect(read(bytes, 5)).toEqual([FRAME]);
    }
  });

  it('has FD frames, remote frames and error frames', () => {
    const fd = '00000001 00000000 0000000A 0000000A 98DA10F1 02 07 0000 AABB';
    const remote = '00000001 00000000 00000008 00000008 40000123 04 00 0000';
    const error = '00000001 00000000 00000010 00000010 20000004 08 00 0000 0004000000000000';
    expect(read(file(BIG_HEAD, fd, remote, error))).toEqual([
      '(1.000000) can0 18DA10F1##1AABB',
      '(1.000000) can0 123#R4',
      'passed-over byte 74 an error frame',
    ]);
  });

  it('of a capture on all interfaces keeps them apart: the first is can0, the others have their number', () => {
    const head = BIG_HEAD.replace('000000E3', '00000114');
    const packet = (index: string): string =>
      `00000001 00000000 0000001E 0000001E 000C 0000 ${index} 0118 00 00 0000000000000000 000007B5 02000000 3E00`;
    expect(read(file(head, packet('00000003'), packet('00000004'), packet('00000003')))).toEqual([
      '(1.000000) can0 7B5#3E00',
      '(1.000000) can0-4 7B5#3E00',
      '(1.000000) can0 7B5#3E00',
    ]);
  });

  it('of another bus is passed over', () => {
    const ethernet = BIG_HEAD.replace('000000E3', '00000001');
    expect(read(file(ethernet, BIG_PACKET))).toEqual(['passed-over byte 24 a packet of another bus']);
  });

  it('says where it is cut off, and what cannot be', () => {
    const whole = file(BIG_HEAD, BIG_PACKET);
    expect(read(whole.subarray(0, 24))).toEqual([]);
    expect(read(whole.subarray(0, 10))).toEqual(['cut-off byte 0 the file ends 10 bytes into its head']);
    expect(read(whole.subarray(0, 50))).toEqual(['cut-off byte 24 the file ends 26 bytes into a packet']);
    expect(read(file(BIG_HEAD.replace('A1B2C3D4', 'A1B2C3D5')))).toEqual([
      'bad byte 0 it does not begin with the magic number of pcap',
    ]);
    expect(read(file(BIG_HEAD, BIG_PACKET.replaceAll('0000000B', '00100000')))).toEqual([
      'bad byte 24 a packet of 1048576 bytes',
    ]);
  });
});
