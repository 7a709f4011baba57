import type { PageRow } from '../../report/page-data.ts';
import { button, html } from './dom.ts';
import { count, span, WORDS } from './format.ts';
import { badges, verdictMark } from './marks.ts';
import {
  kindsOf,
  queryRows,
  ROW_KINDS,
  type Numbered,
  type RowKind,
  type RowQuery,
  type SortKey,
} from './row-query.ts';

/** Rows created at once; the next ones follow when the end of these comes into view. */
const ROWS_AT_ONCE = 150;

const COLUMNS: readonly (readonly [key: SortKey, title: string, className: string])[] = [
  ['verdict', 'Verdict', ''],
  ['name', 'Scenario', ''],
  ['rules', 'Rules', 'number'],
  ['vehicle', 'Vehicle time', 'number'],
  ['real', 'Real time', 'number'],
];

/** The table of verdicts: filtered, searched and sorted in place, its rows created as they come into view. */
export class ScenarioTable {
  readonly element: HTMLElement;
  readonly #rows: readonly PageRow[];
  readonly #body = html('tbody');
  readonly #heads = new Map<SortKey, HTMLElement>();
  readonly #status = html('p', { class: 'status', role: 'status' });
  readonly #end = html('div', { class: 'end' });
  #query: RowQuery = { text: '', kinds: new Set(), sort: 'order', descending: false };
  #found: readonly Numbered[] = [];

  constructor(rows: readonly PageRow[]) {
    this.#rows = rows;
    const table = html('table', { class: 'scenarios' }, html('thead', {}, this.#head()), this.#body);
    this.element = html(
      'section',
      { 'aria-label': 'Scenarios' },
      this.#tools(),
      this.#status,
      html('div', { class: 'scroll' }, table),
      this.#end,
    );
    new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) this.#add(ROWS_AT_ONCE);
      },
      { rootMargin: '600px' },
    ).observe(this.#end);
    this.#apply({});
  }

  /** The rows in their present order, for moving from one to the next. */
  get found(): readonly Numbered[] {
    return this.#found;
  }

  /** Creates all rows, for printing. */
  addAll(): void {
    this.#add(this.#found.length);
  }

  #head(): HTMLTableRowElement {
    const cells = COLUMNS.map(([key, title, className]) => {
      const cell = html(
        'th',
        { scope: 'col', class: className, 'aria-sort': 'none' },
        button(title, { class: 'sort' }, () => this.#sortBy(key)),
      );
      this.#heads.set(key, cell);
      return cell;
    });
    return html('tr', {}, ...cells);
  }

  #tools(): HTMLElement {
    const search = html('input', {
      type: 'search',
      id: 'search',
      placeholder: 'name, file, @tag, rule, reason',
      autocomplete: 'off',
    });
    search.addEventListener('input', () => this.#apply({ text: search.value }));
    const kinds = ROW_KINDS.map((kind) => ({
      kind,
      number: this.#rows.filter((row) => kindsOf(row).includes(kind)).length,
    }));
    const chips = kinds.filter(({ number }) => number > 0).map(({ kind, number }) => this.#chip(kind, number));
    return html(
      'div',
      { class: 'tools' },
      html('label', { for: 'search' }, 'Search'),
      search,
      html('div', { class: 'chips', role: 'group', 'aria-label': 'Show only' }, ...chips),
    );
  }

  #chip(kind: RowKind, number: number): HTMLElement {
    const label = kind === 'flaky' || kind === 'quarantined' ? kind : WORDS[kind];
    const chip = button(`${label} ${number}`, { class: `chip ${kind}`, 'aria-pressed': 'false' }, () => {
      const kinds = new Set(this.#query.kinds);
      if (!kinds.delete(kind)) kinds.add(kind);
      chip.setAttribute('aria-pressed', String(kinds.has(kind)));
      this.#apply({ kinds });
    });
    return chip;
  }

  #sortBy(key: SortKey): void {
    const { sort, descending } = this.#query;
    if (sort !== key) this.#apply({ sort: key, descending: false });
    else if (!descending) this.#apply({ descending: true });
    else this.#apply({ sort: 'order', descending: false });
  }

  #apply(change: Partial<RowQuery>): void {
    this.#query = { ...this.#query, ...change };
    this.#found = queryRows(this.#rows, this.#query);
    for (const [key, cell] of this.#heads) {
      const isSorted = key === this.#query.sort;
      cell.setAttribute('aria-sort', isSorted ? (this.#query.descending ? 'descending' : 'ascending') : 'none');
    }
    const all = this.#rows.length;
    const { length } = this.#found;
    this.#status.textContent = length === all ? count(all, 'scenario') : `${length} of ${count(all, 'scenario')}`;
    this.#body.replaceChildren();
    this.#add(ROWS_AT_ONCE);
  }

  #add(number: number): void {
    const from = this.#body.rows.length;
    this.#body.append(...this.#found.slice(from, from + number).map(rowElement));
    this.#end.hidden = this.#body.rows.length >= this.#found.length;
  }
}

function rowElement({ row, index }: Numbered): HTMLTableRowElement {
  const { name, file, tags, why, verdict, rules, vehicleUs, realUs } = row;
  const place = html('span', { class: 'file' }, file, ...tags.map((tag) => html('span', { class: 'tag' }, `@${tag}`)));
  const about = html('td', { class: 'about' }, html('a', { href: `#/s/${index}` }, name), ...badges(row), place);
  if (why !== '') about.append(html('span', { class: 'why' }, why));
  const element = html(
    'tr',
    { class: verdict },
    html('td', {}, verdictMark(verdict)),
    about,
    html('td', { class: 'number', title: rules.join(', ') }, String(rules.length)),
    html('td', { class: 'number' }, span(vehicleUs)),
    html('td', { class: 'number' }, span(realUs)),
  );
  element.addEventListener('click', (event) => {
    const isPlain =
      event.target instanceof Element && event.target.closest('a') === null && getSelection()?.isCollapsed !== false;
    if (isPlain) location.hash = `#/s/${index}`;
  });
  return element;
}
