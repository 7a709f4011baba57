import { describe, expect, it } from 'vitest';
import { ascDecoder } from '../../../../can-bus/trace/asc-decoder.ts';
import { encodeCandumpLine } from '../../../../can-bus/trace/candump.ts';
import type { AscDate } from '../../../../can-bus/trace/asc-date.ts';
import type { TraceItem } from '../../../../can-bus/trace/trace-decoder.ts';
import { readAll } from './read-all.ts';

/** Frames as candump writes them, and remarks in short. */
function read(text: string): readonly string[] {
  return readAll(ascDecoder(), text).map(shown);
}

function shown(item: TraceItem): string {
  if (item.kind === 'frame') return encodeCandumpLine(item, item.bus);
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
    ['   0.1 1  7B5             Rx   d 3 02 10', /2 bytes after the length 3/],
    ['   0.1 1  7B5             Rx   d 1 G0', /or invalid bytes/],
    ['   0.1 1  FFFFFFFFx       Rx   d 0', /CAN id/],
    ['   0.1 CANFD   1 Rx        321 1 0 9 12 00', /too few columns/],
    ['   0.1 CANFD   1 Rx        321 1 0 a 13 00 00 00 00 00 00 00 00 00 00 00 00 00 0 0 1000 0', /one of 0, 1/],
    ['   0.1 ..', /not an event/],
    ['hello', /not a line of this format/],
  ])('says of "%s" that it is bad', (line, reason) => {
    expect(readAll(ascDecoder(), `${HEAD}${line}\n`)).toEqual([
      expect.objectContaining({ kind: 'bad', where: 'line 4', message: expect.stringMatching(reason) as string }),
    ]);
  });

  it('with remote frames without a DLC, and the length after them', () => {
    const text =
      `${HEAD}   0.001000 1  200             Rx   r\n` +
      '   0.002000 1  201             Tx   r  Length = 1704000 BitCount = 145 ID = 513\n' +
      '   0.003000 1  202x            Rx   r 8  Length = 92000 BitCount = 49 ID = 514x\n' +
      '   0.004000 CANFD   1 Rx        123                                   0 0 4  0   130000  130       10 0 0 0 0 0\n';
    expect(read(text)).toEqual([
      '(0.001000) can0 200#R0',
      '(0.002000) can0 201#R0',
      '(0.003000) can0 00000202#R8',
      '(0.004000) can0 123#R4',
    ]);
  });

  it('with lines of other buses, notes and statistics between the frames: they are passed over', () => {
    const others = [
      'Li 2d              Rx   2 00 f0    checksum = 70',
      'L2 3c              TransmErr',
      'Fr RMSG  0 0 1 1 3a 0 a b 0',
      '// a note',
      '---- lap 2 ----',
      '[x] graph paused',
      'CAN 1 Status:chip status error active',
      '1  J1939TP FEE3p 6 0 0 - Rx d 23 A0 0F A6',
    ];
    const text = others.map((line, index) => `   0.00${index} ${line}\n`).join('');
    expect(read(`${HEAD}${text}   0.009 1  658  Rx   d 1 01\n`)).toEqual([
      ...others.map((_, index) => `passed-over line ${index + 4} an event`),
      '(0.009000) can0 658#01',
    ]);
  });

  it('with names for ids: the number follows "ID =", in decimal; a line without one is bad', () => {
    const text =
      `${HEAD}   0.001000 1  BRAKE_01        Rx   d 2 34 00  Length = 160000 BitCount = 84 ID = 1638\n` +
      '   0.002000 1  657             Rx   d 2 C0 C0  Length = 124000 BitCount = 66 ID = 1623\n' +
      '   0.003000 1  EC              Rx   d 1 05  Length = 104000 BitCount = 57 ID = 529\n' +
      '   0.004000 1  BCM_09          Rx   d 1 82  Length = 104000 BitCount = 57 ID = 418119424x\n' +
      '   0.005000 1  EC              Rx   d 1 05\n' +
      '   0.006000 1  NOID            Rx   d 1 82\n';
    expect(read(text)).toEqual([
      '(0.001000) can0 666#3400',
      '(0.002000) can0 657#C0C0',
      '(0.003000) can0 211#05',
      '(0.004000) can0 18EBFF00#82',
      '(0.005000) can0 0EC#05',
      'bad line 9',
    ]);
  });

  it('with more than 8 bytes in a classical line: CAN FD, its length in decimal, in hex, or as DLC', () => {
    const text =
      `${HEAD}   0.001 1  123             Rx   d 12  00 01 02 03 04 05 06 07 08 09 0A 0B\n` +
      '   0.002 1  124             Rx   d 10 00 01 02 03 04 05 06 07 08 09 0A 0B 0C 0D 0E 0F\n' +
      '   0.003 1  125             Rx   d 9 00 01 02 03 04 05 06 07 08 09 0A 0B\n' +
      '   0.004 1  126             Rx   d D 00 01 02 03 04 05 06 07  Length = 0\n' +
      '   0.005 1  127             Rx   d 8 00 01 02 03 04 05 06 07 08 09 0A 0B\n' +
      '   0.006 1  128             Rx   d 2 00 01 02\n';
    expect(read(text)).toEqual([
      '(0.001000) can0 123##0000102030405060708090A0B',
      '(0.002000) can0 124##0000102030405060708090A0B0C0D0E0F',
      '(0.003000) can0 125##0000102030405060708090A0B',
      '(0.004000) can0 126#0001020304050607',
      'bad line 8',
      'bad line 9',
    ]);
  });

  it('with CANXL lines: frames of CAN and CAN FD are read, those of CAN XL passed over', () => {
    const rates = '000000050005000e 0000000000a00010';
    const text =
      `${HEAD}   0.001 CANXL   2 Rx   CBFF   243215   176      432  msgCanCCTest1 f 8 e1 89 e8 c2 b9 6d 5a f1 174 00000000 00000000 ${rates}\n` +
      `   0.002 CANXL   2 Tx   FEFF   243215   176      432x 9 12 e1 89 e8 c2 b9 6d 5a f1 11 22 33 44 a 12345 00003000 00000000 ${rates}\n` +
      `   0.003 CANXL   2 Rx   XLFF   984438   4656      432  msgCanXlTest1 e0 0  1  2 1 1f96 00 00000000 e1 89 12cfbd62 02503000 00000000 ${rates}\n`;
    expect(read(text)).toEqual([
      '(0.001000) can1 432#E189E8C2B96D5AF1',
      '(0.002000) can1 00000432##1E189E8C2B96D5AF111223344',
      'passed-over line 6 a CAN XL frame',
    ]);
  });

  it('with times before 0: they are what they are', () => {
    expect(read(`${HEAD}  -0.000500 1  101 Rx   d 2 00 01\n   0.001000 1  0x Rx   d 1 02\n`)).toEqual([
      '(-0.000500) can0 101#0001',
      '(0.001000) can0 00000000#02',
    ]);
  });

  it('says what a trace of ours does not keep: the direction Tx, the error state, a DLC above 8', () => {
    const text =
      `${HEAD}   0.1 1  7B5             Tx   d f 01 02 03 04 05 06 07 08\n` +
      '   0.2 CANFD   1 Rx        321                                   1 1 1  1 AA 0 0 7000 0 0 0 0 0\n';
    const details = readAll(ascDecoder(), text).map((item) => (item.kind === 'frame' ? item.details : item));
    expect(details).toEqual([['sent', 'raw-dlc'], ['error-state']]);
  });

  it('counts from the origin and has the bus names that comments of ours say', () => {
    const text =
      `${HEAD}// time 0 is 1700000000.123000 s since 1970-01-01 UTC\n` +
      '   0.000456 1  100             Rx   d 1 01\n// channel 3 is vcan12\n   1.000456 3  100             Rx   d 1 02\n';
    expect(read(text)).toEqual(['(1700000000.123456) can0 100#01', '(1700000001.123456) vcan12 100#02']);
  });

  it('counts from its date where that is requested: that of the trigger block, else that of the head', () => {
    const instants: unknown[] = [];
    const originOf = (date: AscDate): number => {
      instants.push(date);
      return 5_000_000;
    };
    const text = 'date Die Okt 1 20:00:00 2019\nbase hex  timestamps absolute\n   0.5 1  100 Rx   d 1 01\n';
    expect(readAll(ascDecoder({ originOf }), text)).toMatchObject([{ timeUs: 5_500_000 }]);
    const october = { year: 2019, month: 10, day: 1, hour: 20, minute: 0, second: 0, micros: 0 };
    expect(instants).toEqual([october]);
  });

  it('that is cut off within a line, or before its trigger block ends, says so', () => {
    const begun = `${HEAD}Begin Triggerblock\n   0.1 1  7B5             Rx   d 1 02\n`;
    expect(read(begun)).toEqual(['(0.100000) can0 7B5#02', 'cut-off line 6']);
    expect(read(`${begun}   0.2 1  7B5             Rx   d 3 02`)).toEqual(['(0.100000) can0 7B5#02', 'cut-off line 6']);
    expect(read(`${HEAD}   0.2 1  7B5             Rx   d 1 02`)).toEqual(['(0.200000) can0 7B5#02', 'cut-off line 4']);
  });
});
