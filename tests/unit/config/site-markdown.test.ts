import { describe, expect, it } from 'vitest';
import { plain, table, withSiteLinks } from '../../config/site-markdown.ts';

const KINDS: Readonly<Record<string, 'page' | 'file' | 'folder'>> = {
  'README.md': 'page',
  'docs/ci.md': 'page',
  'docs/spec/car.qnt': 'file',
  'docs/car.png': 'file',
  'docs/examples': 'folder',
  'docs/examples/plugin': 'folder',
  'docs/examples/plugin/README.md': 'page',
};

function onSite(text: string): string {
  return withSiteLinks(text, {
    page: 'docs/ci.md',
    kindOf: (path) => KINDS[path] ?? null,
    addressOf: (path) => `/files/${path}.txt`,
  });
}

describe('text of a generated page', () => {
  it('is neither markup nor an expression', () => {
    expect(plain('a <b> {{ c }} | `d` *e* [f]_g & h')).toBe(
      'a &lt;b&gt; &#123;&#123; c &#125;&#125; &#124; \\`d\\` &#42;e&#42; \\[f\\]\\_g &amp; h',
    );
    expect(plain('two\nlines')).toBe('two lines');
  });

  it('is in tables of whole lines', () => {
    expect(table(['a', 'b'], [['1', '2']])).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
  });
});

describe('links of a page', () => {
  it.each([
    ['[a](../README.md#two)', '[a](../README.md#two)'],
    ['[a](https://example.org/x)', '[a](https://example.org/x)'],
    ['[a](#here)', '[a](#here)'],
    ['![a](car.png)', '![a](car.png)'],
    ['[the `model`](spec/car.qnt)', '[the `model`](/files/docs/spec/car.qnt.txt)'],
    ['[a](examples/plugin)', '[a](examples/plugin/README.md)'],
    ['[a](examples/)', 'a'],
    ['```\n[a](nowhere)\n```', '```\n[a](nowhere)\n```'],
  ])('%s becomes %s', (text, expected) => {
    expect(onSite(text)).toBe(expected);
  });

  it('that lead nowhere stop the build', () => {
    expect(() => onSite('[a](nowhere.md)')).toThrow('docs/ci.md: there is no nowhere.md');
  });
});
