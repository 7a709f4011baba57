import { pathWord, smartkeyLine } from '../smartkey.ts';
import { MICROS_PER_SECOND } from '../../can-bus/time/micros.ts';
import type { Verdict } from '../scenario/result.ts';
import { countsAgainst } from './counted.ts';
import { problemsBeside, runHeadline } from './run-headline.ts';
import {
  coverageOf,
  visibleRules,
  isFlaky,
  judged,
  speedOf,
  timeSpent,
  totalsOf,
  uniqueNames,
  whyOf,
  type ReportedResult,
  type RunReport,
} from './run-report.ts';

/** GitHub accepts at most 1 MiB per step; this stays far below. */
const FAILURES_SHOWN = 50;
const LISTED = 50;
const WHY_WIDTH = 400;
const SIGNS: Readonly<Record<Verdict, string>> = { pass: '✅', fail: '❌', error: '❌', inconclusive: '⚠️' };

/** A run as GitHub-flavoured Markdown, for the summary of a CI step. */
export function stepSummary(report: RunReport): string {
  const { results, info, notRun, endedBy } = report;
  const { verdict, text: headline } = runHeadline(report);
  const names = uniqueNames(results);
  const named = results.map((entry, index) => ({ entry, name: names[index] ?? '' }));
  const bad = named.filter(({ entry }) => countsAgainst(judged(entry)));
  const coverage = visibleRules(coverageOf(results));
  const missing = coverage.filter(({ files }) => files.length === 0);
  const { vehicleUs, realUs } = timeSpent(results);
  return [
    `## ${SIGNS[verdict]} smartkey: ${text(shortened(headline))}`,
    '',
    '| passed | failed | inconclusive | bench errors | flaky | quarantined | not run |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    totalsRow(report),
    '',
    `${seconds(vehicleUs)} of vehicle time in ${seconds(realUs)}; the whole run took ${(info.durationMs / 1000).toFixed(2)} s; bench ${code(info.bench)}, version ${code(info.version)}${info.commit === null ? '' : `, commit ${code(info.commit.slice(0, 12))}`}.`,
    '',
    ...(endedBy === null ? [] : [`**Ended early (${endedBy}): ${notRun.length} not run.**`, '']),
    ...problemsBeside(report).flatMap((problem) => [`**${text(shortened(problem))}**`, '']),
    ...failureLines(bad),
    ...listLines(
      'Flaky: passed, but not on the first attempt',
      named.filter(({ entry }) => isFlaky(entry)),
      ({ earlier }) => `after ${earlier.length} that did not: ${earlier[0]?.why ?? ''}`,
    ),
    ...listLines(
      'Quarantined: run and reported, but not counted',
      named.filter(({ entry }) => entry.quarantine !== null),
      ({ result, quarantine }) => `${result.verdict}; ${quarantine ?? ''}`,
    ),
    `<details><summary>Rules covered: ${coverage.length - missing.length} of ${coverage.length}</summary>`,
    '',
    ...(missing.length === 0
      ? ['All.']
      : missing.map(({ id, title }) => `- ${id}: ${text(title)} – no scenario that passed`)),
    '',
    '</details>',
    '',
  ].join('\n');
}

function totalsRow({ results, notRun }: RunReport): string {
  const { pass, fail, inconclusive, error, quarantined } = totalsOf(results);
  const flaky = results.filter(isFlaky).length;
  return `| ${[pass, fail, inconclusive, error, flaky, quarantined, notRun.length].join(' | ')} |`;
}

interface Named {
  readonly entry: ReportedResult;
  readonly name: string;
}

function failureLines(bad: readonly Named[]): readonly string[] {
  const shown = bad
    .slice(0, FAILURES_SHOWN)
    .flatMap(({ entry, name }) => [
      `<details open><summary>${entry.result.verdict}: <b>${text(name)}</b></summary>`,
      '',
      text(shortened(whyOf(entry.result))),
      '',
      '```sh',
      entry.repeat,
      ...entry.artifacts
        .filter(({ kind }) => kind === 'bundle')
        .map(({ path }) => smartkeyLine(['replay', pathWord(path)])),
      '```',
      '',
      `seed ${entry.result.seed}, ${seconds(entry.result.durationUs)} of vehicle time, ${speedOf(entry).toLocaleString('en-US')} × real time`,
      '',
      '</details>',
      '',
    ]);
  return bad.length > FAILURES_SHOWN ? [...shown, `… and ${bad.length - FAILURES_SHOWN} more.`, ''] : shown;
}

function listLines(
  title: string,
  entries: readonly Named[],
  say: (entry: ReportedResult) => string,
): readonly string[] {
  if (entries.length === 0) return [];
  const lines = entries.slice(0, LISTED).map(({ entry, name }) => `- ${text(name)}: ${text(shortened(say(entry)))}`);
  const more = entries.length > LISTED ? [`- … and ${entries.length - LISTED} more`] : [];
  return [`### ${title}`, '', ...lines, ...more, ''];
}

function seconds(us: number): string {
  return `${(us / MICROS_PER_SECOND).toFixed(2)} s`;
}

function code(value: string): string {
  return `\`${value.replaceAll('`', "'")}\``;
}

function shortened(value: string): string {
  return value.length > WHY_WIDTH ? `${value.slice(0, WHY_WIDTH - 1)}…` : value;
}

/** Text by a scenario's author is never markup. */
function text(value: string): string {
  return value
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]<>|#&~]/g, (character) => `&#${character.charCodeAt(0)};`);
}
