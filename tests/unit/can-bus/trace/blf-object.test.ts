import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { encodeCandumpFrame } from '../../../../can-bus/trace/candump.ts';
import { blfTime, decodeBlfObject } from '../../../../can-bus/trace/blf-object.ts';

function decode(type: number, hex: string): string {
  const object = decodeBlfObject(type, fromHex(hex.replaceAll(' ', '')));
  if (object.kind === 'text') return `text ${object.text}`;
  const { channel, read } = object;
  switch (read.kind) {
    case 'frame':
      return `${channel} ${encodeCandumpFrame(read.frame)} ${read.details.join()}`.trimEnd();
    case 'passed-over':
      return read.what;
    case 'bad':
      return read.message;
  }
}

describe('objects of a BLF log (interfaces, traces)', () => {
  it.each([
    [1, '0100 00 03 B5070000 0210030000000000', '1 7B5#021003'],
    [86, '0200 01 08 F110DA98 0102030405060708 00000000 00 00 0000', '2 18DA10F1#0102030405060708 sent'],
    [1, '0100 80 04 23010000 0000000000000000', '1 123#R4'],
    [1, '0100 00 0F 23010000 0102030405060708', '1 123#0102030405060708 raw-dlc'],
    [
      100,
      `0100 00 09 21030000 00000000 00 07 0C 00 00000000 ${'AB'.repeat(64)}`,
      `1 321##1${'AB'.repeat(12)} error-state`,
    ],
    [100, `0100 00 02 21030000 00000000 00 00 02 00 00000000 ${'AB'.repeat(64)}`, '1 321#ABAB'],
    [
      101,
      `01 09 0C 00 21030000 00000000 00300000 ${'00'.repeat(18)} 01 00 00000000 ${'CD'.repeat(12)}`,
      `1 321##1${'CD'.repeat(12)} sent`,
    ],
    [2, '', 'an error frame'],
    [73, '', 'an error frame'],
    [104, '', 'an error frame'],
    [96, '', 'a marker'],
    [4, '', 'statistics'],
    [9999, '', 'an event'],
    [65, '00000000 00000000 04000000 00000000 68692020', 'text hi'],
  ])('of type %i are read: %s', (type, hex, expected) => {
    expect(decode(type, hex)).toBe(expected);
  });

  it.each([
    [1, '0100 00', 'a CAN message of 3 bytes, less than it needs'],
    [1, '0100 00 08 B5070000 0210', 'a CAN message of 10 bytes, less than it needs'],
    [100, '0100 00 09', 'a CAN FD message of 4 bytes, less than it needs'],
    [101, '0100 00 09', 'a CAN FD message of 4 bytes, less than it needs'],
    [65, '00000000', 'a text of 4 bytes, less than it needs'],
    [1, '0100 00 00 FF0F0000 0000000000000000', 'CAN id fff is not within 0 to 7ff (hex)'],
  ])('that are not possible are named: type %i, %s', (type, hex, message) => {
    expect(decode(type, hex)).toBe(message);
  });

  it('have a time in units of 10 µs, or of 1 ns, which is rounded', () => {
    expect(blfTime(123, 0, 1)).toBe(1230);
    expect(blfTime(1_499, 0, 2)).toBe(1);
    expect(blfTime(1_500, 0, 2)).toBe(2);
    expect(blfTime(0, 0x2000_0000, 2)).toBe(2_305_843_009_213_694);
  });
});
