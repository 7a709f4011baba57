import { expect, it } from 'vitest';
import { keepClearOfBars } from '../../../../../hil/browser/dashboard/clear-of-bars.ts';

it('has the heights of the bars that stay at an edge of the page, and 0 for any other', () => {
  const heights: string[] = [];
  const bars: Readonly<Record<string, { readonly offsetHeight: number }>> = { '.head': { offsetHeight: 98 } };
  const measure = (stays: boolean): void =>
    keepClearOfBars({
      find: (selector) => bars[selector] ?? null,
      stays: () => stays,
      setHeight: (name, height) => heights.push(`${name} ${height}`),
    });
  measure(true);
  measure(false);
  expect(heights).toEqual(['--head 98px', '--last-call 0px', '--head 0px', '--last-call 0px']);
});
