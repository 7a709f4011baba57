import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { browserAsset } from '../../../hil/browser-asset.ts';

const BUILT = join(import.meta.dirname, '../../../dist/browser');
describe('what pages are made of', () => {
  it.each(['dealer.js', 'dealer.css', 'report.js', 'report.css'] as const)('is %s as it was built', (name) => {
    const text = readFileSync(join(BUILT, name), 'utf8');
    expect([browserAsset(name), browserAsset(name)]).toEqual([text, text]);
  });

  it('says how it is built where it is not there', () => {
    // A name that the compiler would refuse.
    const ask = (): void => void Reflect.apply(browserAsset, null, ['none.js']);
    expect(ask).toThrow('none.js has not been built: run npm run build');
  });
});
