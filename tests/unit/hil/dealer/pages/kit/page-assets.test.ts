import { describe, expect, it } from 'vitest';
import { matchPath } from '../../../../../../hil/dealer/pages/kit/form-page.ts';
import { pageAssets } from '../../../../../../hil/dealer/pages/kit/page-assets.ts';

describe('style sheet, script and icon', () => {
  it('have their content in their names', () => {
    const { icon, style, script } = pageAssets();
    expect(icon.path).toMatch(/^\/dealer\/assets\/favicon-[0-9a-f]{16}\.svg$/);
    expect(icon.text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(style.path).toMatch(/^\/dealer\/assets\/dealer-[0-9a-f]{16}\.css$/);
    expect(script.path).toMatch(/^\/dealer\/assets\/dealer-[0-9a-f]{16}\.js$/);
    expect(style.text).toContain(':focus-visible');
    expect(script.text).toContain('data-copies');
    expect(style.text + script.text).not.toMatch(/https?:/);
  });
});

describe('the path of a page', () => {
  it.each([
    ['/dealer/requests/:number', '/dealer/requests/19070100001', { number: '19070100001' }],
    ['/dealer/staff/:id', '/dealer/staff/t.smith%21', { id: 't.smith!' }],
    ['/dealer/reset', '/dealer/reset', {}],
  ])('%s has %s', (pattern, path, params) => {
    expect(matchPath(pattern, path)).toEqual(params);
  });

  it.each([
    ['/dealer/requests/:number', '/dealer/requests/1/close'],
    ['/dealer/reset', '/dealer/reset/'],
    ['/dealer/staff/:id', '/dealer/staff/%E0%A4%A'],
  ])('%s has not %s', (pattern, path) => {
    expect(matchPath(pattern, path)).toBeNull();
  });
});
