import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, sameFrame } from '../../../../can-bus/frame/can-frame.ts';
import type { CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import {
  candumpDecoder,
  decodeCandumpLine,
  encodeCandumpFrame,
  encodeCandumpLine,
} from '../../../../can-bus/trace/candump.ts';
import { readAll } from './read-all.ts';

const VECTORS: readonly { readonly line: string; readonly timeUs: number; readonly frame: CanFrame }[] = [
  {
    line: '(0.000000) can0 7B5#0210030000000000',
    timeUs: 0,
    frame: dataFrame(0x7b5, Uint8Array.of(2, 0x10, 3, 0, 0, 0, 0, 0)),
  },
  { line: '(960.000001) can0 00A#', timeUs: 960_000_001, frame: dataFrame(0xa, new Uint8Array(0)) },
  { line: '(1.020304) can0 18DA10F1#FF', timeUs: 1_020_304, frame: dataFrame(0x18da_10f1, Uint8Array.of(0xff)) },
  { line: '(0.000005) can0 00000123#', timeUs: 5, frame: dataFrame(0x123, new Uint8Array(0), { extended: true }) },
  { line: '(0.000005) can0 123#R0', timeUs: 5, frame: remoteFrame(0x123, 0) },
  { line: '(0.000005) can0 123#R8', timeUs: 5, frame: remoteFrame(0x123, 8) },
  { line: '(0.000005) can0 123##0AB', timeUs: 5, frame: dataFrame(0x123, Uint8Array.of(0xab), { fd: true }) },
  {
    line: '(0.000005) can0 123##1000102030405060708090A0B',
    timeUs: 5,
    frame: dataFrame(
      0x123,
      Uint8Array.from({ length: 12 }, (_, i) => i),
      { fd: true, bitRateSwitch: true },
    ),
  },
];

describe('candump lines (interfaces, traces)', () => {
  it.each(VECTORS)('writes and reads $line', ({ line, timeUs, frame }) => {
    expect(encodeCandumpLine({ timeUs, frame })).toBe(line);
    const decoded = decodeCandumpLine(line, 'line 1');
    expect(decoded).toMatchObject({ kind: 'frame', timeUs, source: 'can0' });
    expect(decoded.kind === 'frame' && sameFrame(decoded.frame, frame)).toBe(true);
  });

  it('reads lower case, other buses, a direction letter and a remote frame without length', () => {
    const read = (line: string): unknown => decodeCandumpLine(line, 'line 1');
    expect(read('(1.000000)  vcan1  7b5#02ab T')).toMatchObject({ timeUs: 1_000_000, source: 'vcan1' });
    expect(read('(1.000000) can0 7b5#02ab R')).toMatchObject({ frame: { data: Uint8Array.of(2, 0xab) } });
    expect(read('(1.000000) can0 7b5#R')).toMatchObject({ frame: { kind: 'remote', length: 0 } });
    expect(read('(1.000000) can0 123#R R')).toMatchObject({ frame: { kind: 'remote', length: 0 } });
    expect(read('(1.000000) can0 005# R')).toMatchObject({ frame: { kind: 'data', length: 0 } });
  });

  it('passes over what is rightly there and no frame of ours, and reads 8 bytes with a longer DLC', () => {
    const read = (line: string): unknown => decodeCandumpLine(line, 'line 7');
    expect(read('(1.000000) can0 20000080#0000000000000000')).toEqual({
      kind: 'passed-over',
      where: 'line 7',
      what: 'an error frame',
    });
    expect(read('(1.000000) can0 00000123#80:00:11223344#01020304')).toMatchObject({ what: 'a CAN XL frame' });
    expect(read('(1.000000) can0 123#0102030405060708_B')).toMatchObject({ frame: { length: 8 } });
  });

  it.each([
    ['(1700000000.123456789) can0 7B5#023E00', 1_700_000_000_123_456],
    ['(1700000000.19263101) can1 218#9F', 1_700_000_000_192_631],
    ['(1700000000.2) can0 219#9F', 1_700_000_000_200_000],
    ['(1.00) can0 123#00', 1_000_000],
    ['(-0.000300) can0 123#00', -300],
  ])('reads the time of %s: fewer digits are the fraction they are, more are cut', (line, timeUs) => {
    expect(decodeCandumpLine(line, 'line 1')).toMatchObject({ kind: 'frame', timeUs });
  });

  it.each([
    ['123#R8_9', '123#R8', ['raw-dlc']],
    ['123#0102030405060708_B', '123#0102030405060708', ['raw-dlc']],
    ['123#11.22.33', '123#112233', []],
    ['123##1.11.22', '123##11122', []],
    ['123##3AB', '123##1AB', ['error-state']],
    ['123#AB T', '123#AB', ['sent']],
    ['123#AB R', '123#AB', []],
  ])('reads %s as %s, and says what a trace of ours does not keep', (text, frame, details) => {
    const read = decodeCandumpLine(`(1.000000) can3 ${text}`, 'line 1');
    expect(read).toMatchObject({ kind: 'frame', bus: 'can3', details });
    expect(read.kind === 'frame' && encodeCandumpFrame(read.frame)).toBe(frame);
  });

  it('passes over CAN XL frames with ids of three, five and eight digits', () => {
    for (const id of ['123', '00123', '00000123']) {
      expect(decodeCandumpLine(`(1.000002) can0 ${id}#81:00:12345678#1122`, 'line 3')).toEqual({
        kind: 'passed-over',
        where: 'line 3',
        what: 'a CAN XL frame',
      });
    }
  });

  it.each([
    ['nothing', /"nothing" is not a line of this format/],
    ['(1) can0 123#00', /not a line of this format/],
    ['(1.000000) can0 12#00', /not a line of this format/],
    ['(1.000000) can0 800#00', /more than 11 bits/],
    ['(1.000000) can0 40000004#00', /CAN id/],
    ['(1.000000) can0 123#0', /whole number of bytes/],
    ['(1.000000) can0 123#0G', /whole number of bytes/],
    ['(1.000000) can0 123#000000000000000000', /0 to 8 bytes/],
    ['(1.000000) can0 123#R9', /requests 0 to 8/],
    ['(1.000000) can0 123##0000000000000000000', /one of 0, 1/],
    ['(1.000000) can0 123##', /whole number of bytes/],
    ['(99999999999999.000000) can0 123#', /not a valid time/],
  ])('names the place of "%s" and what was expected', (line, reason) => {
    expect(decodeCandumpLine(line, 'line 3')).toMatchObject({
      kind: 'bad',
      where: 'line 3',
      message: expect.stringMatching(reason) as string,
      expected: expect.stringMatching(/^\(12\.345678\) can0 7B5#/) as string,
    });
  });
});

describe('a candump log', () => {
  it('continues after a bad line, and counts empty ones', () => {
    const items = readAll(candumpDecoder(), '(0.000001) can0 123#00\n\n(0.000002) nothing\n(0.000003) can0 124#\r\n');
    expect(items.map((item) => (item.kind === 'frame' ? item.timeUs : item))).toEqual([
      1,
      expect.objectContaining({ kind: 'bad', where: 'line 3' }),
      3,
    ]);
  });

  it('that is cut off within a line is read up to it, and says so', () => {
    const [first, last, ...others] = readAll(candumpDecoder(), '(0.000001) can0 123#00\n(0.000002) can0 12');
    expect([first?.kind, last, others]).toEqual([
      'frame',
      { kind: 'cut-off', where: 'line 2', message: 'the file ends within "(0.000002) can0 12"' },
      [],
    ]);
  });

  it('whose last line has no end says that it may be cut short', () => {
    const [frame, remark] = readAll(candumpDecoder(), '(0.000002) can0 123#0102');
    expect(frame).toMatchObject({ kind: 'frame', timeUs: 2 });
    expect(remark).toMatchObject({ kind: 'cut-off', where: 'line 1' });
  });

  it('does not keep a line without an end', () => {
    const long = 'x'.repeat(70_000);
    expect(readAll(candumpDecoder(), `${long}\n(0.000003) can0 124#\n`)).toEqual([
      expect.objectContaining({ kind: 'bad', where: 'line 1', message: 'a line of more than 65536 characters' }),
      expect.objectContaining({ kind: 'frame', timeUs: 3 }),
    ]);
  });
});

describe("candump's view for the terminal", () => {
  const read = (line: string): string => {
    const item = decodeCandumpLine(line, 'line 1');
    if (item.kind === 'frame') return `${encodeCandumpLine(item, item.bus)} ${item.details.join()}`.trim();
    return item.kind === 'passed-over' ? `passed over: ${item.what}` : item.message;
  };

  it.each([
    ['(1700000000.123456)  can0  7B5   [3]  02 3E 00', '(1700000000.123456) can0 7B5#023E00'],
    ["(1.133456)  can0  7BD   [8]  02 7E 00 CC CC CC CC CC   '.~......'", '(1.133456) can0 7BD#027E00CCCCCCCCCC'],
    ['(1.143456)  can1  RX - -  18DAF110   [2]  03 22', '(1.143456) can1 18DAF110#0322'],
    ['(1.143456)  can1  TX B E  0C0  [02]  03 22', '(1.143456) can1 0C0##10322 sent,error-state'],
    [
      '(1.5)  can0       0C0  [12]  00 01 02 03 04 05 06 07 08 09 0A 0B',
      '(1.500000) can0 0C0##0000102030405060708090A0B',
    ],
    ['(1.163456)  can0  123   [0]  remote request', '(1.163456) can0 123#R0'],
    ['(1.163456)  can0  123   [4]  remote request', '(1.163456) can0 123#R4'],
    ['(1.163456)  can0  123   [0] ', '(1.163456) can0 123#'],
    ['(1.173456)  can0  20000004   [8]  00 04 00 00 00 00 00 00   ERRORFRAME', 'passed over: an error frame'],
    ['\u001b[1m\u001b[34m(1.5)  can0  7B5   [1]  02\u001b[0m', '(1.500000) can0 7B5#02'],
  ])('is read: %s', (line, text) => {
    expect(read(line)).toBe(text);
  });

  it.each([
    ['can0  7B5   [3]  02 3E 00', /no time: candump -L/],
    ['(2023-11-14 22:13:20.123456)  can0  7B5   [3]  02 3E 00', /a date instead of seconds: candump -L/],
    ['(1.5)  can0  7B5   [3]  00`3E`02', /not 3 bytes of two hex digits each; candump -L/],
    ['(1.5)  can0  7B5   [3]  02 3E', /not 3 bytes/],
    ['(1.5)  can0  7B5   [09]  02 3E 00 02 3E 00 02 3E 00', /one of 0, 1/],
  ])('says what it cannot read of %s', (line, reason) => {
    expect(read(line)).toMatch(reason);
  });
});
