import { describe, expect, it } from 'vitest';
import { everyPageWith } from './sample-views.ts';

/** Would leave an attribute, a text and a tag, if one of them let it. */
const MARKUP = `"'><script>alert(1)</script><img src=x onerror=y>&amp;`;
const ESCAPED = '&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=y&gt;&amp;amp;';

const pages = everyPageWith(MARKUP);
const plain = everyPageWith('A plain text');

function tags(text: string): readonly string[] {
  return [...text.matchAll(/<([a-z][a-z0-9]*)/g)].map(([, tag = '']) => tag);
}

describe.each(Object.keys(pages))('the page "%s"', (name) => {
  it('escapes markup in every text of people', async () => {
    const text = String(await pages[name]);
    expect(text).toContain(ESCAPED);
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('<img');
    expect(text).not.toContain(`"'>`);
  });

  it('has the same tags for any input', async () => {
    expect(tags(String(await pages[name]))).toEqual(tags(String(await plain[name])));
  });

  it('has a language, a title, one heading, a skip link, and says that the pass-codes are invented', async () => {
    const text = String(await plain[name]);
    expect(text).toMatch(/^<!doctype html>\s*<html lang="en">/);
    expect(text).toMatch(/<title>[^<]+ – Key Desk<\/title>/);
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text).toContain('href="#main"');
    expect(text).toContain('<main id="main"');
    expect(text).toContain('invented');
  });

  it('has no script, style or handler of its own, and nothing from another host', async () => {
    const text = String(await plain[name]);
    expect(text.match(/<script/g)).toHaveLength(1);
    expect(text).toMatch(/<script src="\/dealer\/assets\/dealer-[0-9a-f]{16}\.js" defer><\/script>/);
    expect(text).toMatch(/<link rel="stylesheet" href="\/dealer\/assets\/dealer-[0-9a-f]{16}\.css" \/>/);
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:|https?:/);
  });

  it('gives every box and list a label, every id once, and every description its text', async () => {
    const text = String(await plain[name]);
    const ids = [...text.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const controls = [...text.matchAll(/<(?:input|select)\b(?![^>]*type="hidden")[^>]*\sid="([^"]*)"/g)];
    for (const [, id = ''] of controls) expect(text).toContain(`for="${id}"`);
    const described = [...text.matchAll(/aria-(?:describedby|labelledby)="([^"]*)"/g)];
    for (const [, list = ''] of described) for (const id of list.split(' ')) expect(ids, id).toContain(id);
  });

  it('never has a password in it that was typed', async () => {
    const text = String(await plain[name]);
    for (const [field] of text.matchAll(/<input\b[^>]*type="password"[^>]*>/g)) expect(field).toContain('value=""');
  });

  it('names no real maker as its own', async () => {
    expect(String(await plain[name])).not.toMatch(/toyota|techstream|\bTIS\b|NICB/i);
  });
});
