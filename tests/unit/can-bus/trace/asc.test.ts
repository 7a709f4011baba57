import { describe, expect, it } from 'vitest';
import { dataFrame, remoteFrame } from '../../../../can-bus/frame/can-frame.ts';
import { ascDate } from '../../../../can-bus/trace/asc-date.ts';
import { encodeAsc } from '../../../../can-bus/trace/asc.ts';

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
