import { rmSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DealerStore } from '../../../../../hil/dealer/store/dealer-store.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';
import { START_MS } from '../../../../support/dealer-bench.ts';
import { COMMANDS, pathForEachTest, RULES, tamper, workOn } from '../../../../support/dealer-database.ts';

const path = pathForEachTest();

describe('the chain of hashes', () => {
  it('DLR-9 verifies a log that nobody touched, and names its length', () => {
    const store = new DealerStore(path());
    workOn(store);
    expect(verifyLogFile(path())).toMatchObject({
      kind: 'whole',
      entries: 6,
      headHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    store.close();
  });

  it.each([
    [
      'a changed record',
      `UPDATE log SET record = replace(record, '123456', '654321') WHERE sequence = 2`,
      2,
      'its hash',
    ],
    ['one that is missing', 'DELETE FROM log WHERE sequence = 4', 4, 'missing'],
    ['the first that is missing', 'DELETE FROM log WHERE sequence = 1', 1, 'missing'],
    [
      'two that changed places',
      'UPDATE log SET sequence = 99 WHERE sequence = 4; UPDATE log SET sequence = 4 WHERE sequence = 5; UPDATE log SET sequence = 5 WHERE sequence = 99',
      4,
      'follow',
    ],
    ['a hash that is not its own', `UPDATE log SET hash = '${'0'.repeat(64)}' WHERE sequence = 3`, 3, 'its hash'],
    ['an end that was cut off', 'DELETE FROM log WHERE sequence >= 3', 3, 'pass-code was issued'],
    ['a pass-code that was removed from the list', 'DELETE FROM issued', 3, 'pass-code is missing'],
    [
      'an end that was cut off with the pass-codes in it',
      'DELETE FROM issued; DELETE FROM log WHERE sequence >= 2',
      1,
      'it is the last about request 19070100001 and says requested; that is approved',
    ],
    ['all of it', 'DELETE FROM issued; DELETE FROM log', 1, 'there is a request 19070100001 that no entry records'],
    [
      'a request that was taken out',
      'DELETE FROM issued; DELETE FROM log WHERE sequence >= 3; DELETE FROM requests',
      2,
      'its request 19070100001 is gone',
    ],
    [
      'a request that was settled by an outside change',
      `UPDATE requests SET status = 'declined'`,
      2,
      'says approved; that is declined',
    ],
  ])('DLR-9 names the first broken entry: %s', (_what, sql, sequence, why) => {
    const store = new DealerStore(path());
    workOn(store);
    store.close();
    tamper(path(), sql);
    expect(verifyLogFile(path())).toEqual({ kind: 'broken', sequence, why: expect.stringContaining(why) });
  });
});

describe('a hash that was written down', () => {
  it('DLR-9 of an entry or a seal is found in a longer log, and not in a history that was made anew', () => {
    let store = new DealerStore(path());
    const state = workOn(store, COMMANDS.slice(0, 3));
    const before = verifyLogFile(path());
    if (before.kind === 'broken' || before.sealHash === null) throw new Error('it is whole');
    for (const command of COMMANDS.slice(3, 4)) {
      const step = RULES.step(state, command, { epochMs: START_MS });
      if (step.record !== null) store.commit(state, step.state, step.record);
    }
    store.close();
    for (const hash of [before.headHash, before.sealHash]) {
      expect(verifyLogFile(path(), hash)).toMatchObject({ kind: 'whole', entries: 4 });
    }
    rmSync(path());
    store = new DealerStore(path());
    workOn(store, COMMANDS.slice(0, 2));
    store.close();
    expect(verifyLogFile(path(), before.sealHash)).toEqual({
      ...{ kind: 'broken', sequence: null },
      why: expect.stringContaining('no entry and no seal has the expected hash'),
    });
  });
});

describe('a file that has no log', () => {
  it('is not there', () => {
    expect(() => verifyLogFile(path())).toThrow(
      expect.objectContaining({ code: 'bench', message: `dealer database ${path()}: file not found` }),
    );
  });

  it.each([
    ['no database', 'dear diary, '.repeat(100), 'the file is not a database'],
    ['empty', '', 'it is empty'],
  ])('is %s', (_what, content, problem) => {
    writeFileSync(path(), content);
    expect(() => verifyLogFile(path())).toThrow(
      expect.objectContaining({ code: 'usage', message: `dealer database ${path()}: ${problem}` }),
    );
  });

  it('is another program’s', () => {
    const other = new DatabaseSync(path());
    other.exec('CREATE TABLE songs (name TEXT)');
    other.close();
    expect(() => verifyLogFile(path())).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('it belongs to another program') }),
    );
  });
});
