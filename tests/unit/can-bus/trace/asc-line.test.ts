import { describe, expect, it } from 'vitest';
import { fromHex } from '../../../../can-bus/bytes/hex.ts';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { decodeAscLine, type AscLine } from '../../../../can-bus/trace/asc-line.ts';
import type { FrameDetail } from '../../../../can-bus/trace/trace-decoder.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';

function frameLine(channel: number, frame: CanFrame, ...details: readonly FrameDetail[]): AscLine {
  return { channel, read: { kind: 'frame', frame, details } };
}

const TESTER_PRESENT = dataFrame(0x7b5, fromHex('02 3E 00'));

describe('a line of an ASC log', () => {
  it.each<readonly [string, AscLine]>([
    ['1  7B5             Rx   d 3 02 3E 00', frameLine(1, TESTER_PRESENT)],
    ['2  7B5             Tx   d 3 02 3E 00  Length = 200000 BitCount = 80', frameLine(2, TESTER_PRESENT, 'sent')],
    ['1  18DAF1B5x       Rx   d 1 AA', frameLine(1, dataFrame(0x18da_f1b5, fromHex('AA')))],
    ['1  123             Rx   r 5', frameLine(1, remoteFrame(0x123, 5))],
    ['1  123             Rx   r', frameLine(1, remoteFrame(0x123, 0))],
    [
      '1  7B5             Rx   d F 01 02 03 04 05 06 07 08',
      frameLine(1, dataFrame(0x7b5, fromHex('01 02 03 04 05 06 07 08')), 'raw-dlc'),
    ],
    ['1  EngineState     Rx   d 1 AA  ID = 291', frameLine(1, dataFrame(0x123, fromHex('AA')))],
    ['1  EC              Rx   d 1 AA  ID = 291', frameLine(1, dataFrame(0x123, fromHex('AA')))],
    ['1  EC              Rx   d 1 AA', frameLine(1, dataFrame(0xec, fromHex('AA')))],
  ])('in hex, %j', (text, expected) => {
    expect(decodeAscLine(text, 16)).toEqual(expected);
  });

  it('in decimal has ids and bytes in decimal', () => {
    expect(decodeAscLine('1  291 Rx d 2 255 16', 10)).toEqual(frameLine(1, dataFrame(0x123, fromHex('FF 10'))));
  });

  it('of CAN FD has its flags and lengths in columns', () => {
    const format = { fd: true, bitRateSwitch: true };
    expect(decodeAscLine('CANFD 1 Rx 7B5 1 0 3 3 02 3E 00 130 130 3000 0 0 0 0 0', 16)).toEqual(
      frameLine(1, dataFrame(0x7b5, fromHex('02 3E 00'), format)),
    );
    expect(decodeAscLine('CANFD 2 Tx 7B5 Name 0 1 3 3 02 3E 00 130 130 1000 0 0 0 0 0', 16)).toEqual(
      frameLine(2, dataFrame(0x7b5, fromHex('02 3E 00'), { fd: true }), 'sent', 'error-state'),
    );
    expect(decodeAscLine('CANFD 1 Rx 7B5 0 0 3 3 02 3E 00 130 130 0 0 0 0 0 0', 16)).toEqual(
      frameLine(1, TESTER_PRESENT),
    );
  });

  it.each([
    ['1  7B5 Rx d 3 02 3E', '2 bytes after the length 3, or invalid bytes'],
    ['1  7B5 Rx d', 'a data frame without its length'],
    ['1  Name Rx d 1 AA', '"Name" is a name without "ID = …" for its number'],
    ['CANFD 1 Rx 7B5', 'a CANFD line with too few columns'],
    ['1  7B5 Rx', '"1  7B5 Rx" is not an event of this format'],
  ])('%j is bad', (text, message) => {
    expect(decodeAscLine(text, 16).read).toEqual({ kind: 'bad', message });
  });

  it.each([
    ['1  ErrorFrame', 'an error frame'],
    ['Start of measurement', 'an event'],
    ['CANXL 1 Rx CEXL', 'a CAN XL frame'],
  ])('%j is passed over', (text, what) => {
    expect(decodeAscLine(text, 16)).toEqual({ channel: 0, read: { kind: 'passed-over', what } });
  });
});
