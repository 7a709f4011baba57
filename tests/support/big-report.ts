import { packViews } from '../../hil/report/packed-views.ts';
import type { ReportedResult, RunReport } from '../../hil/report/run-report.ts';
import { LANE_IDS, type LaneItem, type Timeline } from '../../hil/report/timeline-data.ts';
import type { StepResult, Verdict } from '../../hil/scenario/result.ts';
import { RULE_IDS } from '../../hil/scenario/rules.ts';
import { viewedOf } from './viewed-car.ts';

const MINUTE_US = 60_000_000;

/** A run of many scenarios with many events each: what a nightly run of a bench leaves. One in 40 fails. */
export function bigReport(scenarios: number, eventsEach: number): RunReport {
  return {
    info: {
      command: 'smartkey run nightly --report reports',
      version: '0.1.0',
      commit: null,
      node: 'v24.0.0',
      platform: 'linux',
      startedAt: '2026-01-02T03:04:05.000Z',
      durationMs: 90_000,
      seed: null,
      profile: null,
      bench: 'virtual',
      jobs: 2,
    },
    results: Array.from({ length: scenarios }, (_, index) => resultOf(index, eventsEach)),
    notRun: [],
    endedBy: null,
    coverageGate: null,
  };
}

function verdictOf(index: number): Verdict {
  if (index % 40 === 7) return 'fail';
  if (index % 200 === 11) return 'inconclusive';
  return index % 400 === 13 ? 'error' : 'pass';
}

function resultOf(index: number, events: number): ReportedResult {
  const verdict = verdictOf(index);
  const file = `nightly/reset-${String(Math.floor(index / 10)).padStart(3, '0')}.yaml`;
  const steps = stepsOf(file, verdict);
  const result = {
    file,
    variant: `row-${index % 10}`,
    name: `Reset with disturbance ${index}`,
    tags: ['nightly', index % 2 === 0 ? 'reset' : 'registration'],
    seed: index,
    verdict,
    durationUs: 17 * MINUTE_US,
    traceHash: index.toString(16).padStart(64, '0'),
    steps,
    rulesCovered: verdict === 'pass' ? RULE_IDS.filter((_, rule) => (index + rule) % 5 === 0) : [],
    exchanges: [],
  };
  return {
    result,
    realUs: 90_000 + (index % 17) * 1000,
    repeat: `smartkey run '${file}#row-${index % 10}' --seed ${index}`,
    earlier: [],
    quarantine: index % 300 === 7 ? 'the bench has no second adapter yet' : null,
    repetition: null,
    views: packViews([viewedOf(timelineOf(events))]),
    artifacts: [],
  };
}

function stepsOf(file: string, verdict: Verdict): readonly StepResult[] {
  return Array.from({ length: 12 }, (_, index): StepResult => {
    const isLast = index === 11;
    return {
      index,
      file,
      line: 10 + index,
      phase: 'steps',
      car: 'car',
      what: `uds 31 01 02 01 ${String(index).padStart(2, '0')}`,
      note: null,
      rules: ['RST-1'],
      startUs: index * MINUTE_US,
      endUs: index * MINUTE_US + 1180,
      verdict: isLast ? verdict : 'pass',
      expected: '71 01 02 01 12',
      got: isLast && verdict !== 'pass' ? '7F 31 22 (0x22 conditionsNotCorrect)' : '71 01 02 01 12',
    };
  });
}

function timelineOf(events: number): Timeline {
  const endUs = 17 * MINUTE_US;
  const ids = LANE_IDS.filter((id) => id !== 'load');
  const each = Math.ceil(events / ids.length);
  const lanes = ids.map((id, lane) => {
    const items = Array.from({ length: each }, (_, at): LaneItem => {
      const fromUs = Math.floor((endUs * at) / each) + lane * 1000;
      return [fromUs, fromUs + (at % 3) * 500_000, `${id} ${at}`, '31 01 02 01 01 → 71 01 02 01 11', (at + lane) % 6];
    });
    return { id, items, omitted: 0 };
  });
  const permille = Array.from({ length: 249 }, (_, bin) => 10 + ((bin * 7) % 13));
  return { car: 'car', endUs, lanes, load: { binUs: 4_096_000, permille, frames: 18_000 } };
}
