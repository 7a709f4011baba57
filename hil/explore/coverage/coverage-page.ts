import { counted } from '../../../can-bus/text/counted.ts';
import { browserAsset } from '../../browser-asset.ts';
import { policyFor } from '../../report/self-contained-page.ts';
import type { CoverageFile } from './coverage-file.ts';

/** A table of the page: the last column of the cells becomes columns of their own. */
interface PageTable {
  readonly table: string;
  readonly title: string;
  readonly caption: string;
}

const TABLES: readonly PageTable[] = [
  {
    table: 'deadline',
    title: 'Deadlines',
    caption: 'Inputs at a deadline (0), and a microsecond before and after it. Red: never reached.',
  },
  { table: 'transition', title: 'Transitions', caption: 'Three states of a procedure one after the other.' },
  { table: 'history', title: 'Outcomes and refusals', caption: 'History entries by procedure, outcome and reason.' },
  { table: 'response', title: 'Responses', caption: 'By service and session: negative response codes, or positive.' },
  { table: 'touch', title: 'Touched keys', caption: 'By state of the procedure: reaction and reason.' },
  { table: 'event', title: 'Other events', caption: 'What happens now and then.' },
];

/** Columns that are shown even where no row has them. */
const FIXED_COLUMNS: Readonly<Record<string, readonly string[]>> = { deadline: ['-1', '0', '1'] };

/** The coverage of an exploration as one HTML page complete in itself, without a script. */
export function coveragePage(file: CoverageFile): string {
  const style = browserAsset('coverage.css');
  const missed = file.sometimes.filter(({ count }) => count === 0).length;
  const facts = [
    `seed ${file.seed}`,
    counted(file.runs, 'run', figure),
    counted(file.steps, 'step', figure),
    `${figure(file.vehicleUs / 1e6)} s of vehicle time`,
    `hash ${file.hash.slice(0, 16)}`,
  ];
  const verdict = missed === 0 ? 'everything that must happen has happened' : `${missed} never happened`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policyFor(style, '')}">
<meta name="referrer" content="no-referrer">
<title>Virtual Smart Key: coverage of an exploration</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Coverage of an exploration</h1>
<p class="c-facts">${escape(facts.join(' · '))}</p>
<h2>Must happen at least once</h2>
<p>${escape(verdict)}</p>
${sometimesTable(file)}
${TABLES.map((table) => section(table, file)).join('\n')}
</main>
</body>
</html>
`;
}

function sometimesTable({ sometimes }: CoverageFile): string {
  const rows = sometimes
    .toSorted((a, b) => Number(a.count > 0) - Number(b.count > 0))
    .map(({ rule, what, count }) => `<tr><td>${escape(rule)}</td><td>${escape(what)}</td>${countCell(count)}</tr>`);
  return table('Each with its rule and the number of times.', ['rule', 'what', 'times'], rows);
}

function section({ table: name, title, caption }: PageTable, { tables }: CoverageFile): string {
  const found = tables[name];
  if (found === undefined) return '';
  const { columns, rows } = found;
  const heads = columns.slice(0, -1);
  const across = [...new Set([...(FIXED_COLUMNS[name] ?? []), ...rows.map(({ cell }) => cell.at(-1) ?? '')])];
  const groups = new Map<string, Map<string, number>>();
  for (const { cell, count } of rows) {
    const key = JSON.stringify(cell.slice(0, -1));
    const group = groups.get(key) ?? new Map<string, number>();
    group.set(cell.at(-1) ?? '', count);
    groups.set(key, group);
  }
  const isSparse = FIXED_COLUMNS[name] === undefined;
  const lines = [...groups].map(([key, counts]) => {
    const parts: readonly string[] = JSON.parse(key) as string[];
    const cells = across.map((column) => {
      const count = counts.get(column) ?? 0;
      return count === 0 && isSparse ? '<td></td>' : countCell(count);
    });
    return `<tr>${parts.map((part) => `<td>${escape(part)}</td>`).join('')}${cells.join('')}</tr>`;
  });
  return `<h2>${escape(title)}</h2>\n${table(caption, [...heads, ...across], lines)}`;
}

function table(caption: string, heads: readonly string[], rows: readonly string[]): string {
  const head = heads.map((text) => `<th scope="col">${escape(text)}</th>`).join('');
  return `<div class="c-scroll"><table class="c-table"><caption>${escape(caption)}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join('\n')}</tbody></table></div>`;
}

/** The more often, the stronger the colour: never, once, tens, hundreds, thousands. */
function countCell(count: number): string {
  const heat = count === 0 ? 0 : Math.min(4, 1 + Math.floor(Math.log10(count)));
  return `<td class="c-count c-heat-${heat}">${count === 0 ? 'never' : figure(count)}</td>`;
}

function figure(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
