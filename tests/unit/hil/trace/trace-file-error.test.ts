import { describe, expect, it } from 'vitest';
import { traceFileError } from '../../../../hil/trace/trace-file-error.ts';

describe('traceFileError', () => {
  it.each(['EISDIR', 'ENOENT', 'ENOSPC', 'EDQUOT', 'EACCES'])('%s at writing is an error of the machine', (code) => {
    const cause = Object.assign(new Error('the reason'), { code });
    const error = traceFileError('/a/b.asc', 'written', cause);
    expect([error.code, error.path, error.cause]).toEqual(['bench', '/a/b.asc', cause]);
    expect(error.message).toBe('trace /a/b.asc: it cannot be written: the reason');
    expect(traceFileError('/a/b.asc', 'opened', cause).code).toBe('bench');
  });

  it.each([
    ['EISDIR', 'usage'],
    ['ENOENT', 'usage'],
    ['EACCES', 'bench'],
  ])('%s at reading is an error of %s', (code, expected) => {
    expect(traceFileError('a', 'read', Object.assign(new Error(''), { code })).code).toBe(expected);
  });

  it('has another hint for a full disk than for missing rights', () => {
    const hintOf = (code: string): string => traceFileError('a', 'opened', Object.assign(new Error(''), { code })).hint;
    expect(new Set(['EISDIR', 'ENOENT', 'ENOSPC', 'EACCES'].map(hintOf)).size).toBe(4);
    expect(hintOf('EDQUOT')).toBe(hintOf('ENOSPC'));
  });

  it('names a recording as one', () => {
    expect(traceFileError('s.yaml', 'written', 'full', 'recording').message).toBe(
      'recording s.yaml: it cannot be written: full',
    );
  });

  it.each([
    ['ENOENT', 'usage', 'trace not found: "a.log"'],
    ['ENOTDIR', 'usage', 'trace not found: "a.log"'],
    ['EISDIR', 'usage', 'trace a.log cannot be read: it is a folder'],
    ['EACCES', 'bench', 'trace a.log cannot be read: permission denied'],
  ])('has words for %s of a trace that is read', (code, family, message) => {
    const cause = Object.assign(new Error(`${code}: words of the system`), { code });
    expect(traceFileError('a.log', 'read', cause)).toMatchObject({ code: family, message, cause });
  });

  it('takes anything that was thrown', () => {
    expect(traceFileError('a', 'read', 'no luck').message).toBe('trace a cannot be read: no luck');
    expect(traceFileError('a', 'written', 'no luck').message).toBe('trace a: it cannot be written: no luck');
  });
});
