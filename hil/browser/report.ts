import type { PageDetail, PageRun, StoredDetail } from '../report/page-data.ts';
import { detailPage } from './report/detail.ts';
import { html } from './report/dom.ts';
import { problemText, readBlock, showProblem } from './report/page-block.ts';
import { aboutView, pageHead } from './report/page-head.ts';
import { rulesView } from './report/rules-view.ts';
import { ScenarioTable } from './report/scenario-table.ts';

// The page of a report. Its data comes from this program: blocks in the page itself, one per scenario, read when the
// scenario is opened. The position is kept in the address, so that it can be sent to others.

/** Scenarios that did not pass and are printed with their timelines. */
const PRINTED = 20;
const PRINT_WIDTH = 1000;
const NO_LINKS = { back: '#/', previous: null, next: null } as const;

const TABS: readonly (readonly [hash: string, title: string])[] = [
  ['#/', `Scenarios`],
  ['#/rules', 'Rules'],
  ['#/about', 'About this run'],
];

class ReportPage {
  readonly #run: PageRun;
  readonly #table: ScenarioTable;
  readonly #main = html('main', { id: 'main' });
  readonly #printed = html('div', { class: 'printed' });
  /** Read ahead: a browser does not wait for data before it prints. */
  readonly #details = new Map<number, PageDetail>();
  readonly #tabs = html(
    'nav',
    { class: 'tabs', 'aria-label': 'Report' },
    ...TABS.map(([href, title]) => html('a', { href }, title)),
  );

  constructor(run: PageRun) {
    this.#run = run;
    this.#table = new ScenarioTable(run.rows);
    const skip = html('a', { class: 'skip', href: '#main' }, 'Skip to the results');
    document.getElementById('app')?.append(skip, pageHead(run), this.#tabs, this.#main, this.#printed);
    addEventListener('hashchange', () => void this.show());
    addEventListener('beforeprint', () => this.#preparePrint());
    addEventListener('afterprint', () => this.#printed.replaceChildren());
  }

  /** Shows what the address names. */
  async show(): Promise<void> {
    const { hash } = location;
    this.#markTab(hash);
    const scenario = /^#\/s\/(\d+)$/.exec(hash);
    const index = scenario === null ? Number.NaN : Number(scenario[1]);
    if (this.#run.rows[index] !== undefined) await this.#showScenario(index);
    else if (hash === '#/rules') this.#main.replaceChildren(rulesView(this.#run));
    else if (hash === '#/about') this.#main.replaceChildren(aboutView(this.#run));
    else if (hash !== '#main') this.#main.replaceChildren(this.#table.element);
  }

  /** Reads what is printed with its timeline. */
  async readAhead(): Promise<void> {
    await Promise.all(this.#notPassed().map((index) => this.#detailOf(index)));
  }

  #markTab(hash: string): void {
    for (const tab of this.#tabs.querySelectorAll('a')) {
      const isHere =
        tab.getAttribute('href') === hash ||
        (tab.getAttribute('href') === '#/' && hash !== '#/rules' && hash !== '#/about');
      if (isHere) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
  }

  async #showScenario(index: number): Promise<void> {
    const asked = location.hash;
    const page = await this.#page(index);
    // Meanwhile another one may have been opened.
    if (location.hash !== asked) return;
    this.#main.replaceChildren(page);
    scrollTo({ top: this.#tabs.offsetTop });
    this.#main.querySelector('h2')?.focus({ preventScroll: true });
  }

  async #page(index: number): Promise<HTMLElement> {
    const row = this.#run.rows[index];
    try {
      const detail = await this.#detailOf(index);
      if (row === undefined) return html('p');
      return detailPage(row, detail, { ...this.#run, links: this.#linksOf(index) });
    } catch (error) {
      return html('p', { class: 'page-problem', role: 'alert' }, problemText(error));
    }
  }

  async #detailOf(index: number): Promise<PageDetail> {
    const known = this.#details.get(index);
    if (known !== undefined) return known;
    const { hasViews, ...stored } = (await readBlock(`s${index}`)) as StoredDetail;
    const views = hasViews ? ((await readBlock(`v${index}`)) as PageDetail['views']) : [];
    const detail: PageDetail = { ...stored, views };
    if (this.#run.rows[index]?.verdict !== 'pass') this.#details.set(index, detail);
    return detail;
  }

  #notPassed(): readonly number[] {
    const bad = [...this.#run.rows.entries()].filter(([, { verdict }]) => verdict !== 'pass');
    return bad.slice(0, PRINTED).map(([index]) => index);
  }

  /** Next and previous in the order of the table. */
  #linksOf(index: number): { back: string; previous: string | null; next: string | null } {
    const order = this.#table.found.map((numbered) => numbered.index);
    const place = order.indexOf(index);
    const link = (at: number | undefined): string | null => (at === undefined || place < 0 ? null : `#/s/${at}`);
    return { back: '#/', previous: link(order[place - 1]), next: link(order[place + 1]) };
  }

  /** On paper: the whole table, then what did not pass with its timelines. */
  #preparePrint(): void {
    this.#table.addAll();
    const { rows } = this.#run;
    const pages = this.#notPassed().flatMap((index) => {
      const [row, detail] = [rows[index], this.#details.get(index)];
      if (row === undefined || detail === undefined) return [];
      return [detailPage(row, detail, { ...this.#run, links: NO_LINKS, width: PRINT_WIDTH })];
    });
    this.#printed.replaceChildren(...(location.hash.startsWith('#/s/') ? [] : pages));
  }
}

async function open(): Promise<void> {
  const page = new ReportPage((await readBlock('run')) as PageRun);
  await page.show();
  document.documentElement.dataset['ready'] = 'true';
  await page.readAhead();
  document.documentElement.dataset['printable'] = 'true';
}

open().catch(showProblem);
