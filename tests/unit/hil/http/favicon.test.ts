import { describe, expect, it } from 'vitest';
import { FAVICON } from '../../../../hil/http/favicon.ts';

describe('the icon', () => {
  it('is one small picture that asks for nothing else', () => {
    expect(FAVICON).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 32 32">\n/);
    expect(FAVICON.length).toBeLessThan(1000);
    expect(FAVICON.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|href|style|script/);
  });
});
