import { html } from 'hono/html';
import { describe, expect, it } from 'vitest';
import { page } from '../../../../../../hil/dealer/pages/kit/layout.ts';
import { htmlOf, mainOf, namesOf, textOf } from '../read-page.ts';
import { GWEN, TARA } from '../sample-people.ts';

const BODY = html`<p>Body</p>`;

function tabsOf(text: string): readonly (readonly [string, string, boolean])[] {
  const [nav = ''] = /<nav class="tabs".*?<\/nav>/.exec(text) ?? [];
  return [...nav.matchAll(/<a href="([^"]*)"([^>]*)>(.*?)<\/a>/g)].map(([, href = '', rest = '', label = '']) => [
    label,
    href,
    rest.includes('aria-current="page"'),
  ]);
}

describe('a whole page', () => {
  it('has the viewer’s tabs, the present one marked', async () => {
    expect(tabsOf(await htmlOf(page({ title: 'T', viewer: TARA, tab: 'reset', body: BODY })))).toEqual([
      ['Home', '/dealer', false],
      ['Immobilizer Reset', '/dealer/reset', true],
      ['Add/Remove Key', '/dealer/keys', false],
    ]);
    expect(tabsOf(await htmlOf(page({ title: 'T', viewer: GWEN, body: BODY }))).slice(3)).toEqual([
      ['Staff', '/dealer/staff', false],
      ['Monthly report', '/dealer/report', false],
    ]);
  });

  it('names the viewer and the dealer, and signs out with the session’s token', async () => {
    const text = await htmlOf(page({ title: 'T', viewer: { ...TARA, name: '<Tara>' }, body: BODY }));
    const [banner = ''] = /<header.*?<\/header>/.exec(text) ?? [];
    expect(textOf(banner)).toBe('Key Desk Example Motors <Tara> Technician Change password Sign out');
    expect(banner).toMatch(/<form method="post" action="\/dealer\/sign-out">.*name="csrf" value="csrf of tara"/);
  });

  it('has neither tabs nor a name where nobody is signed in', async () => {
    const text = await htmlOf(page({ title: 'T', viewer: null, body: BODY }));
    expect(tabsOf(text)).toEqual([]);
    expect(textOf(/<header.*?<\/header>/.exec(text)?.[0] ?? '')).toBe('Key Desk Virtual Smart Key');
  });

  it('says in its title that something is wrong, which a screen reader reads first', async () => {
    expect(namesOf(await htmlOf(page({ title: '<T>', viewer: null, hasErrors: true, body: BODY })))).toMatchObject({
      title: 'Error: <T> – Key Desk',
      heading: '<T>',
    });
  });

  it('has lead, heading, notice and body in this order', async () => {
    const text = await htmlOf(page({ title: 'Title', viewer: null, notice: 'Done.', lead: html`Lead`, body: BODY }));
    expect(textOf(mainOf(text))).toBe('Lead Title Done. Body');
    expect(mainOf(text)).not.toContain('data-watched');
  });

  it('names the state that its script watches', async () => {
    const text = await htmlOf(page({ title: 'T', viewer: null, body: BODY, watchedStatus: 'open' }));
    expect(mainOf(text)).toMatch(/^<main id="main" tabindex="-1" data-watched="open">/);
  });

  it('has a sheet, a script and an icon of its own only, and sends no referrer elsewhere', async () => {
    const [head = ''] = /<head>.*<\/head>/.exec(await htmlOf(page({ title: 'T', viewer: null, body: BODY }))) ?? [];
    const files = [...head.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, path = '']) => path);
    expect(files).toHaveLength(3);
    for (const path of files) expect(path).toMatch(/^\/dealer\/assets\/(?:key\.svg|dealer-[0-9a-f]{16}\.(?:css|js))$/);
    expect(head).toContain('<meta name="referrer" content="same-origin" />');
  });
});
