import { describe, expect, it } from 'vitest';
import { dataBlock, policyFor } from '../../../../hil/report/self-contained-page.ts';
import { pageBlock } from '../../../support/page-block.ts';

describe('a page that loads nothing', () => {
  it('allows its own style and script only', () => {
    const empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    expect(policyFor('', '')).toBe(
      `default-src 'none'; script-src ${empty}; style-src ${empty}; base-uri 'none'; form-action 'none'`,
    );
  });

  it('has compressed data without markup', () => {
    const block = dataBlock('run', { a: '</script>' });
    expect(block).toMatch(/^<script type="application\/gzip" id="run">H4sI[A-Za-z0-9+/=]+<\/script>\n$/);
    expect(pageBlock(block, 'run')).toEqual({ a: '</script>' });
  });

  it('is a tenth as long as repetitive data', () => {
    const rows = Array.from({ length: 1000 }, (_, index) => ({ timeUs: index * 1000, text: 'Tester present' }));
    expect(dataBlock('run', rows).length).toBeLessThan(JSON.stringify(rows).length / 8);
  });
});
