import { describe, expect, it } from 'vitest';
import { sourceFiles, type SourceFile } from './source-files.ts';

/** The oracle may be compared with the firmware only as long as it shares nothing with it. */
describe('the oracle', () => {
  const files = sourceFiles('hil/explore/oracle/*.ts');

  it('is not alone: the rules of ISO-TP and of the UDS server share nothing with them either', () => {
    const rules = sourceFiles('hil/explore/transport/*-rules.ts');
    expect(rules.map(({ path }) => path)).toEqual([
      'hil/explore/transport/isotp-rules.ts',
      'hil/explore/transport/uds-rules.ts',
    ]);
    expect(rules.flatMap(importsOf)).toEqual([]);
  });

  it('imports nothing but its own files and the hash functions of Node', () => {
    expect(files.length).toBeGreaterThan(15);
    const foreign = files
      .flatMap(importsOf)
      .filter(({ specifier }) => !/^\.\/[\w-]+\.ts$/.test(specifier) && specifier !== 'node:crypto');
    expect(foreign).toEqual([]);
  });
});

/** Of every kind: also of types, re-exports and what is loaded later. */
function importsOf({ path, text }: SourceFile): readonly { readonly path: string; readonly specifier: string }[] {
  return [...text.matchAll(/(?:\bfrom|\bimport|\brequire\()\s*\(?\s*['"`]([^'"`]+)['"`]/g)].map(
    ([, specifier = '']) => ({
      path,
      specifier,
    }),
  );
}
