import { describe, expect, it } from 'vitest';
import { sourceFiles } from './source-files.ts';

/** The oracle may be compared with the firmware only as long as it shares nothing with it. */
describe('the oracle', () => {
  const files = sourceFiles('hil/explore/oracle/*.ts');

  it('imports nothing but its own files and the hash functions of Node', () => {
    expect(files.length).toBeGreaterThan(15);
    const foreign = files.flatMap(({ path, text }) =>
      [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)]
        .map(([, specifier = '']) => specifier)
        .filter((specifier) => !/^\.\/[\w-]+\.ts$/.test(specifier) && specifier !== 'node:crypto')
        .map((specifier) => `${path}: ${specifier}`),
    );
    expect(foreign).toEqual([]);
  });
});
