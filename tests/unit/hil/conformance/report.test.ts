import { describe, expect, it } from 'vitest';
import { countVerdicts, findingLines, junitReport } from '../../../../hil/conformance/report.ts';
import type { RuleFinding } from '../../../../hil/conformance/run-probes.ts';

const FINDINGS: readonly RuleFinding[] = [
  { rule: 1, title: 'one', verdict: 'pass', reason: null, evidence: ['→ 3F 00', '← 7F 3F 11'] },
  { rule: 2, title: 'two & <more>', verdict: 'fail', reason: '10: silence', evidence: ['→ 10', '← silence'] },
  { rule: 3, title: 'three', verdict: 'inconclusive', reason: 'no 0x31', evidence: [] },
  { rule: 4, title: 'four', verdict: 'not probed', reason: 'needs --slow', evidence: [] },
];

const plain = (_verdict: string, text: string): string => text;

describe('a conformance report', () => {
  it('counts the verdicts', () => {
    expect(countVerdicts(FINDINGS)).toEqual({ pass: 1, fail: 1, inconclusive: 1, 'not probed': 1 });
  });

  it('gives each rule a line, its evidence, and the totals', () => {
    expect(findingLines(FINDINGS, { quiet: false, style: plain })).toEqual([
      ' 1 pass          one',
      '                 → 3F 00  ← 7F 3F 11',
      ' 2 fail          two & <more>',
      '                 10: silence',
      '                 → 10',
      '                 ← silence',
      ' 3 inconclusive  three',
      '                 no 0x31',
      ' 4 not probed    four',
      '                 needs --slow',
      '1 passed, 1 failed, 1 inconclusive, 1 not probed',
    ]);
  });

  it('leaves out what passed where it is to be quiet', () => {
    const lines = findingLines(FINDINGS, { quiet: true, style: plain });
    expect(lines.filter((line) => /^ \d/.test(line)).map((line) => line.slice(0, 2))).toEqual([' 2', ' 3']);
  });

  it('is a JUnit report with a case a rule', () => {
    const report = junitReport(FINDINGS, 'slcan-tcp:127.0.0.1:3333');
    expect(report.match(/<testcase/g)).toHaveLength(4);
    expect(report).toContain('tests="4" failures="1" errors="0" skipped="2"');
    expect(report).toContain('name="conformance 2: two &amp; &lt;more&gt;"');
    expect(report).toContain('<failure message="fail: 10: silence">→ 10\n← silence</failure>');
    expect(report).toContain('<skipped message="inconclusive: no 0x31"/>');
  });
});
