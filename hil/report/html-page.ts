import { browserAsset } from '../browser-asset.ts';
import { decidingStep } from '../scenario/result.ts';
import { RULE_IDS, type RuleId } from '../scenario/rules.ts';
import type { PageRow, PageRun, StoredDetail } from './page-data.ts';
import { problemsBeside, runHeadline } from './run-headline.ts';
import {
  coverageOf,
  isFlaky,
  rulesProven,
  totalsOf,
  uniqueNames,
  whyOf,
  type ReportedResult,
  type RunReport,
} from './run-report.ts';
import { runProblems } from './verdict-policy.ts';
import { dataBlock, packedBlock, policyFor } from './self-contained-page.ts';
import { pageExchange, pageStep, stepInWords } from './step-words.ts';
import type { SourceText } from './viewer-data.ts';

/**
 * Maximum number of items and events of all scenarios in one page; beyond it passed scenarios lose theirs first, then
 * the last ones.
 */
const ITEMS_PER_PAGE = 200_000;

const ENDED = {
  interrupt: 'The run was interrupted; this page has the results up to then.',
  'fail-fast': 'The run ended at the first scenario that did not pass (--fail-fast).',
} as const;

interface HtmlPageOptions {
  readonly itemsPerPage?: number;
  /** The texts of the scenarios, as far as they are there. */
  readonly sources?: readonly SourceText[];
}

/**
 * A self-contained HTML page, chunk by chunk: it loads nothing, and its policy forbids loading. Each scenario's data is
 * a separate block, which the page's script reads when the scenario is opened.
 *
 * @throws Error where the project has not been built
 */
export function* htmlPage(report: RunReport, options: HtmlPageOptions = {}): Generator<string, void, undefined> {
  const { itemsPerPage = ITEMS_PER_PAGE, sources = [] } = options;
  const [style, script] = [browserAsset('report.css'), browserAsset('report.js')];
  const headline = runHeadline(report);
  yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style, script)}">
<meta name="referrer" content="no-referrer">
<title>Scenarios: ${escapeText(headline.text)}</title>
<style>${style}</style>
</head>
<body>
<noscript><p>${noScriptText(report)}</p></noscript>
<div id="app"></div>
${dataBlock('run', pageRun(report, sources))}`;
  const kept = viewsKept(report.results, itemsPerPage);
  for (const [index, entry] of report.results.entries()) {
    const hasViews = kept.has(index);
    yield dataBlock(`s${index}`, detailOf(entry, hasViews));
    if (hasViews) yield packedBlock(`v${index}`, entry.views.data);
  }
  yield `<script>${script}</script>\n</body>\n</html>\n`;
}

function noScriptText(report: RunReport): string {
  const { pass, fail, inconclusive, error, quarantined } = totalsOf(report.results);
  const problems = runProblems(report).map(({ text }) => `${escapeText(text)}. `);
  return `${problems.join('')}${pass} passed, ${fail} failed, ${inconclusive} inconclusive, ${error} with bench errors, ${quarantined} quarantined. Tables and timelines need JavaScript; junit.xml and ctrf.json beside this page contain the same results.`;
}

function pageRun(report: RunReport, sources: readonly SourceText[]): PageRun {
  const { info, results, notRun, endedBy } = report;
  const names = uniqueNames(results);
  const facts: readonly (readonly [string, string | null])[] = [
    ['command', info.command],
    ['started', info.startedAt],
    ['took', `${(info.durationMs / 1000).toFixed(2)} s`],
    ['bench', info.bench],
    ['profile', info.profile],
    ['seed', info.seed === null ? "each scenario's own, or 1" : String(info.seed)],
    ['jobs', String(info.jobs)],
    ['virtual-smart-key', info.version],
    ['commit', info.commit],
    ['node', info.node],
    ['platform', info.platform],
  ];
  return {
    facts: facts.flatMap(([label, value]) => (value === null ? [] : [[label, value] as const])),
    rows: results.map((entry, index) => rowOf(entry, names[index] ?? '')),
    rules: coverageOf(results).map(({ id, title, unseen }) => ({
      id,
      title,
      unseen,
      rows: results.flatMap((entry, row) => (rulesProven(entry).includes(id) ? [row] : [])),
    })),
    notRun,
    sources,
    headline: runHeadline(report),
    problems: problemsBeside(report),
    ended: endedBy === null ? '' : ENDED[endedBy],
  };
}

/** A scenario's name is text. */
function escapeText(text: string): string {
  return text.replaceAll(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function rowOf(entry: ReportedResult, name: string): PageRow {
  const { result, realUs, quarantine } = entry;
  const { file, verdict, tags, durationUs } = result;
  const flaky = isFlaky(entry);
  const deciding = decidingStep(result.steps);
  const why = deciding === null ? '' : whyOf({ steps: [stepInWords(deciding)] });
  return {
    name,
    file,
    verdict,
    tags,
    rules: [...rulesProven(entry)].sort(byNumber),
    vehicleUs: durationUs,
    realUs,
    flaky,
    quarantine,
    why,
  };
}

function byNumber(a: RuleId, b: RuleId): number {
  return RULE_IDS.indexOf(a) - RULE_IDS.indexOf(b);
}

function detailOf({ result, repeat, earlier, artifacts, views }: ReportedResult, hasViews: boolean): StoredDetail {
  const { seed, traceHash } = result;
  const [steps, exchanges] = [result.steps.map(pageStep), result.exchanges.map(pageExchange)];
  const leftOut = hasViews ? 0 : views.items;
  return { seed, traceHash, repeat, steps, exchanges, earlier, artifacts, hasViews, leftOut };
}

/** The views that the page has room for: first those of scenarios that did not pass, then the others, each in order. */
function viewsKept(results: readonly ReportedResult[], room: number): ReadonlySet<number> {
  const kept = new Set<number>();
  let left = room;
  const failedFirst = [...results.entries()].sort(
    ([, a], [, b]) => Number(a.result.verdict === 'pass') - Number(b.result.verdict === 'pass'),
  );
  for (const [index, { views }] of failedFirst) {
    if (views.data === '' || views.items > left) continue;
    left -= views.items;
    kept.add(index);
  }
  return kept;
}
