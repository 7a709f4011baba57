import { describe, expect, it } from 'vitest';
import { parseDuration, parseVoltage } from '../../../../ecu-sim/profile/quantities.ts';

describe('quantities of a profile', () => {
  it.each<readonly [number | string, number | null]>([
    [0.1, 100_000],
    [960, 960_000_000],
    [0.000_001, 1],
    [0.000_000_1, null],
    ['16 min', 960_000_000],
    ['960 s', 960_000_000],
    ['50ms', 50_000],
    [' 1.5 ms ', 1_500],
    ['120000 us', 120_000],
    ['7 µs', 7],
    ['7 μs', 7],
    ['0.5 us', null],
    ['1 h', null],
    ['5 s!', null],
    ['5 s 3', null],
    ['x 5 s', null],
    ['5', null],
    ['-5 s', null],
    [-5, null],
    ['9999999999 s', null],
    [Number.NaN, null],
  ])('the duration %j is %s µs', (value, expected) => {
    expect(parseDuration(value)).toBe(expected);
  });

  it.each<readonly [number | string, number | null]>([
    [11, 11_000],
    [12.6, 12_600],
    ['11.0 V', 11_000],
    ['11000 mV', 11_000],
    ['0.5 mV', null],
    ['11 v', null],
    [0.0001, null],
  ])('the voltage %j is %s mV', (value, expected) => {
    expect(parseVoltage(value)).toBe(expected);
  });
});
