import { describe, expect, it } from 'vitest';
import { judgeSometimes } from '../../../../../hil/explore/coverage/sometimes.ts';
import { isRuleId } from '../../../../../hil/scenario/rules.ts';

describe('what must happen at least once', () => {
  it('adds up the cells of an entry; * is any part', () => {
    const catalogue = [
      { rule: 'ERA-6', what: 'a window times out', cells: ['history|erasure|timed-out|*'] },
      { rule: 'KEY-5', what: 'the engine starts', cells: ['event|engine-started'] },
    ];
    const counts = { 'history|erasure|timed-out|none': 3, 'history|erasure|timed-out|step-timeout': 1 };
    expect(judgeSometimes(counts, catalogue).map(({ count }) => count)).toEqual([4, 0]);
  });

  it('names a rule of the contract with each entry, and each once', () => {
    const entries = judgeSometimes({});
    expect(entries.filter(({ rule }) => !isRuleId(rule) && !/^conformance \d+$/.test(rule))).toEqual([]);
    expect(new Set(entries.map(({ what, rule }) => `${rule} ${what}`)).size).toBe(entries.length);
  });
});
