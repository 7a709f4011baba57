import type { PageDetail, PageRow } from '../../report/page-data.ts';
import { decidingStep, type StepResult } from '../../scenario/result.ts';
import { button, html } from './dom.ts';
import { count, instant, SIGNS, span, WORDS } from './format.ts';
import { badges, verdictMark } from './marks.ts';
import { TimelinePanel } from './timeline-panel.ts';

interface DetailLinks {
  readonly back: string;
  readonly previous: string | null;
  readonly next: string | null;
}

/** All there is to say of one scenario. */
export function detailPage(row: PageRow, detail: PageDetail, links: DetailLinks, width: number): HTMLElement {
  const panels = detail.views.map(({ timeline }) => {
    const own = detail.steps.filter(({ car }) => car === timeline.car || detail.views.length === 1);
    return { car: timeline.car, panel: new TimelinePanel(timeline, own, width, () => undefined) };
  });
  const show = (step: StepResult): void => {
    const found = panels.find(({ car }) => car === step.car) ?? panels[0];
    if (step.startUs !== null) found?.panel.showMoment(step.startUs, step.endUs ?? step.startUs);
  };
  return html(
    'article',
    { class: 'detail' },
    navigation(links),
    html('h2', { tabindex: -1 }, verdictMark(row.verdict), ' ', row.name, ...badges(row)),
    failureBox(row, detail, panels.length > 0 ? show : null),
    facts(row, detail),
    ...panels.map(({ panel }) => panel.element),
    detail.leftOut > 0
      ? html(
          'p',
          { class: 'note' },
          `No timeline: this page has no room left for its ${count(detail.leftOut, 'event')}. The trace has them all.`,
        )
      : null,
    stepsTable(detail.steps, panels.length > 0 ? show : null),
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
  show: ((step: StepResult) => void) | null,
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
        ` ${step.what}`,
        step.note === null ? null : html('em', {}, ` – ${step.note}`),
      ),
      html(
        'dl',
        { class: 'judged' },
        html('dt', {}, 'expected'),
        html('dd', {}, step.expected ?? 'nothing'),
        html('dt', {}, 'got'),
        html('dd', {}, step.got ?? 'nothing'),
        html('dt', {}, 'when'),
        html('dd', {}, step.endUs === null ? 'before the first instant' : instant(step.endUs)),
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
    ['event hash', html('code', {}, detail.traceHash ?? 'none: the bench never came up')],
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

/** A command line with a button that takes it along. */
export function copyable(text: string): HTMLElement {
  const code = html('code', {}, text);
  const copy = button('Copy', { class: 'copy', 'aria-label': `Copy ${text}` }, () => {
    getSelection()?.selectAllChildren(code);
    // A page opened from a file may have no clipboard: then the selection is what is left.
    void navigator.clipboard.writeText(text).then(
      () => (copy.textContent = 'Copied'),
      () => (copy.textContent = 'Selected'),
    );
  });
  return html('span', { class: 'copyable' }, code, copy);
}

function stepsTable(steps: readonly StepResult[], show: ((step: StepResult) => void) | null): HTMLElement {
  const cars = new Set(steps.map(({ car }) => car));
  const rows = steps.map((step) => {
    const { verdict, startUs, what, note, expected, got, rules, line, index, phase } = step;
    const judged =
      expected === null ? '' : expected === got ? expected : `expected ${expected}, got ${got ?? 'nothing'}`;
    const when = startUs === null ? '' : instant(startUs);
    return html(
      'tr',
      { class: verdict },
      html('td', { class: 'number' }, String(index + 1)),
      html(
        'td',
        {},
        html('span', { class: `sign ${verdict}`, role: 'img', 'aria-label': WORDS[verdict] }, SIGNS[verdict]),
      ),
      html(
        'td',
        { class: 'when' },
        startUs === null || show === null
          ? when
          : button(when, { class: 'link', title: 'Show the moment in the timeline' }, () => show(step)),
      ),
      html(
        'td',
        { class: 'what' },
        phase === 'given' ? html('em', {}, 'given ') : null,
        cars.size > 1 ? `${step.car}: ` : null,
        what,
        note === null ? null : html('span', { class: 'remark' }, note),
      ),
      html('td', { class: 'judged' }, judged),
      html('td', { class: 'rules' }, rules.join(', ')),
      html('td', { class: 'number' }, String(line)),
    );
  });
  const heads = ['#', '', 'At', 'Step', 'Observed', 'Rules', 'Line'].map((text) =>
    html('th', { scope: 'col' }, text === '' ? html('span', { class: 'visually-hidden' }, 'Verdict') : text),
  );
  const table = html(
    'table',
    { class: 'steps' },
    html('thead', {}, html('tr', {}, ...heads)),
    html('tbody', {}, ...rows),
  );
  return html(
    'section',
    {},
    html('h3', {}, `Steps (${steps.length})`),
    html('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Steps' }, table),
  );
}

function exchangesTable({ exchanges }: PageDetail): HTMLElement | null {
  if (exchanges.length === 0) return null;
  const rows = exchanges.map(({ timeUs, request, response }) =>
    html(
      'tr',
      {},
      html('td', { class: 'when' }, instant(timeUs)),
      html('td', {}, html('code', {}, request)),
      html('td', {}, html('code', {}, response)),
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
