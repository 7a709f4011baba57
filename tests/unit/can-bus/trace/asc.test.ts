import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { ascDate, parseAscDate } from '../../../../can-bus/trace/asc-date.ts';
import { ascHead, AscLines, encodeAsc } from '../../../../can-bus/trace/asc.ts';

describe('ASC date (interfaces, traces)', () => {
  it.each([
    ['2019-07-01T08:00:00Z', 'Mon Jul 01 08:00:00.000 am 2019'],
    ['2019-07-01T00:05:09.5Z', 'Mon Jul 01 12:05:09.500 am 2019'],
    ['2024-02-29T12:00:00.123Z', 'Thu Feb 29 12:00:00.123 pm 2024'],
    ['1999-12-31T23:59:59Z', 'Fri Dec 31 11:59:59.000 pm 1999'],
    ['2000-01-01T00:00:00Z', 'Sat Jan 01 12:00:00.000 am 2000'],
    ['2100-03-01T13:00:00Z', 'Mon Mar 01 01:00:00.000 pm 2100'],
  ])('writes %s with weekday, three fractional digits and 12 hours', (iso, text) => {
    expect(ascDate(iso)).toBe(text);
  });

  it.each([
    '2019-07-01',
    '2019-07-01T08:00:00',
    '2019-13-01T08:00:00Z',
    '2019-02-29T08:00:00Z',
    '2019-07-01T24:00:00Z',
    '2100-02-29T00:00:00Z',
  ])('refuses %s', (iso) => {
    expect(() => ascDate(iso)).toThrow(RangeError);
  });
});

describe('a date in an ASC head', () => {
  it.each([
    ['Tue Nov 14 10:13:20.124 PM 2023', [2023, 11, 14, 22, 13, 20, 124_000]],
    ['Tue Nov 14 22:13:20 2023', [2023, 11, 14, 22, 13, 20, 0]],
    ['Mon Jul 1 12:00:00.000 am 2019', [2019, 7, 1, 0, 0, 0, 0]],
    ['Die Mär 5 12:30:00.5 pm 2024', [2024, 3, 5, 12, 30, 0, 500_000]],
    ['Sam Dez 30 15:06:13.191 2017', [2017, 12, 30, 15, 6, 13, 191_000]],
  ])('is read: %s', (text, [year, month, day, hour, minute, second, micros]) => {
    expect(parseAscDate(text)).toEqual({ year, month, day, hour, minute, second, micros });
  });

  it.each(['', '2019-07-01', 'Mon Foo 01 08:00:00 2019', 'Tue Feb 30 08:00:00 2021', 'Mon Jul 01 25:00:00 2019'])(
    'is rejected: "%s"',
    (text) => {
      expect(parseAscDate(text)).toBeNull();
    },
  );
});

describe('ASC log', () => {
  const lines = (...frames: Parameters<typeof encodeAsc>[0] extends Iterable<infer Item> ? Item[] : never): string[] =>
    [...encodeAsc(frames, '2019-07-01T08:00:00Z')].join('').split('\n');

  it('has a head with the date twice, and an end', () => {
    expect(lines()).toEqual([
      'date Mon Jul 01 08:00:00.000 am 2019',
      'base hex  timestamps absolute',
      'internal events logged',
      '// version 9.0.0',
      'Begin Triggerblock Mon Jul 01 08:00:00.000 am 2019',
      '   0.000000 Start of measurement',
      'End TriggerBlock',
      '',
    ]);
  });

  it('writes data, remote and extended frames', () => {
    const written = lines(
      { timeUs: 1_020_304, frame: dataFrame(0x7b5, Uint8Array.of(0x02, 0x10, 0xab)) },
      { timeUs: 960_000_000, frame: dataFrame(0x18da_10f1, new Uint8Array(0)) },
      { timeUs: 960_000_001, frame: remoteFrame(0x123, 8) },
    ).slice(6, -2);
    expect(written).toEqual([
      '   1.020304 1  7B5             Rx   d 3 02 10 AB',
      ' 960.000000 1  18DA10F1x       Rx   d 0',
      ' 960.000001 1  123             Rx   r 8',
    ]);
  });

  it('says in a comment where times count from, when that is not vehicle time 0', () => {
    const head = ascHead({ date: '2023-11-14T22:13:20.123Z', originUs: 1_700_000_000_123_000 });
    expect(head.split('\n').slice(3, 5)).toEqual([
      '// version 9.0.0',
      '// time 0 is 1700000000.123000 s since 1970-01-01 UTC',
    ]);
  });

  it('has a channel for each bus, and names it in a comment where its number is not enough', () => {
    const lines = new AscLines();
    const frame = dataFrame(0x100, Uint8Array.of(1));
    const written = ['can0', 'can1', 'vcan12', 'can2', 'can2', 'vcan12', 'can999', 'can01'].map((bus) =>
      lines.line({ timeUs: 0, frame }, bus).replaceAll(/ +/g, ' '),
    );
    expect(written.join('')).toBe(
      ' 0.000000 1 100 Rx d 1 01\n 0.000000 2 100 Rx d 1 01\n' +
        '// channel 3 is vcan12\n 0.000000 3 100 Rx d 1 01\n' +
        '// channel 4 is can2\n 0.000000 4 100 Rx d 1 01\n 0.000000 4 100 Rx d 1 01\n' +
        ' 0.000000 3 100 Rx d 1 01\n' +
        '// channel 5 is can999\n 0.000000 5 100 Rx d 1 01\n// channel 6 is can01\n 0.000000 6 100 Rx d 1 01\n',
    );
  });

  it('writes FD frames with DLC, length, bits and flags', () => {
    const frame = dataFrame(0x555, new Uint8Array(12).fill(0x55), { fd: true, bitRateSwitch: true });
    const [written = ''] = lines({ timeUs: 5, frame }).slice(6, 7);
    const data = new Array<string>(12).fill('55');
    expect(written.trim().split(/ +/)).toEqual([
      '0.000005',
      'CANFD',
      '1',
      'Rx',
      '555',
      '1',
      '0',
      '9',
      '12',
      ...data,
      '0',
      String(frame.wireBits),
      '3000',
      '0',
      '0',
      '0',
      '0',
      '0',
    ]);
  });
});
