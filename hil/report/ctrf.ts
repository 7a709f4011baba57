import { MICROS_PER_MILLI } from '../../can-bus/time/micros.ts';
import { decidingStep, type StepResult } from '../scenario/result.ts';
import { countedAs, type CountedAs } from './counted.ts';
import { isFlaky, judged, rulesProven, uniqueNames, whyOf, type ReportedResult, type RunReport } from './run-report.ts';
import { runProblems, runVerdict } from './verdict-policy.ts';

/** The version of the Common Test Report Format used here (https://ctrf.io). */
const SPEC_VERSION = '0.0.0';

type Status = 'passed' | 'failed' | 'skipped' | 'pending' | 'other';

/** Inconclusive and quarantined are neither passed nor failed. */
const STATUS_OF: Readonly<Record<CountedAs | 'skipped', Status>> = {
  pass: 'passed',
  fail: 'failed',
  error: 'failed',
  inconclusive: 'other',
  quarantined: 'other',
  skipped: 'skipped',
};

/** A run in the Common Test Report Format: plain data for JSON. */
export function ctrfReport(report: RunReport): object {
  const { info, results, notRun } = report;
  const start = Date.parse(info.startedAt);
  const stop = start + Math.round(info.durationMs);
  const names = uniqueNames(results);
  const tests = [
    ...results.map((entry, index) => testOf(entry, names[index] ?? '')),
    ...notRun.map(({ name, file }) => ({
      name: `${name} [${file}, not run]`,
      status: 'skipped' as const,
      duration: 0,
      filePath: file,
      message: 'not run: the run ended early',
    })),
    ...runProblems(report).map(({ text: message }, index) => ({
      name: `[whole run, ${index + 1}] ${message}`,
      status: 'failed' as const,
      duration: 0,
      message,
    })),
  ];
  const count = (status: Status): number => tests.filter((test) => test.status === status).length;
  return {
    reportFormat: 'CTRF',
    specVersion: SPEC_VERSION,
    timestamp: new Date(stop).toISOString(),
    generatedBy: `smartkey ${info.version}`,
    results: {
      tool: { name: 'smartkey', version: info.version },
      summary: {
        tests: tests.length,
        passed: count('passed'),
        failed: count('failed'),
        skipped: count('skipped'),
        pending: count('pending'),
        other: count('other'),
        flaky: results.filter(isFlaky).length,
        suites: new Set(results.map(({ result }) => result.file)).size,
        start,
        stop,
        duration: stop - start,
      },
      tests,
      environment: {
        appName: 'virtual-smart-key',
        appVersion: info.version,
        ...(info.commit === null ? {} : { commit: info.commit }),
        osPlatform: info.platform,
        testEnvironment: info.bench,
        extra: {
          ...{ node: info.node, command: info.command, jobs: info.jobs, profile: info.profile },
          verdict: runVerdict(report),
        },
      },
    },
  };
}

function testOf(entry: ReportedResult, name: string): Readonly<Record<string, unknown>> & { readonly status: Status } {
  const { result, earlier, quarantine, artifacts } = entry;
  const { verdict } = result;
  const why = whyOf(result);
  const line = decidingStep(result.steps)?.line;
  const rules = rulesProven(entry);
  return {
    name,
    status: STATUS_OF[countedAs(judged(entry))],
    rawStatus: verdict,
    duration: Math.round(entry.realUs / MICROS_PER_MILLI),
    filePath: result.file,
    suite: [result.file],
    tags: [...result.tags],
    ...(why === '' ? {} : { message: quarantine === null ? why : `quarantined (${quarantine}): ${why}` }),
    ...(line === undefined ? {} : { line }),
    retries: earlier.length,
    flaky: isFlaky(entry),
    retryAttempts: earlier.map((attempt, index) => ({
      attempt: index + 1,
      status: STATUS_OF[attempt.verdict],
      duration: Math.round(attempt.realUs / MICROS_PER_MILLI),
      message: attempt.why,
      ...(attempt.artifacts.length === 0 ? {} : { attachments: attempt.artifacts.map(attachmentOf) }),
    })),
    steps: result.steps.map(stepOf),
    ...(artifacts.length === 0 ? {} : { attachments: artifacts.map(attachmentOf) }),
    labels: {
      seed: result.seed,
      ...(rules.length === 0 ? {} : { rules: [...rules] }),
    },
    extra: {
      traceHash: result.traceHash,
      vehicleUs: result.durationUs,
      repeat: entry.repeat,
      repetition: entry.repetition,
      quarantine,
    },
  };
}

function stepOf(step: StepResult): object {
  const { verdict, what, line, rules, startUs, endUs, expected, got } = step;
  return { name: what, status: STATUS_OF[verdict], extra: { verdict, line, rules, startUs, endUs, expected, got } };
}

function attachmentOf({ kind, path, href }: ReportedResult['artifacts'][number]): object {
  const contentType = kind === 'bundle' ? 'application/octet-stream' : contentTypeOf(path);
  return { name: path.split('/').at(-1) ?? path, contentType, path: href };
}

function contentTypeOf(path: string): string {
  if (path.endsWith('.jsonl')) return 'application/jsonl';
  return path.endsWith('.pcapng') ? 'application/x-pcapng' : 'text/plain';
}
