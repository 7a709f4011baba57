import { describe, expect, it } from 'vitest';
import { VIRTUAL_BENCH } from '../../../../hil/bench/bench-file.ts';
import type { ReportedResult, RunInfo } from '../../../../hil/report/run-report.ts';
import { isReported, mergeRun, runSameness } from '../../../../hil/run/run-part.ts';
import { planRuns } from '../../../../hil/run/run-plan.ts';
import { mergeParts } from '../../../../hil/shard/merge-parts.ts';
import { newHead } from '../../../../hil/shard/part-file.ts';
import type { Part } from '../../../../hil/shard/part.ts';
import { BUNDLE, failed, reported, runOf, STEP } from '../report/made-results.ts';
import { scenarioCalled } from './fake-runner.ts';

const { info } = runOf([]);
const ALL = [reported({ name: 'one' }), failed({ name: 'two' }, { artifacts: [BUNDLE] }), reported({ name: 'three' })];

function part(number: number, units: readonly number[], of: RunInfo): Part {
  const results: readonly ReportedResult[] = units.flatMap((unit) => ALL[unit] ?? []);
  const files = results.flatMap(({ result }) => result.steps.map(({ file }) => file));
  const about = {
    info: of,
    coverageGate: 80,
    reproducible: false,
    sources: files.map((file) => ({ file, text: `text of ${file}` })),
  };
  const head = newHead('run', { number, of: 2 }, {}, 3, about);
  return { folder: `p${number}`, file: 'part.jsonl', head, units: units.map((unit) => ({ unit, result: ALL[unit] })) };
}

describe('the parts of a run', () => {
  it('become one report, from the first start to the last end', () => {
    const later = { ...info, startedAt: '2026-01-02T03:04:06.678Z', durationMs: 2000, jobs: 3 };
    const merged = mergeRun(mergeParts([part(2, [1], later), part(1, [0, 2], info)]), 'merged');
    expect(merged.report.info).toEqual({ ...info, durationMs: 3000, jobs: 4 });
    expect(merged.report.results.map(({ result }) => result.name)).toEqual(['one', 'two', 'three']);
    expect(merged.report.results[1]?.artifacts).toEqual([{ ...BUNDLE, path: 'merged/b.bundle' }]);
    expect([merged.report.coverageGate, merged.reproducible]).toEqual([80, false]);
    expect(merged.sources).toEqual([{ file: STEP.file, text: 'text of a.yaml' }]);
  });

  it('without results are refused', () => {
    const broken = { ...part(1, [0, 1, 2], info), units: [0, 1, 2].map((unit) => ({ unit, result: { none: 1 } })) };
    const head = newHead('run', { number: 1, of: 1 }, {}, 3, broken.head.about);
    expect(() => mergeRun(mergeParts([{ ...broken, head }]), 'm')).toThrow('p1 is damaged');
    const noAbout = newHead('run', { number: 1, of: 1 }, {}, 0, null);
    expect(() => mergeRun(mergeParts([{ folder: 'p', file: 'part.jsonl', head: noAbout, units: [] }]), 'm')).toThrow(
      'p is damaged',
    );
    expect(isReported(ALL[1])).toBe(true);
  });
});

describe('a part of a run', () => {
  const withResult = (change: object): Part => {
    const whole = part(2, [1], info);
    const [result] = ALL.slice(1);
    return { ...whole, units: [{ unit: 1, result: { ...result, ...change } }] };
  };
  const mergedWith = (second: Part): void => void mergeRun({ parts: [part(1, [0, 2], info), second] }, 'm');

  it.each([
    ['realUs', { realUs: 'abc' }, 'line 2: realUs must be a number'],
    ['a verdict', { result: { ...ALL[1]?.result, verdict: 'banana' } }, 'result.verdict must be one of pass, fail'],
    ['rules', { result: { ...ALL[1]?.result, rulesCovered: 2.5 } }, 'result.rulesCovered must be a list'],
    ['a step', { result: { ...ALL[1]?.result, steps: [{ ...STEP, line: 'x' }] } }, 'result.steps.0.line must be'],
    ['a path above it', { artifacts: [{ ...BUNDLE, href: '../b' }] }, 'artifacts.0.href: a path below the folder'],
    ['an absolute path', { artifacts: [{ ...BUNDLE, href: '/b' }] }, 'artifacts.0.href: a path below the folder'],
    ['a path through ..', { artifacts: [{ ...BUNDLE, href: 'a/../../b' }] }, 'artifacts.0.href: a path below'],
    ['views', { views: { items: 1, data: '</script>' } }, 'views.data must be a text of the required form'],
  ])('with other values is refused, and named with the field: %s', (_name, change, problem) => {
    expect(() => mergedWith(withResult(change))).toThrow(
      expect.objectContaining({
        code: 'usage/part',
        message: expect.stringMatching(/^p2 is damaged: it has no results of scenarios \(line 2: /) as string,
      }),
    );
    expect(() => mergedWith(withResult(change))).toThrow(problem);
  });

  it('with another first line is refused, and named with the field', () => {
    for (const [field, value] of [
      ['startedAt', 'x'],
      ['jobs', 0],
      ['node', null],
    ] as const) {
      expect(() => mergedWith(part(2, [1], { ...info, [field]: value }))).toThrow(
        `p2 is damaged: it has no results of scenarios (its first line: info.${field} must be`,
      );
    }
  });

  it('keeps its fields in their order: the report has the same bytes', () => {
    const turned = Object.fromEntries(Object.entries(ALL[1] ?? {}).reverse());
    const second = { ...part(2, [1], info), units: [{ unit: 1, result: turned }] };
    const { report } = mergeRun({ parts: [part(1, [0, 2], info), second] }, 'm');
    expect(Object.keys(report.results[1] ?? {}).slice(0, 3)).toEqual(Object.keys(turned).slice(0, 3));
  });
});

describe('what is the same in all shards', () => {
  const whole = {
    info,
    plan: planRuns([scenarioCalled('a')], 1),
    bench: VIRTUAL_BENCH,
    profile: {},
    options: { '--retry': 0, '--guard': null },
    durations: null,
  };

  it('names version, commit, seed, bench, options, durations and scenarios', () => {
    expect(runSameness(whole)).toMatchObject({
      version: '1.2.3',
      commit: '0123456789abcdef0123456789abcdef01234567',
      seed: "each scenario's own",
      '--retry': '0',
      '--guard': 'none',
      durations: 'none',
    });
  });

  it('differs with each of them', () => {
    const changed = [
      { ...whole, info: { ...info, seed: 7 } },
      { ...whole, profile: { keySlots: 7 } },
      { ...whole, plan: planRuns([scenarioCalled('b')], 1) },
      { ...whole, plan: planRuns([scenarioCalled('a')], 2) },
      { ...whole, durations: new Map([['a', 1]]) },
      { ...whole, bench: { ...VIRTUAL_BENCH, rate: 2 } },
    ].map((run) => JSON.stringify(runSameness(run)));
    expect(new Set([JSON.stringify(runSameness(whole)), ...changed]).size).toBe(7);
  });
});
