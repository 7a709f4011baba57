import type { PageRun } from '../../report/page-data.ts';
import { html } from './dom.ts';
import { count } from './format.ts';

const LINKS_SHOWN = 12;

/** The rules and the scenarios that cover them. */
export function rulesView({ rules, rows }: PageRun): HTMLElement {
  const visible = rules.filter((rule) => rule.unseen === null);
  const covered = visible.filter((rule) => rule.rows.length > 0).length;
  const percent = visible.length === 0 ? 0 : Math.floor((100 * covered) / visible.length);
  const lines = rules.map(({ id, title, unseen, rows: covering }) => {
    const links = covering
      .slice(0, LINKS_SHOWN)
      .map((row) => html('li', {}, html('a', { href: `#/s/${row}` }, rows[row]?.name ?? '')));
    const more = covering.length > LINKS_SHOWN ? html('li', {}, `and ${covering.length - LINKS_SHOWN} more`) : null;
    return html(
      'tr',
      { class: covering.length === 0 && unseen === null ? 'uncovered' : 'covered' },
      html('th', { scope: 'row' }, id),
      html('td', {}, title),
      html('td', { class: 'number' }, String(covering.length)),
      html(
        'td',
        {},
        covering.length === 0
          ? (unseen ?? 'no scenario that passed')
          : html('ul', { class: 'covering' }, ...links, more),
      ),
    );
  });
  const heads = ['Rule', 'About', 'Scenarios', 'Covered by'].map((text) => html('th', { scope: 'col' }, text));
  return html(
    'section',
    { 'aria-label': 'Rules' },
    html(
      'p',
      { class: 'status' },
      `${covered} of ${count(visible.length, 'rule')} covered by scenarios that passed (${percent} %)`,
    ),
    html('meter', { min: 0, max: visible.length, value: covered, 'aria-label': 'Rules covered' }),
    html(
      'div',
      { class: 'scroll' },
      html('table', { class: 'rules-table' }, html('thead', {}, html('tr', {}, ...heads)), html('tbody', {}, ...lines)),
    ),
  );
}
