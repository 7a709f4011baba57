import { counted } from '../../can-bus/text/counted.ts';
import { MICROS_PER_SECOND, type Micros } from '../../can-bus/time/micros.ts';
import type { TextStyle } from './text-style.ts';
import { decidingStep, type ExchangeRecord, type Verdict } from '../scenario/result.ts';
import {
  coverageOf,
  coveragePercent,
  visibleRules,
  isFlaky,
  timeSpent,
  totalsOf,
  type Artifact,
  type ReportedResult,
  type RunReport,
} from './run-report.ts';
import { pathWord, smartkeyLine } from '../smartkey.ts';
import { runProblems } from './verdict-policy.ts';

/** Colours a text, or leaves it unchanged. */
export type Style = (style: TextStyle, text: string) => string;

/** Number of requests shown with a failure. */
const EXCHANGES_SHOWN = 5;
const VERDICT_WIDTH = 12;
const TIME_WIDTH = 10;
/** Names shorter than this are not cut, even on a narrow terminal. */
const NARROWEST_NAME = 20;

const VERDICT_STYLES: Readonly<Record<Verdict, TextStyle>> = {
  pass: 'green',
  fail: 'red',
  inconclusive: 'yellow',
  error: 'red',
};

/**
 * One line per scenario; more where it did not pass, or not at the first attempt.
 *
 * @param columns width of the terminal: a name that does not fit is cut
 */
export function scenarioLines(reported: ReportedResult, style: Style, columns: number): readonly string[] {
  const { result, earlier, quarantine, repetition } = reported;
  const { verdict, durationUs } = result;
  const label = style(VERDICT_STYLES[verdict], verdict.padEnd(VERDICT_WIDTH));
  const name = repetition === null ? result.name : `${result.name} (${repetition.number} of ${repetition.of})`;
  const nameWidth = Math.max(NARROWEST_NAME, columns - VERDICT_WIDTH - TIME_WIDTH - 3);
  const time = formatSeconds(durationUs, 2).padStart(TIME_WIDTH);
  const line = `${label} ${fitted(name, nameWidth)} ${style('dim', time)}`;
  const attempts = earlier.flatMap((attempt, index) => [
    `    attempt ${index + 1}  ${style(VERDICT_STYLES[attempt.verdict], attempt.verdict)}: ${attempt.why}`,
    ...bundleLines(attempt.artifacts, style),
  ]);
  return [
    line,
    ...(isFlaky(reported) ? [`    ${style('yellow', 'flaky')}      passed at attempt ${earlier.length + 1}`] : []),
    ...attempts,
    ...(quarantine === null ? [] : [`    ${style('yellow', 'quarantined')}  ${quarantine}; it is not counted`]),
    ...(verdict === 'pass' ? [] : failureLines(reported, style)),
  ];
}

/** Cut or padded to the width. */
function fitted(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

function failureLines({ result, repeat, artifacts }: ReportedResult, style: Style): readonly string[] {
  const step = decidingStep(result.steps);
  if (step === null) return [];
  const exchanges = result.exchanges.slice(-EXCHANGES_SHOWN).map(exchangeLine);
  return [
    `    ${style('bold', `${step.file}:${step.line}`)}  ${step.what}${step.note === null ? '' : style('dim', `  (${step.note})`)}`,
    ...(step.phase === 'given' ? ['    given      a precondition was not met'] : []),
    `    expected   ${step.expected ?? 'nothing'}`,
    `    got        ${step.got ?? 'nothing'}`,
    `    when       ${step.endUs === null ? 'before the start' : formatSeconds(step.endUs, 6)}`,
    ...(step.rules.length === 0 ? [] : [`    rules      ${step.rules.join(', ')}`]),
    ...(exchanges.length === 0 ? [] : ['    last requests:', ...exchanges]),
    `    re-run     ${style('cyan', repeat)}`,
    ...bundleLines(artifacts, style),
  ];
}

function bundleLines(artifacts: readonly Artifact[], style: Style): readonly string[] {
  return artifacts
    .filter(({ kind }) => kind === 'bundle')
    .map(({ path }) => `    bundle     ${style('cyan', smartkeyLine(['replay', pathWord(path)]))}`);
}

function exchangeLine({ timeUs, request, response }: ExchangeRecord): string {
  return `      ${formatSeconds(timeUs, 6).padStart(14)}  ${request}  ->  ${response}`;
}

/** What is shown of the rules: nothing, how many are covered, or each one. */
export type RulesShown = 'none' | 'count' | 'table';

/** The rules that passed scenarios cover, followed by the totals. */
export function summaryLines(reported: readonly ReportedResult[], style: Style, rules: RulesShown): readonly string[] {
  const all = coverageOf(reported);
  const coverage = visibleRules(all);
  const covered = coverage.filter(({ files }) => files.length > 0);
  const table = covered.map(({ id, title, files }) => {
    const scenarios = counted(files.length, 'scenario');
    return `  ${id.padEnd(7)} ${scenarios.padStart(12)}  ${style('dim', title)}`;
  });
  const unseen = all.flatMap(({ id, unseen: why }) =>
    why === null ? [] : [`  ${id.padEnd(7)} ${'not testable'.padStart(12)}  ${style('dim', why)}`],
  );
  const heading = style('bold', `Rules covered: ${covered.length} of ${coverage.length}`);
  const percent = style('dim', ` (${coveragePercent(reported)} % of those that can be tested from outside)`);
  const more = style('dim', '; list them with --rules');
  const shown = {
    none: [],
    count: ['', heading + percent + more],
    table: ['', heading + percent, ...table, ...unseen, ''],
  };
  return [...shown[rules], totalsLine(reported, style)];
}

function totalsLine(reported: readonly ReportedResult[], style: Style): string {
  const totals = totalsOf(reported);
  const verdicts = ['pass', 'fail', 'inconclusive', 'error'] as const;
  const words = { pass: 'passed', fail: 'failed', inconclusive: 'inconclusive', error: 'with bench errors' };
  const parts = verdicts
    .filter((verdict) => verdict === 'pass' || totals[verdict] > 0)
    .map((verdict) => style(VERDICT_STYLES[verdict], `${totals[verdict]} ${words[verdict]}`));
  const flaky = reported.filter(isFlaky).length;
  const { quarantined } = totals;
  const others = [...(flaky > 0 ? [`${flaky} flaky`] : []), ...(quarantined > 0 ? [`${quarantined} quarantined`] : [])];
  const { vehicleUs, realUs } = timeSpent(reported);
  const counted = [...parts, ...others.map((text) => style('yellow', text))].join(', ');
  const speed = Math.round(vehicleUs / Math.max(1, realUs)).toLocaleString('en-US');
  return `${counted}; ${formatSeconds(vehicleUs, 0)} of vehicle time in ${formatSeconds(realUs, 2)}, ${speed} × real time`;
}

/** Remarks on a run as a whole, where it did not end normally. */
export function endLines(report: RunReport): readonly string[] {
  const { notRun, endedBy } = report;
  return [
    ...(endedBy === null
      ? []
      : [`${endedBy === 'interrupt' ? 'interrupted' : 'ended by --fail-fast'}: ${notRun.length} not run`]),
    ...runProblems(report).map(({ text }) => text),
  ];
}

function formatSeconds(us: Micros, digits: number): string {
  return `${(us / MICROS_PER_SECOND).toFixed(digits)} s`;
}
