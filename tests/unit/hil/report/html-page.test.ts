import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';

import { htmlPage } from '../../../../hil/report/html-page.ts';
import { packCar } from '../../../../hil/report/packed-car.ts';
import { packViews } from '../../../../hil/report/packed-views.ts';
import type { PageRun, StoredDetail } from '../../../../hil/report/page-data.ts';
import type { ReportedResult } from '../../../../hil/report/run-report.ts';
import type { Timeline } from '../../../../hil/report/timeline-data.ts';
import { pageBlock } from '../../../support/page-block.ts';
import { viewedOf } from '../../../support/viewed-car.ts';
import { failed, reported, runOf, STEP } from './made-results.ts';

function pageOf(...args: Parameters<typeof htmlPage>): string {
  return [...htmlPage(...args)].join('');
}

function timeline(items: number): Timeline {
  const lane = Array.from({ length: items }, (_, at) => [at, at, 'x', '', 0] as const);
  const load = { binUs: 1000, permille: [5], frames: 1 };
  return { car: 'car', endUs: items, lanes: [{ id: 'uds', items: lane, omitted: 0 }], load };
}

describe('the HTML page', () => {
  it('loads nothing, and its policy allows its own script and style alone', () => {
    const page = pageOf(runOf([reported()]));
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const script = /<script>([^]*?)<\/script>/.exec(page)?.[1] ?? '';
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy).toBe(
      `default-src 'none'; script-src ${hash(script)}; style-src ${hash(style)}; base-uri 'none'; form-action 'none'`,
    );
    expect(page).not.toMatch(/<(?:link|img|iframe|script [^>]*src)/);
    expect(style).not.toMatch(/url\(|@import/);
  });

  it('keeps what an author wrote as data, whatever it is', () => {
    const nasty = '</script><script>alert(1)</script><!-- \u2028';
    const page = pageOf(runOf([failed({ name: nasty, steps: [{ ...STEP, what: nasty }] })]));
    expect(page.match(/<script/g)).toHaveLength(3);
    expect((pageBlock(page, 'run') as PageRun).rows[0]?.name).toBe(nasty);
    expect((pageBlock(page, 's0') as StoredDetail).steps[0]?.what).toBe(nasty);
  });

  it('has rows, rules and facts', () => {
    const run = pageBlock(pageOf(runOf([reported({ rulesCovered: ['RST-4', 'KEY-1'] }), failed()])), 'run') as PageRun;
    expect(run.rows.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
    expect(run.rows[0]?.rules).toEqual(['KEY-1', 'RST-4']);
    expect(run.rules.find(({ id }) => id === 'RST-4')?.rows).toEqual([0]);
    expect(run.facts).toContainEqual(['command', 'smartkey run scenarios']);
  });

  it('omits timelines of passed scenarios first at the size limit, and reports how much is missing', () => {
    const results = [
      reported({}, { views: packViews([viewedOf(timeline(60))]) }),
      failed({}, { views: packViews([viewedOf(timeline(60))]) }),
      reported({}, { views: packViews([viewedOf(timeline(30))]) }),
    ];
    const page = pageOf(runOf(results), { itemsPerPage: 100 });
    const details = [0, 1, 2].map((index) => pageBlock(page, `s${index}`) as StoredDetail);
    expect(details.map(({ leftOut }) => leftOut)).toEqual([60, 0, 0]);
    expect(details.map(({ hasViews }) => hasViews)).toEqual([false, true, true]);
    const blocks = [0, 1, 2].map((index) => pageBlock(page, `v${index}`));
    expect(blocks).toEqual([null, [packCar(viewedOf(timeline(60)))], [packCar(viewedOf(timeline(30)))]]);
  });

  it('has timelines of 200,000 items by default', () => {
    const withItems = (items: number): ReportedResult =>
      reported({}, { views: { ...packViews([viewedOf(timeline(1))]), items } });
    const leftOut = (...items: readonly number[]): readonly number[] => {
      const page = pageOf(runOf(items.map(withItems)));
      return items.map((_, index) => (pageBlock(page, `s${index}`) as StoredDetail).leftOut);
    };
    expect(leftOut(150_000, 50_000)).toEqual([0, 0]);
    expect(leftOut(150_000, 50_001)).toEqual([0, 50_001]);
  });
});
