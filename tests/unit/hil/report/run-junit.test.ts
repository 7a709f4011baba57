import { describe, expect, it } from 'vitest';

import { runJunit } from '../../../../hil/report/run-junit.ts';
import { BUNDLE, failed, reported, runOf, STEP } from './made-results.ts';

describe('the JUnit report of a run', () => {
  it('gives each scenario a test case with seed, hash and rules, and says why one failed', () => {
    const xml = runJunit(
      runOf([
        reported({ traceHash: 'ab', rulesCovered: ['RST-1', 'KEY-2'], tags: ['bulletin'] }),
        failed({ file: 'dir/b.yaml', name: 'B <&> "b"' }),
      ]),
    );
    expect(xml).toContain('<testsuites tests="2" failures="1" errors="0" skipped="0" time="0.004">');
    expect(xml).toContain('timestamp="2026-01-02T03:04:05"');
    expect(xml).toContain('<testcase classname="a" name="A name" file="a.yaml" line="1" time="0.002000">');
    expect(xml).toContain('<property name="seed" value="3"/>');
    expect(xml).toContain('<property name="traceHash" value="ab"/>');
    expect(xml).toContain('<property name="rules" value="RST-1 KEY-2"/>');
    expect(xml).toContain('classname="dir.b" name="B &lt;&amp;&gt; &quot;b&quot;" file="dir/b.yaml" line="12"');
    expect(xml).toContain('<failure message="a.yaml:12 touch master: expected reaction kept, got reaction none">');
    expect(xml).toContain('re-run: smartkey run a.yaml --seed 3');
  });

  it('never gives two cases one name: GitLab drops doubles', () => {
    const repetition = (number: number): { number: number; of: number } => ({ number, of: 2 });
    const xml = runJunit(
      runOf([
        reported({}, { repetition: repetition(1) }),
        reported({}, { repetition: repetition(2) }),
        reported({ name: 'Same', file: 'x.yaml' }),
        reported({ name: 'Same', file: 'y.yaml' }),
        reported({ name: 'Same', file: 'y.yaml' }),
      ]),
    );
    const names = [...xml.matchAll(/<testcase [^>]* ?name="([^"]*)"/g)].map((match) => match[1]);
    expect(names).toEqual(['A name (1 of 2)', 'A name (2 of 2)', 'Same [x.yaml]', 'Same [y.yaml]', 'Same [y.yaml] #2']);
  });

  it('distinguishes bench errors from failures; open questions, quarantined and unrun scenarios are skipped', () => {
    const xml = runJunit(
      runOf(
        [
          failed({ verdict: 'error', name: 'e' }),
          failed({ verdict: 'inconclusive', name: 'i' }),
          failed({ name: 'q' }, { quarantine: 'see issue 12' }),
        ],
        { notRun: [{ file: 'n.yaml', name: 'n' }] },
      ),
    );
    expect(xml).toContain('tests="4" failures="0" errors="1" skipped="3"');
    expect(xml).toContain('<error message="a.yaml:12 touch master');
    expect(xml).toContain('<skipped message="inconclusive: a.yaml:12');
    expect(xml).toContain('<skipped message="quarantined (see issue 12): fail: a.yaml:12');
    expect(xml).toContain('<skipped message="not run: the run ended early"/>');
  });

  it('shows the attempts before a flaky pass', () => {
    const earlier = [{ verdict: 'fail' as const, realUs: 5, traceHash: null, why: 'too late', artifacts: [] }];
    const xml = runJunit(runOf([reported({}, { earlier })]));
    expect(xml).toContain('<flakyFailure message="too late">too late</flakyFailure>');
    expect(xml).toContain('<property name="attempts" value="2"/>');
    expect(xml).toContain('failures="0"');
  });

  it('has the command that replays an earlier attempt, as it is typed here', () => {
    const artifacts = [{ kind: 'bundle' as const, path: 'reports/a b.bundle', href: 'a' }];
    const earlier = [{ verdict: 'fail' as const, realUs: 5, traceHash: null, why: 'too late', artifacts }];
    const xml = runJunit(runOf([reported({ verdict: 'fail' }, { earlier })]));
    expect(xml).toContain("attempt 1: too late\n  npx smartkey replay 'reports/a b.bundle'\n");
  });

  it('points to the line of the step that ended it, or of its first step', () => {
    const steps = [
      { ...STEP, verdict: 'pass' as const, line: 7 },
      { ...STEP, line: 9 },
    ];
    const xml = runJunit(runOf([failed({ steps }), reported({ steps: steps.slice(0, 1) })]));
    expect([...xml.matchAll(/ line="(\d+)"/g)].map((match) => match[1])).toEqual(['9', '7']);
  });

  it('has what the run was made with, and the files it left, as properties', () => {
    const xml = runJunit(runOf([failed({ durationUs: 1_500_000 }, { artifacts: [BUNDLE] })]));
    for (const [name, value] of [
      ['command', 'smartkey run scenarios'],
      ['commit', '0123456789abcdef0123456789abcdef01234567'],
      ['bench', 'virtual'],
      ['verdict', 'fail'],
      ['vehicleSeconds', '1.500000'],
      ['traceHash', 'none'],
      ['bundle', 'reports/b.bundle'],
    ]) {
      expect(xml).toContain(`<property name="${name}" value="${value}"/>`);
    }
  });

  it('names the class of a file by its folders, without what leads out of here', () => {
    const xml = runJunit(runOf([reported({ file: '../x/./scenarios/reset.v2.yaml' })]));
    expect(xml).toContain('classname="x.scenarios.reset.v2"');
  });
});
