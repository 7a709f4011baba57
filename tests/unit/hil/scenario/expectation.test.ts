import { describe, expect, it } from 'vitest';

import {
  DONE,
  findMismatches,
  formatExpected,
  inconclusive,
  judge,
  type Measured,
} from '../../../../hil/scenario/expectation.ts';

const atLeast = (min: number): Measured => ({ kind: 'measured', min, max: null, unit: 'V' });

describe('expectation', () => {
  it('looks only at what is named', () => {
    expect(findMismatches({ a: 1 }, { a: 1, b: 2 })).toEqual([]);
    expect(findMismatches({ a: undefined }, { a: 1 })).toEqual([]);
    expect(findMismatches({}, {})).toEqual([]);
  });

  it('names each part that differs, with both sides', () => {
    expect(
      findMismatches({ beeps: { total: 1, last: 2 }, state: 'armed' }, { beeps: { total: 0, last: 2 }, state: 'idle' }),
    ).toEqual([
      { path: 'beeps.total', expected: '1', got: '0' },
      { path: 'state', expected: 'armed', got: 'idle' },
    ]);
  });

  it('distinguishes a missing part from one that is null', () => {
    expect(findMismatches({ a: null }, { a: null })).toEqual([]);
    expect(findMismatches({ a: null }, {})).toEqual([{ path: 'a', expected: 'none', got: 'nothing' }]);
    expect(findMismatches({ a: { b: 1 } }, { a: 'x' })).toEqual([{ path: 'a.b', expected: '1', got: 'nothing' }]);
  });

  it('compares lists as a whole', () => {
    expect(findMismatches({ slots: ['master', null] }, { slots: ['master', null] })).toEqual([]);
    expect(findMismatches({ slots: ['master'] }, { slots: ['master', null] })).toEqual([
      { path: 'slots', expected: '[master]', got: '[master, none]' },
    ]);
    expect(findMismatches({ slots: ['valet', 'master'] }, { slots: ['master', 'valet'] })).toHaveLength(1);
  });

  it('takes both ends of a measured value, and nothing beyond', () => {
    const range: Measured = { kind: 'measured', min: 1, max: 2, unit: 'V' };
    expect([1, 1.5, 2].flatMap((value) => findMismatches({ v: range }, { v: value }))).toEqual([]);
    expect(findMismatches({ v: range }, { v: 2.001 })).toEqual([{ path: 'v', expected: '1 to 2 V', got: '2.001 V' }]);
    expect(findMismatches({ v: atLeast(3) }, { v: 2 })).toEqual([{ path: 'v', expected: 'at least 3 V', got: '2 V' }]);
    expect(findMismatches({ v: atLeast(3) }, { v: null })).toHaveLength(1);
  });

  it('is described in one line', () => {
    expect(formatExpected({ procedure: 'reset', beeps: { total: 1 }, v: atLeast(3), slots: ['a', null] })).toBe(
      'procedure reset, beeps (total 1), v at least 3 V, slots [a, none]',
    );
  });
});

describe('judge', () => {
  it('passes with what was expected', () => {
    expect(judge({ brake: true }, { brake: true, speedKmh: 0 })).toEqual({
      verdict: 'pass',
      expected: 'brake true',
      got: 'brake true',
    });
  });

  it('fails with the parts that differ, and only those', () => {
    expect(
      judge({ brake: true, session: 'default', level: 2 }, { brake: true, session: 'extended', level: 1 }),
    ).toEqual({
      verdict: 'fail',
      expected: 'session default, level 2',
      got: 'session extended, level 1',
    });
  });

  it('is done where nothing is expected', () => {
    expect(judge({}, { brake: true })).toBe(DONE);
  });
});

describe('inconclusive', () => {
  it('has both sides', () => {
    expect(inconclusive('a capture', 'none')).toEqual({ verdict: 'inconclusive', expected: 'a capture', got: 'none' });
  });
});
