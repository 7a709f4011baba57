import { describe, expect, it } from 'vitest';
import { kindsOf, queryRows, type RowQuery } from '../../../../../hil/browser/report/row-query.ts';
import type { PageRow } from '../../../../../hil/report/page-data.ts';

function row(name: string, part: Partial<PageRow> = {}): PageRow {
  return {
    ...{ name, file: `${name}.yaml`, verdict: 'pass', tags: [], rules: [], vehicleUs: 0, realUs: 0 },
    ...{ flaky: false, quarantine: null, why: '' },
    ...part,
  };
}

const ROWS: readonly PageRow[] = [
  row('Reset', { tags: ['bulletin'], rules: ['RST-1', 'RST-2'], vehicleUs: 960, realUs: 5 }),
  row('erase', { verdict: 'fail', file: 'keys/erase.yaml', why: 'expected 0, got 1', vehicleUs: 30, realUs: 9 }),
  row('Add a key', { flaky: true, rules: ['REG-1'], vehicleUs: 30, realUs: 1 }),
  row('Later', { verdict: 'inconclusive', quarantine: 'not yet', vehicleUs: 1, realUs: 2 }),
  row('Bench', { verdict: 'error', realUs: 3 }),
];

function found(query: Partial<RowQuery>): readonly string[] {
  const all: RowQuery = { text: '', kinds: new Set(), sort: 'order', descending: false };
  return queryRows(ROWS, { ...all, ...query }).map(({ row: { name }, index }) => `${index} ${name}`);
}

const IN_ORDER = ['0 Reset', '1 erase', '2 Add a key', '3 Later', '4 Bench'];

describe('the rows that are asked for', () => {
  it('are all, with their places in the run, where nothing is asked', () => {
    expect(found({})).toEqual(IN_ORDER);
    expect(found({ text: '  ' })).toEqual(IN_ORDER);
  });

  it.each([
    ['RESET', ['0 Reset']],
    ['keys/', ['1 erase']],
    ['@bulletin', ['0 Reset']],
    ['rst-2', ['0 Reset']],
    ['got expected', ['1 erase']],
    ['key rst', []],
    // No word goes from one field into the next.
    ['resetreset', []],
  ])('have every word of "%s"', (text, names) => {
    expect(found({ text })).toEqual(names);
  });

  it('are of one of the kinds asked for, and have the words as well', () => {
    expect(found({ kinds: new Set(['fail', 'error']) })).toEqual(['1 erase', '4 Bench']);
    expect(found({ kinds: new Set(['flaky']) })).toEqual(['2 Add a key']);
    expect(found({ kinds: new Set(['quarantined', 'pass']) })).toEqual(['0 Reset', '2 Add a key', '3 Later']);
    expect(found({ kinds: new Set(['fail', 'error']), text: 'bench' })).toEqual(['4 Bench']);
  });

  it.each([
    ['verdict', ['1 erase', '4 Bench', '3 Later', '0 Reset', '2 Add a key']],
    ['name', ['2 Add a key', '4 Bench', '3 Later', '0 Reset', '1 erase']],
    ['rules', ['1 erase', '3 Later', '4 Bench', '2 Add a key', '0 Reset']],
    ['vehicle', ['4 Bench', '3 Later', '1 erase', '2 Add a key', '0 Reset']],
    ['real', ['2 Add a key', '3 Later', '4 Bench', '0 Reset', '1 erase']],
  ] as const)('are in the order of %s', (sort, names) => {
    expect(found({ sort })).toEqual(names);
  });

  it('are the other way round when asked, equal ones still in the order of the run', () => {
    expect(found({ descending: true })).toEqual(IN_ORDER.toReversed());
    expect(found({ sort: 'vehicle', descending: true })).toEqual([
      ...['0 Reset', '1 erase', '2 Add a key', '3 Later', '4 Bench'],
    ]);
  });
});

describe('the kinds of a row', () => {
  it('are what it counts as, and its badge', () => {
    expect(kindsOf(row('x'))).toEqual(['pass']);
    expect(kindsOf(row('x', { flaky: true }))).toEqual(['pass', 'flaky']);
    expect(kindsOf(row('x', { verdict: 'fail', quarantine: 'why' }))).toEqual(['quarantined']);
  });
});
