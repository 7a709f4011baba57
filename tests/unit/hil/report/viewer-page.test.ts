import { describe, expect, it } from 'vitest';
import { viewerPage } from '../../../../hil/report/viewer-page.ts';
import { pageBlock } from '../../../support/page-block.ts';

describe('the page of the viewer', () => {
  it('has its data, and loads nothing', () => {
    const data = { title: '</script>', verdict: null, facts: [], notes: [], steps: [], sources: [], cars: [] };
    const page = viewerPage(data);
    expect(pageBlock(page, 'viewer')).toEqual(data);
    expect(page).toContain("default-src 'none'");
    expect(page).not.toMatch(/(?:src|href)="/);
  });
});
