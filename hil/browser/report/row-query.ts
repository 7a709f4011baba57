import { countedAs } from '../../report/counted.ts';
import type { PageRow } from '../../report/page-data.ts';
import { VERDICTS } from './format.ts';

/** Filter and order of the table. */
export interface RowQuery {
  /** Every word must occur, in either case, in name, file, tags, rules or reason. */
  readonly text: string;
  /** Verdicts and badges that are shown; an empty set shows all. */
  readonly kinds: ReadonlySet<RowKind>;
  readonly sort: SortKey;
  readonly descending: boolean;
}

export const ROW_KINDS = ['fail', 'error', 'inconclusive', 'pass', 'flaky', 'quarantined'] as const;
export type RowKind = (typeof ROW_KINDS)[number];

export type SortKey = 'order' | 'verdict' | 'name' | 'rules' | 'vehicle' | 'real';

/** A row and its position in the order of the run. */
export interface Numbered {
  readonly row: PageRow;
  readonly index: number;
}

/** The selected rows, in the selected order. */
export function queryRows(rows: readonly PageRow[], query: RowQuery): readonly Numbered[] {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = rows
    .map((row, index) => ({ row, index }))
    .filter(
      ({ row }) =>
        (query.kinds.size === 0 || kindsOf(row).some((kind) => query.kinds.has(kind))) && hasWords(row, words),
    );
  const direction = query.descending ? -1 : 1;
  return found.sort((a, b) => direction * compare(a, b, query.sort) || a.index - b.index);
}

export function kindsOf({ verdict, flaky, quarantine }: PageRow): readonly RowKind[] {
  return [countedAs({ verdict, quarantine }), ...(flaky ? (['flaky'] as const) : [])];
}

function hasWords({ name, file, tags, rules, why }: PageRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = [name, file, why, ...tags.map((tag) => `@${tag}`), ...rules].join('\n').toLowerCase();
  return words.every((word) => text.includes(word));
}

function compare(a: Numbered, b: Numbered, key: SortKey): number {
  switch (key) {
    case 'order':
      return a.index - b.index;
    case 'verdict':
      return VERDICTS.indexOf(a.row.verdict) - VERDICTS.indexOf(b.row.verdict);
    case 'name':
      return a.row.name < b.row.name ? -1 : Number(a.row.name > b.row.name);
    case 'rules':
      return a.row.rules.length - b.row.rules.length;
    case 'vehicle':
      return a.row.vehicleUs - b.row.vehicleUs;
    case 'real':
      return a.row.realUs - b.row.realUs;
  }
}
