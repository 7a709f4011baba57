import { describe, expect, it } from 'vitest';
import { DealerStoreError, explainSqlite, isBusy } from '../../../../../hil/dealer/store/dealer-store-error.ts';

const sqliteError = (errcode: number): Error => Object.assign(new Error('SQLite'), { errcode });

describe('an error of SQLite', () => {
  it.each([
    [26, 'usage'],
    [11, 'usage'],
    [14, 'bench'],
    [8, 'bench'],
    [5, 'bench'],
    [13, 'bench'],
    [10, 'bench'],
  ])('%i names the file and the problem, as %s', (errcode, code) => {
    const error = explainSqlite(sqliteError(errcode), '/a/dealer.db');
    expect(error).toBeInstanceOf(DealerStoreError);
    expect(error).toMatchObject({ code, context: { path: '/a/dealer.db' } });
  });

  it('is known by the lower byte of its code', () => {
    expect(explainSqlite(sqliteError(26 + 256), 'a')).toMatchObject({ code: 'usage' });
    expect([isBusy(sqliteError(5)), isBusy(sqliteError(5 + 512)), isBusy(sqliteError(6))]).toEqual([true, true, false]);
  });

  it('is given as it is where nobody can do anything about it', () => {
    const unknown = sqliteError(1);
    const bug = new TypeError('bug');
    expect(explainSqlite(unknown, 'a')).toBe(unknown);
    expect(explainSqlite(bug, 'a')).toBe(bug);
    expect(isBusy('text')).toBe(false);
  });
});
