import { describe, expect, it } from 'vitest';

import { stepSummary } from '../../../../hil/report/step-summary.ts';
import { failed, reported, runOf, STEP } from './made-results.ts';

describe('the summary of a CI step', () => {
  it('begins with what came of the run, and counts', () => {
    const text = stepSummary(runOf([reported(), failed({ name: 'B' })]));
    expect(text).toMatch(/^## ❌ smartkey: 1 of 2 scenarios failed\n/);
    expect(text).toContain('| 1 | 1 | 0 | 0 | 0 | 0 | 0 |');
    expect(text).toContain('smartkey run a.yaml --seed 3');
    expect(stepSummary(runOf([reported()]))).toMatch(/^## ✅ smartkey: 1 of 1 scenario passed\n/);
  });

  it.each([
    ['interrupt', [reported()], '⚠️ smartkey: interrupted: 0 not run'],
    ['interrupt', [failed()], '⚠️ smartkey: interrupted: 0 not run, 1 of 1 scenario failed'],
    ['fail-fast', [failed()], '❌ smartkey: 1 of 1 scenario failed'],
  ] as const)('says where the run ended early (%s)', (endedBy, results, headline) => {
    const text = stepSummary(runOf(results, { endedBy }));
    expect(text.split('\n')[0]).toBe(`## ${headline}`);
    expect(text).toContain(`**Ended early (${endedBy}): 0 not run.**`);
  });

  it('takes what an author wrote for text, never for markup', () => {
    const step = { ...STEP, what: '<img src=x> | `rm`\n# boo' };
    const text = stepSummary(runOf([failed({ name: '<script>', steps: [step] })]));
    expect(text).not.toContain('<script>');
    expect(text).not.toContain('<img');
    expect(text).toContain('&#60;script&#62;');
    expect(text).not.toMatch(/^# boo/m);
  });

  it('lists flaky and quarantined scenarios with their reasons', () => {
    const earlier = [{ verdict: 'fail' as const, realUs: 5, traceHash: null, why: 'too late', artifacts: [] }];
    const text = stepSummary(runOf([reported({}, { earlier }), failed({ name: 'Q' }, { quarantine: 'see issue 12' })]));
    expect(text).toContain('- A name: after 1 that did not: too late');
    expect(text).toContain('- Q: fail; see issue 12');
    expect(text).toMatch(/^## ✅ smartkey: 1 of 1 scenario passed\n/);
    const alone = stepSummary(runOf([failed({}, { quarantine: 'see issue 12' })]));
    expect(alone).toMatch(/^## ⚠️ smartkey: nothing counted, 1 quarantined\n/);
  });

  it('has the time of the scenarios, as every other report, and beside it that of the whole run', () => {
    const text = stepSummary(runOf([reported({}, { realUs: 180_000 })]));
    expect(text).toContain('960.00 s of vehicle time in 0.18 s; the whole run took 1.50 s; bench');
  });

  it('stays below what GitHub takes, however many fail', () => {
    const many = Array.from({ length: 5000 }, (_, index) => failed({ name: `scenario ${index}`.repeat(20) }));
    const text = stepSummary(runOf(many));
    expect(text).toContain('… and 4950 more.');
    expect(text.length).toBeLessThan(200_000);
  });
});
