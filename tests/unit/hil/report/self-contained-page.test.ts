import { describe, expect, it } from 'vitest';
import { jsonText, policyFor } from '../../../../hil/report/self-contained-page.ts';

describe('a page that loads nothing', () => {
  it('allows its own style and script only', () => {
    const empty = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='";
    expect(policyFor('', '')).toBe(
      `default-src 'none'; script-src ${empty}; style-src ${empty}; base-uri 'none'; form-action 'none'`,
    );
  });

  it('has data without markup', () => {
    expect(jsonText({ a: '</script>\u2028' })).toBe('{"a":"\\u003c/script>\\u2028"}');
  });
});
