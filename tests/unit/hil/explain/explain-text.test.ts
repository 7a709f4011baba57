import { describe, expect, it } from 'vitest';
import {
  countExplained,
  explainedJson,
  explainedLines,
  stepBackLines,
  summaryJson,
  summaryLines,
  type ExplainCounts,
  type WordsOptions,
} from '../../../../hil/explain/explain-text.ts';
import { explainLog, type Line } from './explain-log.ts';

const LOG: readonly Line[] = [
  [0, '7E0', '03 22 F1 90'],
  [80, '7E8', '03 7F 22 31'],
  [100, '7E0', '02 3E 80'],
  [2000, '123', '00 00'],
];

const PLAIN: WordsOptions = { description: null, showBus: false };

function counted(lines: readonly Line[]): ReturnType<typeof explainLog> & { readonly counts: ExplainCounts } {
  const log = explainLog(lines);
  const counts: ExplainCounts = { exchanges: 0, positive: 0, negative: 0, silent: 0, brokenOff: 0, notes: 0 };
  for (const item of log.items) countExplained(counts, item);
  return { ...log, counts };
}

describe('an explained log', () => {
  it('has a JSON value for each exchange', () => {
    expect(counted(LOG).items.map((item) => explainedJson(item, null))[0]).toMatchObject({
      request: '22F190',
      response: '7F2231',
      outcome: 'negative',
      nrc: 0x31,
      text: '22 readDataByIdentifier: F190 VIN',
      broken: [{ rule: 18 }],
    });
  });

  it('leaves out a tester present that wants no response', () => {
    expect(counted(LOG).items.map((item) => explainedLines(item, PLAIN).length)).toEqual([3, 0]);
  });

  it('names the bus where there are several', () => {
    const [first] = counted(LOG).items;
    const lines = first === undefined ? [] : explainedLines(first, { description: null, showBus: true });
    expect(lines[0]).toBe('      0.000000 s  can0  7E0 → 7E8  22 readDataByIdentifier: F190 VIN');
  });

  it('counts responses that broke off', () => {
    const { explainer, counts } = counted([
      [0, '7E0', '03 22 F1 90'],
      [10, '7E8', '10 14 62 F1 90 31 32 33'],
      [11, '7E0', '30 00 00'],
      [12, '7E8', '22 34 35 36 37 38 39 30'],
    ]);
    expect(summaryLines(explainer, counts, 500_000, () => '')).toContain(
      '  0 positive, 0 negative, 0 without a response, 1 broken off',
    );
  });

  it('has a summary: ids, load, ends, rules', () => {
    const { explainer, counts } = counted(LOG);
    const lines = summaryLines(explainer, counts, 500_000, (rule) => `title ${rule}`);
    expect(lines[0]).toMatch(/^can0: 4 frames in 2\.000 s, 3 ids, load 0\.0 % of 500 kbit\/s$/);
    expect(lines).toContain('  can0  7E0 → 7E8  2 exchanges (standard)');
    expect(lines).toContain('  0 positive, 1 negative, 1 without a response');
    expect(lines).toContain('  18  0 kept, 1 broken        title 18');
    expect(summaryJson(explainer, counts, 500_000, (rule) => `title ${rule}`)).toMatchObject({
      kind: 'summary',
      rules: [{ rule: 5, title: 'title 5' }, { rule: 9 }, { rule: 18, broken: 1 }, { rule: 52 }],
      exchanges: 2,
      endpoints: [{ request: '7E0', response: '7E8', origin: 'standard' }],
    });
  });

  it('whose times go backwards has a warning, and no rules, cycles or waits by time', () => {
    const { explainer, counts, items } = counted([
      [300, '7E0', '03 22 F1 90'],
      [100, '7E8', '03 7F 22 31'],
      [50, '100', '00'],
      [20, '100', '00'],
      [10, '7E0', '03 22 F1 87'],
      [900, '7E8', '03 7F 22 31'],
    ]);
    expect(explainer.talkers.stepBack).toEqual({ bus: 'can0', frame: 2, fromUs: 300_000, toUs: 100_000 });
    const [warning] = explainer.talkers.stepBack === null ? [] : stepBackLines(explainer.talkers.stepBack);
    expect(warning).toContain('can0 go backwards before frame 2, from 0.300000 s to 0.100000 s: rules about times');
    expect(items.map((item) => 'waitedUs' in item && item.waitedUs)).toEqual([null, 890_000]);
    expect(explainer.ledger.rules.map(({ rule }) => rule)).toEqual([5, 52]);
    expect(summaryLines(explainer, counts, 500_000, () => '').join(' ')).not.toMatch(/every|-\d/);
    expect(summaryJson(explainer, counts, 500_000, () => '')).toMatchObject({
      stepBack: { frame: 2 },
      buses: [{ ids: [{ cycleMs: null, leastMs: null, mostMs: null }, {}, {}] }],
    });
  });

  it('without diagnostics is its ids and their cycles', () => {
    const { explainer, counts } = counted([
      [0, '100', '00'],
      [10, '100', '00'],
    ]);
    expect(summaryLines(explainer, counts, 500_000, () => '')).toEqual([
      'can0: 2 frames in 0.010 s, 1 id',
      '       100         2 frames  1 byte  every 10.0 ms (10 to 10 ms)',
      '',
      'No diagnostics: no two ids ask and answer.',
    ]);
  });
});
