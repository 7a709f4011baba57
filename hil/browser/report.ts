import type { PageDetail, PageRun } from '../report/page-data.ts';
import { detailPage } from './report/detail.ts';
import { html, readData } from './report/dom.ts';
import { aboutView, pageHead } from './report/page-head.ts';
import { rulesView } from './report/rules-view.ts';
import { ScenarioTable } from './report/scenario-table.ts';

// The page of a report. Its data comes from this program: blocks in the page itself, one per scenario, read when the
// scenario is opened. The position is kept in the address, so that it can be sent to others.

/** Scenarios that did not pass and are printed with their timelines. */
const PRINTED = 20;
const PRINT_WIDTH = 1000;
const NO_LINKS = { back: '#/', previous: null, next: null } as const;

const run = readData('run') as PageRun;
const table = new ScenarioTable(run.rows);
const main = html('main', { id: 'main' });
const printed = html('div', { class: 'printed' });

const TABS: readonly (readonly [hash: string, title: string])[] = [
  ['#/', `Scenarios`],
  ['#/rules', 'Rules'],
  ['#/about', 'About this run'],
];
const tabs = html(
  'nav',
  { class: 'tabs', 'aria-label': 'Report' },
  ...TABS.map(([href, title]) => html('a', { href }, title)),
);
document
  .getElementById('app')
  ?.append(html('a', { class: 'skip', href: '#main' }, 'Skip to the results'), pageHead(run), tabs, main, printed);

function show(): void {
  const { hash } = location;
  const scenario = /^#\/s\/(\d+)$/.exec(hash);
  const index = scenario === null ? Number.NaN : Number(scenario[1]);
  const row = run.rows[index];
  for (const tab of tabs.querySelectorAll('a')) {
    const isHere =
      tab.getAttribute('href') === hash ||
      (tab.getAttribute('href') === '#/' && hash !== '#/rules' && hash !== '#/about');
    if (isHere) tab.setAttribute('aria-current', 'page');
    else tab.removeAttribute('aria-current');
  }
  if (row !== undefined) {
    main.replaceChildren(
      detailPage(row, readData(`s${index}`) as PageDetail, { links: linksOf(index), sources: run.sources }),
    );
    scrollTo({ top: tabs.offsetTop });
    main.querySelector('h2')?.focus({ preventScroll: true });
  } else if (hash === '#/rules') main.replaceChildren(rulesView(run));
  else if (hash === '#/about') main.replaceChildren(aboutView(run));
  else if (hash !== '#main') main.replaceChildren(table.element);
}

/** Next and previous in the order of the table. */
function linksOf(index: number): { back: string; previous: string | null; next: string | null } {
  const order = table.found.map((numbered) => numbered.index);
  const place = order.indexOf(index);
  const link = (at: number | undefined): string | null => (at === undefined || place < 0 ? null : `#/s/${at}`);
  return { back: '#/', previous: link(order[place - 1]), next: link(order[place + 1]) };
}

/** On paper: the whole table, then what did not pass with its timelines. */
function preparePrint(): void {
  table.addAll();
  const bad = [...run.rows.entries()].filter(([, row]) => row.verdict !== 'pass').slice(0, PRINTED);
  const isOpen = location.hash.startsWith('#/s/');
  const pages = bad.map(([index, row]) =>
    detailPage(row, readData(`s${index}`) as PageDetail, { links: NO_LINKS, sources: run.sources, width: PRINT_WIDTH }),
  );
  printed.replaceChildren(...(isOpen ? [] : pages));
}

addEventListener('hashchange', show);
addEventListener('beforeprint', preparePrint);
addEventListener('afterprint', () => printed.replaceChildren());
show();
document.documentElement.dataset['ready'] = 'true';
