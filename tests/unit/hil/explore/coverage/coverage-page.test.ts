import { describe, expect, it } from 'vitest';
import { coverageFile } from '../../../../../hil/explore/coverage/coverage-file.ts';
import { coveragePage } from '../../../../../hil/explore/coverage/coverage-page.ts';

describe('the page of a coverage', () => {
  it('shows a deadline at -1, 0 and 1, what was never reached, and no script', () => {
    const coverage = { 'deadline|RST-4|running|supply|0': 1200, 'event|a < b': 1 };
    const page = coveragePage(coverageFile({ seed: 1, runs: 5, steps: 60, vehicleUs: 0, hash: 'ab', coverage }));
    expect(page).toContain(
      '<td>RST-4</td><td>running</td><td>supply</td><td class="c-count c-heat-0">never</td><td class="c-count c-heat-4">1,200</td>',
    );
    expect(page).toContain('a &lt; b');
    expect(page).not.toContain('<script');
  });
});
