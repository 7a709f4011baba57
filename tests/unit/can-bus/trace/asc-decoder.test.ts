import { describe, expect, it } from 'vitest';
import { ascDecoder } from '../../../../can-bus/trace/asc-decoder.ts';
import { encodeCandumpLine } from '../../../../can-bus/trace/candump.ts';
import type { TraceItem } from '../../../../can-bus/trace/trace-decoder.ts';
import { readAll } from './read-all.ts';

/** Frames as candump writes them, and remarks in short. */
function read(text: string): readonly string[] {
  return readAll(ascDecoder(), text).map(shown);
}

function shown(item: TraceItem): string {
  if (item.kind === 'frame') return encodeCandumpLine(item, item.source);
  return `${item.kind} ${item.where}${item.kind === 'passed-over' ? ` ${item.what}` : ''}`;
}

const HEAD = 'date Mon Jul 01 08:00:00.000 am 2019\nbase hex  timestamps absolute\nno internal events logged\n';

describe('an ASC log (interfaces, traces)', () => {
  it('as python-can writes it', () => {
    const text =
      'date Wed Nov 25 10:51:26.981 PM 2026\nbase hex  timestamps absolute\ninternal events logged\n' +
      'Begin Triggerblock Tue Nov 14 10:13:20.124 PM 2023\n 0.000000 Start of measurement\n' +
      ' 0.000000 1  7B5             Rx   d 3 02 10 03\n' +
      ' 0.001500 1  18DA10F1x       Tx   d 8 02 10 03 00 00 00 00 00\n' +
      ' 0.003000 1  123             Rx   r 4 \n' +
      ' 0.006000 CANFD   1 Rx        321                                   1 0 9 12 00 01 02 03 04 05 06 07 08 09 0A 0B' +
      '        0    0     3000        0        0        0        0        0\n' +
      ' 0.007499 CANFD   1 Rx       321x                                   0 1 5  5 00 01 02 03 04        0    0' +
      '     5000        0        0        0        0        0\n' +
      ' 0.008999 1  ErrorFrame\n 0.010499 1  5               Rx   d 0 \nEnd TriggerBlock\n';
    expect(read(text)).toEqual([
      '(0.000000) can0 7B5#021003',
      '(0.001500) can0 18DA10F1#0210030000000000',
      '(0.003000) can0 123#R4',
      '(0.006000) can0 321##1000102030405060708090A0B',
      '(0.007499) can0 00000321##00001020304',
      'passed-over line 11 an error frame',
      '(0.010499) can0 005#',
    ]);
  });

  it('as log2asc writes it: no trigger block, four fractional digits, classical frames on an FD channel', () => {
    const text =
      `${HEAD}   0.0015 1  7B5             Rx   d 3 02 10 03\n` +
      '   0.001500 CANFD   2 Tx   18DA10F1x                                  0 0 8  8 02 10 03 00 00 00 00 00' +
      '   130000  130        0 0 0 0 0 0\n' +
      '   0.003000 CANFD   1 Rx        123                                   0 0 0  0   130000  130       10 0 0 0 0 0\n';
    expect(read(text)).toEqual([
      '(0.001500) can0 7B5#021003',
      '(0.001500) can1 18DA10F1#0210030000000000',
      '(0.003000) can0 123#R0',
    ]);
  });

  it('with decimal numbers and relative times, as its head says', () => {
    const text = 'base dec  timestamps relative\n1.5 1 1973 Rx d 2 2 255\n0.000001 1 5 Rx d 0\n2 1 6 Rx d 0\n';
    expect(read(text)).toEqual(['(1.500000) can0 7B5#02FF', '(1.500001) can0 005#', '(3.500001) can0 006#']);
  });

  it('with what Vector’s programs add: names, statistics, lengths behind the data, a DLC above 8', () => {
    const text =
      `${HEAD}// version 9.0.0\nBegin Triggerblock Mon Jul 01 08:00:00.000 am 2019\n` +
      '   0.010000 1  Statistic: D 0 R 0 XD 0 XR 0 E 0 O 0 B 0.00%\n' +
      '   0.020000 1  7B5             Rx   d 2 02 3E  Length = 244000 BitCount = 125 ID = 1973\n' +
      '   0.030000 1  7B6             TxRq d f 01 02 03 04 05 06 07 08\n' +
      '   0.040000 CANFD   1 Rx        555  DoorState                        0 0 1  1 AA 0 0 1000 0 0 0 0 0\n' +
      '   0.050000 LIN1 something of another bus\nEnd TriggerBlock\n';
    expect(read(text)).toEqual([
      'passed-over line 6 an event',
      '(0.020000) can0 7B5#023E',
      '(0.030000) can0 7B6#0102030405060708',
      '(0.040000) can0 555##0AA',
      'passed-over line 10 an event',
    ]);
  });

  it.each([
    ['   0.1 1  7B5             Rx   d 3 02 10', /2 bytes behind the length 3/],
    ['   0.1 1  7B5             Rx   d 1 G0', /such as are none/],
    ['   0.1 1  FFFFFFFFx       Rx   d 0', /CAN id/],
    ['   0.1 CANFD   1 Rx        321 1 0 9 12 00', /too few columns/],
    ['   0.1 CANFD   1 Rx        321 1 0 a 13 00 00 00 00 00 00 00 00 00 00 00 00 00 0 0 1000 0', /one of 0, 1/],
    ['   0.1 ..', /no event/],
    ['hello', /no line of it/],
  ])('says of "%s" that it is bad', (line, reason) => {
    expect(readAll(ascDecoder(), `${HEAD}${line}\n`)).toEqual([
      expect.objectContaining({ kind: 'bad', where: 'line 4', message: expect.stringMatching(reason) as string }),
    ]);
  });

  it('that is cut off within a line, or before its trigger block ends, says so', () => {
    const begun = `${HEAD}Begin Triggerblock\n   0.1 1  7B5             Rx   d 1 02\n`;
    expect(read(begun)).toEqual(['(0.100000) can0 7B5#02', 'cut-off line 6']);
    expect(read(`${begun}   0.2 1  7B5             Rx   d 3 02`)).toEqual(['(0.100000) can0 7B5#02', 'cut-off line 6']);
    expect(read(`${HEAD}   0.2 1  7B5             Rx   d 1 02`)).toEqual(['(0.200000) can0 7B5#02', 'cut-off line 4']);
  });
});
