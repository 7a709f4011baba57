import { describe, expect, it } from 'vitest';
import { benchError, codeFamily, OperationError, usageError } from '../../../../can-bus/errors/operation-error.ts';

describe('an operation error', () => {
  it('has code, message, facts, hint and what was thrown below', () => {
    const cause = new Error('EACCES');
    const parts = { hint: 'check its rights', context: { path: 'x.nvm', bytes: 12 }, cause };
    const error = new OperationError('bench/memory', 'x.nvm cannot be read', parts);
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ name: 'OperationError', code: 'bench/memory', message: 'x.nvm cannot be read' });
    expect(error).toMatchObject(parts);
  });

  it('has no hint and no facts where nobody gave any', () => {
    const error = new OperationError('usage', 'wrong');
    expect([error.hint, error.context, 'cause' in error]).toEqual([null, {}, false]);
  });

  it.each([
    ['usage', 'usage'],
    ['bench/report', 'bench'],
    ['bench/report/full', 'bench'],
    ['hex-length', 'hex-length'],
  ])('of the code %s belongs to %s', (code, family) => {
    expect(codeFamily(code)).toBe(family);
  });

  it('is short to make for the two families that a command ends with', () => {
    expect(usageError('wrong', 'right')).toMatchObject({ code: 'usage', message: 'wrong', hint: 'right' });
    expect(benchError('not there')).toMatchObject({ code: 'bench', message: 'not there', hint: null });
  });
});
