import type { PageRun } from '../../report/page-data.ts';
import type { Verdict } from '../../scenario/result.ts';
import { copyable } from './copyable.ts';
import { html } from './dom.ts';
import { count, SIGNS, span, VERDICTS, WORDS } from './format.ts';

/** The result of the run, in one sentence and one bar. */
export function pageHead(run: PageRun): HTMLElement {
  const totals = VERDICTS.map((verdict) => ({
    verdict,
    number: run.rows.filter((row) => row.verdict === verdict).length,
  }));
  const present = totals.filter(({ number }) => number > 0);
  const vehicleUs = run.rows.reduce((sum, row) => sum + row.vehicleUs, 0);
  const flaky = run.rows.filter((row) => row.flaky).length;
  const quarantined = run.rows.filter((row) => row.quarantine !== null).length;
  const shown = [...present].reverse();
  const total = Math.max(run.rows.length, 1);
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
    ...(quarantined > 0 ? [`${quarantined} quarantined`] : []),
    ...(run.notRun.length > 0 ? [`${run.notRun.length} not run`] : []),
  ];
  return html(
    'header',
    { class: 'page-head' },
    html('p', { class: 'product' }, 'Virtual Smart Key · scenario report'),
    html('h1', { class: worst(present) }, headline(run)),
    bar,
    html(
      'p',
      { class: 'totals' },
      ...shown.map(({ verdict, number }) =>
        html('span', { class: `verdict ${verdict}` }, `${SIGNS[verdict]} ${number} ${WORDS[verdict]}`),
      ),
      html('span', {}, extras.join(' · ')),
    ),
    run.ended === '' ? null : html('p', { class: 'ended' }, run.ended),
  );
}

function headline({ rows, notRun }: PageRun): string {
  const bad = rows.filter(({ verdict, quarantine }) => verdict !== 'pass' && quarantine === null);
  const failed = bad.filter(({ verdict }) => verdict === 'fail').length;
  const all = count(rows.length, 'scenario');
  if (failed > 0) return `${failed} of ${all} failed`;
  if (bad.length > 0) return `${bad.length} of ${all} did not pass`;
  if (rows.length === 0) return 'Nothing was run';
  const counted = rows.filter(({ verdict }) => verdict === 'pass').length;
  if (notRun.length > 0) return `${counted} passed, ${notRun.length} not run`;
  return counted === rows.length ? `All ${all} passed` : `${counted} of ${all} passed`;
}

function worst(present: readonly { readonly verdict: Verdict }[]): string {
  return present[0]?.verdict ?? 'pass';
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
