import { describe, expect, it } from 'vitest';
import { encodeCandumpLine } from '../../../../can-bus/trace/candump.ts';
import { trcDecoder } from '../../../../can-bus/trace/trc-decoder.ts';
import { readAll } from './read-all.ts';

function read(...lines: readonly string[]): readonly string[] {
  return readAll(trcDecoder(), new TextEncoder().encode(`${lines.join('\r\n')}\r\n`)).map((item) => {
    if (item.kind !== 'frame') return `${item.kind} ${item.where} ${'message' in item ? item.message : item.what}`;
    return `${encodeCandumpLine(item, item.bus)} ${item.details.join()}`.trimEnd();
  });
}

describe('a TRC log (interfaces, traces)', () => {
  it('of version 1.0 is read', () => {
    expect(read(';###', '     1)      1.25  07B5  3  02 10 03', '  2) 4 FFFFFFFF 4 00 00 00 04')).toEqual([
      '(0.001250) can0 7B5#021003',
      'passed-over line 3 a change of the hardware’s state',
    ]);
  });

  it('of version 1.1 is read, with remote frames and errors', () => {
    expect(
      read(
        ';$FILEVERSION=1.1',
        '     1)      1059.9  Rx         0300  7  00 00 00 00 04 00 00',
        '     2)      1060.0  Tx     18DAF110  2  3E 00',
        '     3)      1061.0  Rx         0400  4  RTR',
        '     4)      1062.0  Warng  FFFFFFFF  4  00 00 00 08  BUSHEAVY',
        '     5)      1063.0  Error      0008  4  00 19 08 00',
      ),
    ).toEqual([
      '(1.059900) can0 300#00000000040000',
      '(1.060000) can0 18DAF110#3E00 sent',
      '(1.061000) can0 400#R4',
      'passed-over line 5 a change of the hardware’s state',
      'passed-over line 6 an error frame',
    ]);
  });

  it.each([
    ['1.2', '1)  5.0 2  Rx  0300  1  AA', '(0.005000) can1 300#AA'],
    ['1.3', '1)  5.0 2  Rx  0300  -  1  AA', '(0.005000) can1 300#AA'],
    ['2.0', '1  5.123456 DT  0300 Rx 1  AA', '(0.005123) can0 300#AA'],
    ['2.1', '1  5.0 DT 2  0300 Rx -  1  AA', '(0.005000) can1 300#AA'],
  ])('of version %s without its columns has those of the version', (version, line, expected) => {
    expect(read(`;$FILEVERSION=${version}`, line)).toEqual([expected]);
  });

  it('of version 2.1 is read by its columns: CAN FD by DLC or length, flags, other lines', () => {
    const data = new Array(12).fill('AB');
    expect(
      read(
        ';$FILEVERSION=2.1',
        ';$COLUMNS=N,O,T,B,I,d,R,L,D',
        `1 1.000 FB 1 18EF5A10 Rx - 9 ${data.join(' ')}`,
        `2 1.000 BI 1 0300 Tx - 9 ${data.join(' ')}`,
        '3 1.000 RR 1 0400 Rx - 4',
        '4 1.000 ER 1 - Rx - 5 04 00 02 00 00',
        '5 1.000 EV User-defined event',
        ';$COLUMNS=N,O,T,I,d,l,D',
        `6 1.000 FD 0300 Rx 12 ${data.join(' ')}`,
        '7 1.000 DT 0300 Rx 9 01 02 03 04 05 06 07 08',
      ),
    ).toEqual([
      `(0.001000) can0 18EF5A10##1${data.join('')}`,
      `(0.001000) can0 300##1${data.join('')} sent,error-state`,
      '(0.001000) can0 400#R4',
      'passed-over line 6 an error frame',
      'passed-over line 7 an event',
      `(0.001000) can0 300##0${data.join('')}`,
      '(0.001000) can0 300#0102030405060708 raw-dlc',
    ]);
  });

  it('names what it cannot read', () => {
    expect(read(';$FILEVERSION=1.1', 'hello', '1) 5 Rx 0300 2 AA', '1) 5 Rx zz 0', '2) -5.5 Rx 0300 0')).toEqual([
      'bad line 2 "hello" is not a line of this format',
      'bad line 3 "1) 5 Rx 0300 2 AA" has no 2 data bytes',
      'bad line 4 "1) 5 Rx zz 0" is not a line of this format',
      '(-0.005500) can0 300#',
    ]);
    expect(read(';$FILEVERSION=9.9', '1 2 3')).toEqual([
      'bad line 2 version 9.9 has no $COLUMNS line, and is not known',
    ]);
  });
});
