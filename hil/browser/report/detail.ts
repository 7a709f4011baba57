import { h, render } from 'preact';
import type { PageDetail, PageRow } from '../../report/page-data.ts';
import { unpackCar } from '../../report/packed-car.ts';
import type { PageStep, SourceText } from '../../report/viewer-data.ts';
import { decidingStep } from '../../scenario/result.ts';
import { button, html } from './dom.ts';
import { Viewer } from '../viewer/viewer.tsx';
import { ViewerState } from '../viewer/viewer-state.ts';
import { count, instant, span, WORDS } from './format.ts';
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
  /** Used until the element is in the page. */
  readonly width?: number;
}

/** All details of one scenario: what went wrong, facts, and the viewer. */
export function detailPage(row: PageRow, detail: PageDetail, { links, sources, width }: DetailContext): HTMLElement {
  const files = new Set(detail.steps.map(({ file }) => file));
  const state = new ViewerState({
    title: row.name,
    verdict: row.verdict,
    facts: [],
    notes: [],
    steps: detail.steps,
    sources: sources.filter(({ file }) => files.has(file)),
    cars: detail.views.map(unpackCar),
  });
  const place = html('div');
  render(h(Viewer, width === undefined ? { state } : { state, width }), place);
  return html(
    'article',
    { class: 'detail' },
    navigation(links),
    html('h2', { tabindex: -1 }, verdictMark(row.verdict), ' ', row.name, ...badges(row)),
    failureBox(row, detail, detail.views.length > 0 ? (step): void => state.showStep(step) : null),
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

function failureBox(
  row: PageRow,
  { steps, earlier }: PageDetail,
  show: ((step: PageStep) => void) | null,
): HTMLElement | null {
  const step = decidingStep(steps);
  if (step === null && earlier.length === 0) return null;
  const box = html('section', { class: `failure ${row.verdict}`, 'aria-label': 'What went wrong' });
  if (step !== null) {
    box.append(
      html(
        'p',
        { class: 'where' },
        html('strong', {}, `${step.file}:${step.line}`),
        ` ${(step.words ?? step).what}`,
        step.note === null ? null : html('em', {}, ` – ${step.note}`),
      ),
      html(
        'dl',
        { class: 'judged' },
        html('dt', {}, 'expected'),
        html('dd', {}, (step.words ?? step).expected ?? 'nothing'),
        html('dt', {}, 'got'),
        html('dd', {}, (step.words ?? step).got ?? 'nothing'),
        ...(step.words === null ? [] : [html('dt', {}, 'bytes'), html('dd', {}, step.words.bytes)]),
        html('dt', {}, 'when'),
        html('dd', {}, step.endUs === null ? 'before the first event' : instant(step.endUs)),
      ),
    );
    if (show !== null && step.startUs !== null)
      box.append(button('Show the moment', { class: 'bad' }, () => show(step)));
  }
  for (const [index, attempt] of earlier.entries()) {
    const links = attempt.artifacts.flatMap(({ href, path }) => [' ', html('a', { href }, path)]);
    box.append(
      html('p', { class: 'attempt' }, `Attempt ${index + 1}: ${WORDS[attempt.verdict]}. ${attempt.why}`, ...links),
    );
  }
  return box;
}

function facts(row: PageRow, detail: PageDetail): HTMLElement {
  const speed = Math.round(row.vehicleUs / Math.max(row.realUs, 1)).toLocaleString('en-US');
  const entries: readonly (readonly [string, Node | string])[] = [
    ['file', row.file],
    ['vehicle time', `${span(row.vehicleUs)} in ${span(row.realUs)}, ${speed} × real time`],
    ['seed', String(detail.seed)],
    ['event hash', html('code', {}, detail.traceHash ?? 'none: the bench did not start')],
    ['re-run', copyable(detail.repeat)],
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

/** A command line with a copy button. */
export function copyable(text: string): HTMLElement {
  const code = html('code', {}, text);
  const copy = button('Copy', { class: 'copy', 'aria-label': `Copy ${text}` }, () => {
    getSelection()?.selectAllChildren(code);
    // A page opened from a file may have no clipboard; then the text is selected.
    void navigator.clipboard.writeText(text).then(
      () => (copy.textContent = 'Copied'),
      () => (copy.textContent = 'Selected'),
    );
  });
  return html('span', { class: 'copyable' }, code, copy);
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
