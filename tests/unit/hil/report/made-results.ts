import { NO_VIEWS } from '../../../../hil/report/packed-views.ts';
import type { Artifact, ReportedResult, RunReport } from '../../../../hil/report/run-report.ts';
import type { ScenarioResult, StepResult } from '../../../../hil/scenario/result.ts';

/** A step that failed, by default. */
export const STEP: StepResult = {
  index: 0,
  file: 'a.yaml',
  line: 12,
  phase: 'steps',
  car: 'car',
  what: 'touch master',
  note: 'too late',
  rules: ['KEY-4'],
  startUs: 1_000_000,
  endUs: 1_500_001,
  verdict: 'fail',
  expected: 'reaction kept',
  got: 'reaction none',
};

/** A scenario that passed in 960 s of vehicle time and 2 ms, by default. */
export function reported(part: Partial<ScenarioResult> = {}, rest: Partial<ReportedResult> = {}): ReportedResult {
  const result: ScenarioResult = {
    file: 'a.yaml',
    variant: null,
    name: 'A name',
    tags: [],
    seed: 3,
    verdict: 'pass',
    durationUs: 960_000_000,
    traceHash: null,
    steps: [],
    rulesCovered: [],
    exchanges: [],
    ...part,
  };
  return {
    result,
    realUs: 2_000,
    repeat: 'smartkey run a.yaml --seed 3',
    earlier: [],
    quarantine: null,
    repetition: null,
    views: NO_VIEWS,
    artifacts: [],
    ...rest,
  };
}

export const BUNDLE: Artifact = { kind: 'bundle', path: 'reports/b.bundle', href: 'b.bundle' };

export function failed(part: Partial<ScenarioResult> = {}, rest: Partial<ReportedResult> = {}): ReportedResult {
  return reported({ verdict: 'fail', steps: [STEP], ...part }, rest);
}

export function runOf(results: readonly ReportedResult[], part: Partial<RunReport> = {}): RunReport {
  return {
    info: {
      command: 'smartkey run scenarios',
      version: '1.2.3',
      commit: '0123456789abcdef0123456789abcdef01234567',
      node: 'v24.0.0',
      platform: 'linux',
      startedAt: '2026-01-02T03:04:05.678Z',
      durationMs: 1500,
      seed: null,
      profile: null,
      bench: 'virtual',
      jobs: 1,
    },
    results,
    notRun: [],
    endedBy: null,
    coverageGate: null,
    ...part,
  };
}
