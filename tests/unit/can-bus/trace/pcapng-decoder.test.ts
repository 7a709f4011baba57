import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame } from '../../../../can-bus/frame/can-frame.ts';
import { encodeCandumpLine } from '../../../../can-bus/trace/candump.ts';
import { encodePcapng } from '../../../../can-bus/trace/pcapng.ts';
import { PcapngDecoder } from '../../../../can-bus/trace/pcapng-decoder.ts';
import { readAll } from './read-all.ts';

function read(bytes: Uint8Array): readonly string[] {
  return readAll(new PcapngDecoder(), bytes).map((item) =>
    item.kind === 'frame' ? encodeCandumpLine(item, item.source) : `${item.kind} ${item.where}`,
  );
}

/** Blocks in hex, blanks for the eye. */
function file(...blocks: readonly string[]): Uint8Array {
  return fromHex(blocks.join('').replaceAll(' ', ''));
}

const BIG_SECTION = '0A0D0D0A 0000001C 1A2B3C4D 00010000 FFFFFFFF FFFFFFFF 0000001C';
const LITTLE_SECTION = '0A0D0D0A 1C000000 4D3C2B1A 01000000 FFFFFFFF FFFFFFFF 1C000000';
/** Link type 227, time in nanoseconds. */
const BIG_INTERFACE = '00000001 00000020 00E30000 00000048 00090001 09000000 00000000 00000020';
const BIG_PACKET = '00000006 0000002C 00000000 00000000 3B9ACDE7 0000000B 0000000B 000007B5 03000000 02100300 0000002C';
/** Link types 113 and 276, microseconds by default. */
const SLL_INTERFACE = '01000000 14000000 71000000 48000000 14000000';
const SLL2_INTERFACE = '01000000 14000000 14010000 48000000 14000000';
const SLL_PACKET =
  '06000000 3C000000 00000000 00000000 05000000 1A000000 1A000000' +
  '0001 0118 0000 0000000000000000 000C  B5070000 02000000 3E00 0000 3C000000';

describe('a pcapng file (interfaces, traces)', () => {
  const frames = [
    { timeUs: 1, frame: dataFrame(0x7b5, Uint8Array.of(2, 0x3e, 0)) },
    { timeUs: 2 ** 40, frame: dataFrame(0x18da_10f1, new Uint8Array(12), { fd: true, bitRateSwitch: true }) },
  ];
  const ours = Buffer.concat([...encodePcapng(frames)]);

  it('of ours is read back', () => {
    expect(read(ours)).toEqual([
      '(0.000001) can0 7B5#023E00',
      '(1099511.627776) can0 18DA10F1##1000000000000000000000000',
    ]);
  });

  it('of big-endian order and nanoseconds is read: its times are rounded down', () => {
    expect(read(file(BIG_SECTION, BIG_INTERFACE, BIG_PACKET))).toEqual(['(1.000000) can0 7B5#021003']);
  });

  it('may hold several sections, each in its own byte order', () => {
    expect(read(Buffer.concat([ours, file(BIG_SECTION, BIG_INTERFACE, BIG_PACKET)]))).toHaveLength(3);
  });

  it('of a capture on all interfaces is read: a cooked header, the id in the order of the host', () => {
    expect(read(file(LITTLE_SECTION, SLL_INTERFACE, SLL_PACKET))).toEqual(['(0.000005) can0 7B5#3E00']);
    const sll2 =
      '06000000 40000000 00000000 00000000 05000000 1E000000 1E000000' +
      '000C 0000 00000003 0118 00 00 0000000000000000  B5070000 02000000 3E00 0000 40000000';
    expect(read(file(LITTLE_SECTION, SLL2_INTERFACE, sll2))).toEqual(['(0.000005) can0 7B5#3E00']);
  });

  it('says what a trace of ours does not keep: the error state, a DLC above 8, what the machine itself has sent', () => {
    const details = (file: Uint8Array): unknown =>
      readAll(new PcapngDecoder(), file).map((item) => (item.kind === 'frame' ? item.details : item));
    const errorState = BIG_PACKET.replace('000007B5 03000000', '000007B5 03060000');
    expect(details(file(BIG_SECTION, BIG_INTERFACE, errorState))).toEqual([['error-state']]);
    const sent = SLL_PACKET.replace('0001 0118', '0004 0118');
    expect(details(file(LITTLE_SECTION, SLL_INTERFACE, sent))).toEqual([['sent']]);
    const long =
      '00000006 00000030 00000000 00000000 3B9ACDE7 00000010 00000010 000007B5 0800000F 0102030405060708 00000030';
    expect(details(file(BIG_SECTION, BIG_INTERFACE, long))).toEqual([['raw-dlc']]);
  });

  it('passes over packets of other buses, error frames and blocks it does not know', () => {
    const ethernet = '01000000 14000000 01000000 48000000 14000000';
    const unknown = '0B000000 0C000000 0C000000';
    const foreign = SLL_PACKET.replace('000C ', '0800 ');
    const error = SLL_PACKET.replace('B5070000', '80000020');
    expect(read(file(LITTLE_SECTION, ethernet, unknown, SLL_PACKET))).toEqual(['passed-over byte 60']);
    expect(read(file(LITTLE_SECTION, SLL_INTERFACE, foreign, error))).toEqual([
      'passed-over byte 48',
      'passed-over byte 108',
    ]);
  });

  it.each([
    [163, 1, 'byte 112'],
    [120, 1, 'byte 112'],
    [113, 1, 'byte 112'],
    [111, 0, 'byte 68'],
    [67, 0, 'byte 28'],
    [5, 0, 'byte 0'],
  ])('of which %i bytes of 164 are left is read up to the cut, and says so', (bytes, count, where) => {
    const items = readAll(new PcapngDecoder(), ours.subarray(0, bytes), 5);
    expect(ours.length).toBe(164);
    expect(items.filter(({ kind }) => kind === 'frame')).toHaveLength(count);
    expect(items.slice(count)).toEqual([expect.objectContaining({ kind: 'cut-off', where })]);
  });

  it('that ends between two blocks is whole', () => {
    expect(read(ours.subarray(0, 112))).toEqual(['(0.000001) can0 7B5#023E00']);
  });

  it.each([
    ['no section', '06000000 0C000000 0C000000', 'byte 0'],
    ['no magic', '0A0D0D0A 1C000000 00000000 01000000 FFFFFFFF FFFFFFFF 1C000000', 'byte 0'],
    ['two lengths', `${LITTLE_SECTION} 0B000000 0C000000 10000000`, 'byte 28'],
    ['an odd length', `${LITTLE_SECTION} 0B000000 0D000000 0D000000`, 'byte 28'],
    ['a huge block', `${LITTLE_SECTION} 0B000000 FCFFFFFF 00000000`, 'byte 28'],
    ['a packet of no interface', `${LITTLE_SECTION} ${SLL_PACKET}`, 'byte 28'],
    [
      'a packet longer than its block',
      `${LITTLE_SECTION} ${SLL_INTERFACE} ${SLL_PACKET.replace('1A000000', 'FF000000')}`,
      'byte 48',
    ],
    [
      'a packet that ends within its data',
      `${LITTLE_SECTION} ${SLL_INTERFACE} ${SLL_PACKET.replace('02000000 3E', '08000000 3E')}`,
      'byte 48',
    ],
  ])('with %s says where', (_title, hex, where) => {
    expect(readAll(new PcapngDecoder(), file(hex))).toEqual([expect.objectContaining({ kind: 'bad', where })]);
  });
});
