import { describe, expect, it } from 'vitest';
import type { ValueSpec } from '../../../../ecu-sim/description/value-spec.ts';
import { describeReading } from '../../../../hil/tester/describe-reading.ts';

describe('a reading in one line', () => {
  it.each([
    [null, '-'],
    [true, 'yes'],
    [false, 'no'],
    [' a ', 'a'],
    [12.5, '12.5'],
    [[], 'none'],
    [['a', 1], 'a, 1'],
    [{ open: false, closed: false }, 'none'],
    [{ open: true, closed: false, slots: 3 }, 'open, slots 3'],
  ])('%j is %s', (value, text) => {
    expect(describeReading(value)).toBe(text);
  });

  it('has the titles and units of its declaration, and a semicolon between records', () => {
    const entries = [{ wrong: 1, delayMs: 500, isLocked: true }, { wrong: 2 }];
    const of: ValueSpec = {
      kind: 'record',
      fields: [
        { name: 'wrong', title: 'wrong attempts', kind: 'number', bits: 8 },
        { name: 'delayMs', title: 'delay', kind: 'number', bits: 16, unit: 'ms' },
      ],
    };
    expect(describeReading(entries, { kind: 'list', each: 'entry', of })).toBe(
      'wrong attempts 1, delay 500 ms, is locked; wrong attempts 2',
    );
  });

  it.each([
    [12_600, { kind: 'number', bits: 16, unit: 'mV' }, '12600 mV'],
    [0, { kind: 'optional', of: { kind: 'number', bits: 16, unit: 's' } }, '0 s'],
    [null, { kind: 'optional', of: { kind: 'number', bits: 16, unit: 's' } }, '-'],
    [3, { kind: 'number', bits: 8 }, '3'],
    ['running', { kind: 'enumeration', of: 'state' }, 'running'],
  ] as const)('%j as %j is %s', (value, spec, text) => {
    expect(describeReading(value, spec)).toBe(text);
  });
});
