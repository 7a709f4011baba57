import { describe, expect, it } from 'vitest';
import { PdxError } from '../../../../../hil/explain/pdx/pdx-error.ts';

describe('why a description cannot be read', () => {
  it('names the file, the problem and the fix', () => {
    const error = new PdxError('a.pdx', 'the file is empty');
    expect(error).toMatchObject({
      code: 'usage',
      message: 'a.pdx: the file is empty',
      hint: 'name a PDX package: a ZIP archive with .odx-d files',
    });
  });
});
