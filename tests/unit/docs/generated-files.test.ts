import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { GENERATED_FILES } from '../../config/generate.ts';

describe('the files written from the descriptions of the ECUs and the forms of scenarios', () => {
  it.each(GENERATED_FILES)('$path is up to date (npm run generate)', async ({ path, content }) => {
    const expected = await content();
    if (typeof expected === 'string') expect(readFileSync(path, 'utf8')).toBe(expected);
    else expect(readFileSync(path).equals(expected)).toBe(true);
  });

  it('are the page on diagnostics, the files for other tools and the schemas', () => {
    expect(GENERATED_FILES.map(({ path }) => path.split('/').at(-1))).toEqual([
      'diagnostics.md',
      'virtual-smart-key.dbc',
      'virtual-smart-key.pdx',
      'virtual-smart-key.json',
      'scenario.schema.json',
      'fragment.schema.json',
      'bench.schema.json',
    ]);
  });
});
