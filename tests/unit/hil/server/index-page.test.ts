import { describe, expect, it } from 'vitest';
import { getRoute, type Route } from '../../../../hil/http/route.ts';
import { OPENAPI } from '../../../../hil/http/error-schema.ts';
import { indexPage } from '../../../../hil/server/index-page.ts';

function route(path: string, summary: string): Route {
  return getRoute({ path, summary, description: '', answer: OPENAPI, handle: () => ({}) });
}

describe('the index page', () => {
  it('links a GET route, and names the other ones', () => {
    const routes: readonly Route[] = [
      route('/api/state', 'The car'),
      route('/api/keys/{id}', 'A key'),
      { ...route('/api/start', 'Start'), method: 'post' },
    ];
    const page = indexPage('4T1BZ1FBXKU000001', routes, false);
    expect(page).toContain(
      '<tr><td>GET</td><td><code><a href="/api/state">/api/state</a></code></td><td>The car</td></tr>',
    );
    expect(page).toContain('<tr><td>GET</td><td><code>/api/keys/{id}</code></td><td>A key</td></tr>');
    expect(page).toContain('<tr><td>POST</td><td><code>/api/start</code></td><td>Start</td></tr>');
    expect(page).toContain('<code>4T1BZ1FBXKU000001</code>');
  });

  it('links the dealer server only where there is one', () => {
    expect(indexPage('V', [], true)).toContain('<a href="/dealer">');
    expect(indexPage('V', [], false)).not.toContain('/dealer');
  });

  it('escapes text', () => {
    const page = indexPage('<b>&"', [route('/a', '<i>')], false);
    expect(page).toContain('<code>&lt;b&gt;&amp;&quot;</code>');
    expect(page).toContain('<td>&lt;i&gt;</td>');
  });

  it('loads nothing from another origin', () => {
    expect(indexPage('V', [route('/a', 'A')], true)).not.toMatch(/(?:src|href)="(?!\/)/);
  });
});
