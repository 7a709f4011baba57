import { describe, expect, it } from 'vitest';
import { NvmFileError } from '../../../../../hil/car/host/nvm-file-error.ts';

describe('NvmFileError', () => {
  it('names the file, the problem and what to do', () => {
    const cause = new Error('EACCES');
    const error = new NvmFileError('bench', '/a/car.nvm', 'no rights', 'give another file', cause);
    expect(error.message).toBe('memory file /a/car.nvm: no rights');
    expect([error.code, error.path, error.hint, error.cause]).toEqual([
      'bench/memory-file',
      '/a/car.nvm',
      'give another file',
      cause,
    ]);
    expect(error.context).toEqual({ path: '/a/car.nvm' });
  });
});
