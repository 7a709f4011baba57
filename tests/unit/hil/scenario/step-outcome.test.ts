import { describe, expect, it } from 'vitest';
import { DONE, inconclusive, judge } from '../../../../hil/scenario/step-outcome.ts';

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
