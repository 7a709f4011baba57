import { countAll, numberCounted } from '../../report/counted.ts';
import type { PageRun } from '../../report/page-data.ts';
import { copyable } from './copyable.ts';
import { html } from './dom.ts';
import { SIGNS, span, VERDICTS, WORDS } from './format.ts';

/** The result of the run, in one sentence and one bar. */
export function pageHead(run: PageRun): HTMLElement {
  const totals = countAll(run.rows);
  const present = VERDICTS.map((verdict) => ({ verdict, number: totals[verdict] })).filter(({ number }) => number > 0);
  const vehicleUs = run.rows.reduce((sum, row) => sum + row.vehicleUs, 0);
  const flaky = run.rows.filter((row) => row.flaky).length;
  const shown = [...present].reverse();
  const total = Math.max(numberCounted(totals), 1);
  const bar = html('div', {
    class: 'bar',
    role: 'img',
    'aria-label': shown.map(({ verdict, number }) => `${number} ${WORDS[verdict]}`).join(', '),
  });
  for (const { verdict, number } of shown) {
    const part = html('span', { class: verdict });
    // A single failure among a thousand must remain visible.
    part.style.flexGrow = String(Math.max(number / total, 0.012));
    bar.append(part);
  }
  const extras = [
    span(vehicleUs) + ' of vehicle time',
    ...(flaky > 0 ? [`${flaky} flaky`] : []),
    ...(totals.quarantined > 0 ? [`${totals.quarantined} quarantined`] : []),
    ...(run.notRun.length > 0 ? [`${run.notRun.length} not run`] : []),
  ];
  return html(
    'header',
    { class: 'page-head' },
    html('p', { class: 'product' }, 'Virtual Smart Key · scenario report'),
    html('h1', { class: run.headline.verdict }, sentence(run.headline.text)),
    bar,
    html(
      'p',
      { class: 'totals' },
      ...shown.map(({ verdict, number }) =>
        html('span', { class: `verdict ${verdict}` }, `${SIGNS[verdict]} ${number} ${WORDS[verdict]}`),
      ),
      html('span', {}, extras.join(' · ')),
    ),
    ...run.problems.map((problem) => html('p', { class: 'ended' }, sentence(problem))),
    run.ended === '' ? null : html('p', { class: 'ended' }, run.ended),
  );
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The versions and settings of the run. */
export function aboutView({ facts, notRun }: PageRun): HTMLElement {
  const entries = facts.flatMap(([label, value]) => [
    html('dt', {}, label),
    html('dd', {}, label === 'command' ? copyable(value) : value),
  ]);
  const missing = notRun.map(({ file, name }) => html('li', {}, `${name} `, html('span', { class: 'file' }, file)));
  return html(
    'section',
    { 'aria-label': 'About this run' },
    html('dl', { class: 'facts' }, ...entries),
    notRun.length === 0 ? null : html('h3', {}, `Not run (${notRun.length})`),
    notRun.length === 0 ? null : html('ul', {}, ...missing),
  );
}
