import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame, sameFrame, type CanFrame } from '../../../../can-bus/frame/can-frame.ts';
import { BEL, decodeSlcanFrame, encodeSlcanFrame, SlcanParser } from '../../../../can-bus/ports/slcan-codec.ts';

function bytes(...values: readonly number[]): Uint8Array {
  return new Uint8Array(values);
}

function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function ramp(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => i);
}

const RAMP_64 = [...ramp(64)].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join('');

describe('SLCAN frame lines', () => {
  const vectors: readonly { line: string; frame: CanFrame }[] = [
    { line: 't7508B5021003CCCCCCCC', frame: dataFrame(0x750, bytes(0xb5, 2, 0x10, 3, 0xcc, 0xcc, 0xcc, 0xcc)) },
    { line: 't0000', frame: dataFrame(0, bytes()) },
    { line: 'T18DA10F12AABB', frame: dataFrame(0x18da10f1, bytes(0xaa, 0xbb)) },
    { line: 'T000001230', frame: dataFrame(0x123, bytes(), { extended: true }) },
    { line: 'r7DF8', frame: remoteFrame(0x7df, 8) },
    { line: 'R1FFFFFFF0', frame: remoteFrame(0x1fffffff, 0) },
    { line: 'd7509000102030405060708090A0B', frame: dataFrame(0x750, ramp(12), { fd: true }) },
    { line: `D18DA10F1F${RAMP_64}`, frame: dataFrame(0x18da10f1, ramp(64), { fd: true }) },
    { line: `b750F${RAMP_64}`, frame: dataFrame(0x750, ramp(64), { fd: true, bitRateSwitch: true }) },
    { line: 'B18DA10F110A', frame: dataFrame(0x18da10f1, bytes(0x0a), { fd: true, bitRateSwitch: true }) },
  ];
  for (const { line, frame } of vectors) {
    it(`writes and reads ${line.slice(0, 24)}`, () => {
      expect(encodeSlcanFrame(frame)).toBe(`${line}\r`);
      const decoded = decodeSlcanFrame(line);
      expect(decoded?.timestampMs).toBeNull();
      expect(decoded !== null && sameFrame(decoded.frame, frame)).toBe(true);
    });
  }

  it('reads a 29-bit id in which SavvyCAN has left the mark of 29-bit ids, and no larger one', () => {
    const decoded = decodeSlcanFrame('T98DA10F12AABB');
    const expected = dataFrame(0x18da10f1, bytes(0xaa, 0xbb));
    expect(decoded !== null && sameFrame(decoded.frame, expected)).toBe(true);
    expect(decodeSlcanFrame('TA00000000')).toBeNull();
    expect(decodeSlcanFrame('T200000000')).toBeNull();
  });

  const fdLengths: readonly (readonly [string, number])[] = [
    ['8', 8],
    ['9', 12],
    ['A', 16],
    ['B', 20],
    ['C', 24],
    ['D', 32],
    ['E', 48],
    ['F', 64],
  ];
  for (const [digit, length] of fdLengths) {
    it(`gives DLC ${digit} to ${length} bytes of CAN FD`, () => {
      const line = encodeSlcanFrame(dataFrame(1, new Uint8Array(length), { fd: true }));
      expect(line.slice(0, 5)).toBe(`d001${digit}`);
      expect(decodeSlcanFrame(line.slice(0, -1))?.frame.length).toBe(length);
    });
  }

  it('ends in four digits of milliseconds where a time stamp is asked for, from 0000 to EA5F', () => {
    const frame = dataFrame(0x123, bytes(1));
    expect(encodeSlcanFrame(frame, 0)).toBe('t1231010000\r');
    expect(encodeSlcanFrame(frame, 59_999)).toBe('t123101EA5F\r');
    expect(encodeSlcanFrame(frame, 60_000)).toBe('t1231010000\r');
    expect(decodeSlcanFrame('t123101EA5F')?.timestampMs).toBe(59_999);
    expect(decodeSlcanFrame('r12380001')?.timestampMs).toBe(1);
  });

  const stamped: readonly (readonly [string, number | null, string])[] = [
    ['t7B53023E00EA60', 60_000, 'milliseconds modulo 65536'],
    ['t7B53023E00FFFF', 65_535, 'the last one of these'],
    ['t7B53023E00ffff', 65_535, 'the same in small letters'],
    ['t7B53023E000001E240', null, 'eight digits, of a unit that is not known'],
    ['r7B5300001234', null, 'eight digits at a remote frame'],
    ['T000007B53023E00FFFFFFFF', null, 'the last one of eight digits'],
  ];
  for (const [line, timestampMs, what] of stamped) {
    it(`takes "${line}" for a frame, whatever its time stamp says: ${what}`, () => {
      const decoded = decodeSlcanFrame(line);
      expect(decoded?.frame.id).toBe(0x7b5);
      expect(decoded).toMatchObject({ isStamped: true, timestampMs });
    });
  }

  it('reads small hexadecimal letters too', () => {
    expect(decodeSlcanFrame('t7bd1ef')?.frame.data).toEqual(bytes(0xef));
  });

  const malformed: readonly (readonly [string, string])[] = [
    ['', 'nothing'],
    ['x1230', 'another letter'],
    ['t', 'a letter alone'],
    ['t12', 'half an id'],
    ['t123', 'no length'],
    ['t8000', 'an id above 7FF'],
    ['T200000000', 'an id above 1FFFFFFF'],
    ['t1239001122334455667788', 'length 9 on classical CAN'],
    ['r1239', 'a remote frame of length 9'],
    ['t1232AA', 'too few data'],
    ['t1231AABB', 'too many data'],
    ['t1231AABBCCDD', 'too many data by three'],
    ['t12G0', 'a letter beyond F in the id'],
    ['t123G', 'a letter beyond F as length'],
    ['t1231A ', 'a blank in the data'],
    ['t1231-1', 'a sign in the data'],
    ['t1230EA6', 'a time stamp of three digits'],
    ['t1230EA601', 'a time stamp of five digits'],
    ['t1230000EA60', 'a time stamp of seven digits'],
    ['t1230000EA6012', 'a time stamp of nine digits'],
    ['t12300xyz', 'a time stamp that is none'],
    ['t1231\u00e9A', 'a byte beyond ASCII'],
    ['d750F00', 'CAN FD with too few data'],
  ];
  for (const [line, what] of malformed) {
    it(`takes "${line}" for no frame: ${what}`, () => {
      expect(decodeSlcanFrame(line)).toBeNull();
    });
  }
});

describe('the SLCAN line parser', () => {
  function linesOf(parser: SlcanParser, ...chunks: readonly Uint8Array[]): (string | null)[] {
    const lines: (string | null)[] = [];
    for (const chunk of chunks) parser.push(chunk, (line) => lines.push(line));
    return lines;
  }

  it('cuts by CR, not by chunk', () => {
    const chunks = ['C\rS', '6\rO', '\r', 't12', '30\rt4560\r', 't7'].map(ascii);
    expect(linesOf(new SlcanParser('adapter'), ...chunks)).toEqual(['C', 'S6', 'O', 't1230', 't4560']);
  });

  it('gives empty lines, and skips LF', () => {
    expect(linesOf(new SlcanParser('adapter'), ascii('\r\n\rV\r\n'))).toEqual(['', '', 'V']);
  });

  it('takes a line of 146 characters, gives null for a longer one, and continues after it', () => {
    const parser = new SlcanParser('adapter');
    const longest = 'x'.repeat(146);
    expect(linesOf(parser, ascii(`${longest}\r`), ascii(`${longest}y\rV\r`))).toEqual([longest, null, 'V']);
    const flood = ascii('z'.repeat(100_000));
    expect(linesOf(parser, flood, flood, ascii('\rN\r'))).toEqual([null, 'N']);
  });

  it('gives null as soon as a line is too long: noise at a wrong baud rate may never end one', () => {
    const parser = new SlcanParser('tool');
    expect(linesOf(parser, ascii('z'.repeat(146)))).toEqual([]);
    expect(linesOf(parser, ascii('z'.repeat(1_000)))).toEqual([null]);
    expect(linesOf(parser, ascii('\rt1230\r'))).toEqual(['t1230']);
  });

  it('gives bytes above 7F as one character each', () => {
    expect(linesOf(new SlcanParser('adapter'), bytes(0xff, 0x80, 0x0d))).toEqual(['\u00ff\u0080']);
  });

  it('takes BEL for an answer of its own on the side of the tool, and for a character on the other', () => {
    expect(linesOf(new SlcanParser('tool'), ascii('z\r\x07\x07t1230\r'))).toEqual(['z', BEL, BEL, 't1230']);
    expect(linesOf(new SlcanParser('tool'), ascii('t12\x07z\r'))).toEqual([BEL, 'z']);
    expect(linesOf(new SlcanParser('adapter'), ascii('\x07V\r'))).toEqual(['\x07V']);
  });
});
