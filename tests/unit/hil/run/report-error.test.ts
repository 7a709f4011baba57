import { describe, expect, it } from 'vitest';
import { ReportError, writing } from '../../../../hil/run/report-error.ts';

const systemError = (code: string): Error => Object.assign(new Error('no luck'), { code });

describe('ReportError', () => {
  it('names the path and the reason', () => {
    const cause = systemError('EACCES');
    const error = new ReportError('/out/report', cause);
    expect([error.path, error.code, error.cause]).toEqual(['/out/report', 'bench/report', cause]);
    expect(error.message).toBe('/out/report cannot be written: no luck');
  });

  it('has one hint for a full disk, another for rights, another for a file in the way', () => {
    const hintOf = (code: string): string => new ReportError('a', systemError(code)).hint;
    expect(new Set(['ENOSPC', 'EACCES', 'ENOTDIR', 'EMFILE'].map(hintOf)).size).toBe(4);
    expect([hintOf('EDQUOT'), hintOf('EROFS'), hintOf('EPERM'), hintOf('EEXIST')]).toEqual([
      hintOf('ENOSPC'),
      hintOf('EACCES'),
      hintOf('EACCES'),
      hintOf('ENOTDIR'),
    ]);
  });
});

describe('writing', () => {
  it('gives the value', async () => {
    expect(await writing('a', () => Promise.resolve(5))).toBe(5);
  });

  it('makes a ReportError of what the file system says, and of nothing else', async () => {
    await expect(writing('a', () => Promise.reject(systemError('ENOSPC')))).rejects.toThrow(ReportError);
    await expect(writing('a', () => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError);
  });
});
