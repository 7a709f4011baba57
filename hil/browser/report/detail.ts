import { h, render } from 'preact';
import type { PageDetail, PageRow, PageRun } from '../../report/page-data.ts';
import { unpackCar } from '../../report/packed-car.ts';
import type { SourceText } from '../../report/viewer-data.ts';
import { html } from './dom.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { ViewerState } from '../viewer/viewer-state.ts';
import { copyable } from './copyable.ts';
import { failureBox } from './failure-box.ts';
import { count, instant, span } from './format.ts';
import { badges, verdictMark } from './marks.ts';

interface DetailLinks {
  readonly back: string;
  readonly previous: string | null;
  readonly next: string | null;
}

interface DetailContext {
  readonly links: DetailLinks;
  /** Of all scenarios of the run. */
  readonly sources: readonly SourceText[];
  /** With their titles. */
  readonly rules: PageRun['rules'];
  /** Used until the element is in the page. */
  readonly width?: number;
}

/** All details of one scenario: what went wrong, facts, and the viewer. */
export function detailPage(
  row: PageRow,
  detail: PageDetail,
  { links, sources, rules, width }: DetailContext,
): HTMLElement {
  const files = new Set(detail.steps.map(({ file }) => file));
  const cars = detail.views.map(unpackCar);
  const state = new ViewerState({
    title: row.name,
    verdict: row.verdict,
    facts: [],
    notes: [],
    steps: detail.steps,
    sources: sources.filter(({ file }) => files.has(file)),
    cars,
  });
  const place = html('div');
  render(h(Viewer, width === undefined ? { state } : { state, width }), place);
  return html(
    'article',
    { class: 'detail' },
    navigation(links),
    html('h2', { tabindex: -1 }, verdictMark(row.verdict), ' ', row.name, ...badges(row)),
    failureBox({ row, detail, cars, rules, show: cars.length > 0 ? (step): void => state.showStep(step) : null }),
    facts(row, detail),
    detail.leftOut > 0
      ? html(
          'p',
          { class: 'note' },
          `No timeline: the page has no room for its ${count(detail.leftOut, 'event')}. The trace has all of them.`,
        )
      : null,
    place,
    exchangesTable(detail),
  );
}

function navigation({ back, previous, next }: DetailLinks): HTMLElement {
  const link = (target: string | null, text: string): HTMLElement =>
    target === null ? html('span', { class: 'off' }, text) : html('a', { href: target }, text);
  return html(
    'nav',
    { class: 'steps-nav', 'aria-label': 'Scenarios' },
    link(back, '← All scenarios'),
    link(previous, 'Previous'),
    link(next, 'Next'),
  );
}

function facts(row: PageRow, detail: PageDetail): HTMLElement {
  const speed = Math.round(row.vehicleUs / Math.max(row.realUs, 1)).toLocaleString('en-US');
  const entries: readonly (readonly [string, Node | string])[] = [
    ['file', row.file],
    ['vehicle time', `${span(row.vehicleUs)} in ${span(row.realUs)}, ${speed} × real time`],
    ['seed', String(detail.seed)],
    ['event hash', html('code', {}, detail.traceHash ?? 'none: the bench did not start')],
    ...(row.verdict === 'pass' ? [['re-run', copyable(detail.repeat)] as const] : []),
    ...detail.artifacts.map(({ kind, path, href }): readonly [string, Node] => [kind, html('a', { href }, path)]),
    ...(row.quarantine === null ? [] : [['quarantine', row.quarantine] as const]),
    ...(row.rules.length === 0 ? [] : [['rules covered', row.rules.join(', ')] as const]),
    ...(row.tags.length === 0 ? [] : [['tags', row.tags.join(', ')] as const]),
  ];
  return html(
    'dl',
    { class: 'facts' },
    ...entries.flatMap(([label, value]) => [html('dt', {}, label), html('dd', {}, value)]),
  );
}

/** Bytes that are there for those who want them. */
function folded(bytes: string): HTMLElement {
  return html('details', { class: 'bytes' }, html('summary', {}, 'bytes'), html('code', {}, bytes));
}

function exchangesTable({ exchanges }: PageDetail): HTMLElement | null {
  if (exchanges.length === 0) return null;
  const cell = (words: string | null, bytes: string): HTMLElement =>
    words === null ? html('td', {}, html('code', {}, bytes)) : html('td', {}, words, folded(bytes));
  const rows = exchanges.map(({ timeUs, request, response, requestWords, responseWords }) =>
    html(
      'tr',
      {},
      html('td', { class: 'when' }, instant(timeUs)),
      cell(requestWords, request),
      cell(responseWords, response),
    ),
  );
  const heads = ['At', 'Request', 'Response'].map((text) => html('th', { scope: 'col' }, text));
  const table = html(
    'table',
    { class: 'exchanges' },
    html('thead', {}, html('tr', {}, ...heads)),
    html('tbody', {}, ...rows),
  );
  return html(
    'section',
    {},
    html('h3', {}, 'The last requests'),
    html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'The last requests' }, table),
  );
}
