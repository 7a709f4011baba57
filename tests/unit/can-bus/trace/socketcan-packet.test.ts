import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { carriesCan, decodeSocketcanPacket, interfaceIndexOf } from '../../../../can-bus/trace/socketcan-packet.ts';
import type { LineFrame } from '../../../../can-bus/trace/trace-decoder.ts';

const [PLAIN, COOKED, COOKED_2] = [227, 113, 276];
const SLL = (direction: string, protocol: string): string =>
  `00 ${direction} 01 18 00 00 00 00 00 00 00 00 00 00 ${protocol}`;
const SLL_2 = (protocol: string, index: string, direction: string): string =>
  `${protocol} 00 00 ${index} 01 18 ${direction} 00 00 00 00 00 00 00 00 00`;
const TESTER_PRESENT = dataFrame(0x7b5, fromHex('02 3E 00'));

function plain(packet: string): LineFrame {
  return decodeSocketcanPacket(fromHex(packet), PLAIN, true);
}

describe('a SocketCAN packet', () => {
  it('is in captures of three link types', () => {
    expect([1, PLAIN, COOKED, COOKED_2].map(carriesCan)).toEqual([false, true, true, true]);
  });

  it.each<readonly [string, LineFrame]>([
    ['00 00 07 B5 03 00 00 00 02 3E 00', { kind: 'frame', frame: TESTER_PRESENT, details: [] }],
    ['98 DA F1 B5 01 00 00 00 AA', { kind: 'frame', frame: dataFrame(0x18da_f1b5, fromHex('AA')), details: [] }],
    ['40 00 01 23 05 00 00 00', { kind: 'frame', frame: remoteFrame(0x123, 5), details: [] }],
    [
      '00 00 07 B5 01 07 00 00 AA',
      {
        kind: 'frame',
        frame: dataFrame(0x7b5, fromHex('AA'), { fd: true, bitRateSwitch: true }),
        details: ['error-state'],
      },
    ],
    [
      '00 00 07 B5 08 00 00 0F 01 02 03 04 05 06 07 08',
      { kind: 'frame', frame: dataFrame(0x7b5, fromHex('01 02 03 04 05 06 07 08')), details: ['raw-dlc'] },
    ],
    ['20 00 00 04 08 00 00 00 00 00 00 00 00 00 00 00', { kind: 'passed-over', what: 'an error frame' }],
    ['00 00 07 B5 03', { kind: 'bad', message: 'a packet of 5 bytes; id, length and flags take 8' }],
    ['00 00 07 B5 03 00 00 00 02 3E', { kind: 'bad', message: '2 of 3 data bytes' }],
    ['00 00 08 00 00 00 00 00', { kind: 'bad', message: 'CAN id 800 is not within 0 to 7ff (hex)' }],
  ])('%s is %j', (packet, expected) => {
    expect(plain(packet)).toEqual(expected);
  });

  it('of older captures is CAN FD where it is longer than 8 bytes', () => {
    const read = plain(`00 00 07 B5 0C 00 00 00 ${'AA '.repeat(12)}`);
    expect(read).toMatchObject({ kind: 'frame', frame: { fd: true, length: 12 } });
  });

  it('of a cooked capture has its id in the byte order of the machine', () => {
    const [little, big] = ['B5 07 00 00', '00 00 07 B5'].map((id) =>
      fromHex(`${SLL('00', '00 0C')} ${id} 03 00 00 00 02 3E 00`),
    );
    const expected = { kind: 'frame', frame: TESTER_PRESENT, details: [] };
    expect(decodeSocketcanPacket(little ?? new Uint8Array(0), COOKED, true)).toEqual(expected);
    expect(decodeSocketcanPacket(big ?? new Uint8Array(0), COOKED, false)).toEqual(expected);
  });

  it('of a cooked capture says whether its machine sent it, and whether it is CAN FD', () => {
    const sent = fromHex(`${SLL('04', '00 0C')} B5 07 00 00 03 00 00 00 02 3E 00`);
    expect(decodeSocketcanPacket(sent, COOKED, true)).toMatchObject({ details: ['sent'] });
    const fd = fromHex(`${SLL_2('00 0D', '00 00 00 03', '04')} B5 07 00 00 03 00 00 00 02 3E 00`);
    expect(decodeSocketcanPacket(fd, COOKED_2, true)).toMatchObject({ frame: { fd: true }, details: ['sent'] });
  });

  it('is passed over from another bus, and bad if shorter than its header', () => {
    const ethernet = fromHex(`${SLL('00', '08 00')} 45 00`);
    expect(decodeSocketcanPacket(ethernet, COOKED, true)).toEqual({
      kind: 'passed-over',
      what: 'a packet of another bus',
    });
    expect(decodeSocketcanPacket(new Uint8Array(19), COOKED_2, true)).toEqual({
      kind: 'bad',
      message: 'a packet of 19 bytes, less than its header',
    });
  });

  it('has the number of its interface in the second kind of cooked capture alone', () => {
    const packet = fromHex(SLL_2('00 0C', '00 00 01 02', '00'));
    expect(interfaceIndexOf(packet, COOKED_2)).toBe(0x102);
    expect(interfaceIndexOf(packet, COOKED)).toBeNull();
    expect(interfaceIndexOf(packet.subarray(0, 19), COOKED_2)).toBeNull();
  });
});
