import { describe, expect, it, vi } from 'vitest';
import { problemText, unpack } from '../../../../../hil/browser/report/page-block.ts';
import { dataBlock } from '../../../../../hil/report/self-contained-page.ts';

function packed(value: unknown): string {
  return />([^<]*)</.exec(dataBlock('run', value))?.[1] ?? '';
}

async function problemOf(text: string): Promise<string> {
  return unpack(text, 'run').then(() => 'none', problemText);
}

describe('a block of data in a page', () => {
  it('is read as it was written', async () => {
    const value = { name: '</script>\u2028 ä', rows: [[1, 2, null]] };
    expect(await unpack(packed(value), 'run')).toEqual(value);
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, 40)],
    ['empty', () => ''],
    ['no base64', () => '###'],
    ['changed', (text: string) => `${text.slice(0, 20)}AAAA${text.slice(24)}`],
  ])('says that the file is damaged where it is %s', async (_, change) => {
    const text = change(packed({ a: Array.from({ length: 300 }, (__, index) => index) }));
    expect(await problemOf(text)).toBe('This file is damaged: its data "run" cannot be read. Write the page again.');
  });

  it('names the browsers that can read it where this one cannot', async () => {
    vi.stubGlobal('DecompressionStream', undefined);
    try {
      expect(await problemOf(packed(1))).toBe(
        'This browser is too old for this page. Use Chrome or Edge 80, Firefox 113, Safari 16.4, or later.',
      );
    } finally {
      vi.unstubAllGlobals();
    }
  });

  it('calls what nobody expected an internal error', () => {
    expect(problemText(new TypeError('x is null'))).toBe('Internal error: TypeError: x is null');
  });
});
