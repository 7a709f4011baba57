import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DealerStore } from '../../../../../hil/dealer/store/dealer-store.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';
import { findBrokenSeal } from '../../../../../hil/dealer/store/verify-seals.ts';
import { pathForEachTest, tamper, workOn } from '../../../../support/dealer-database.ts';

const path = pathForEachTest();

describe('the seals', () => {
  const SEALED: readonly (readonly [what: string, sql: string, why: string])[] = [
    [
      'the vehicle of a request',
      "UPDATE requests SET vin = '4T1BZ1FB3KU000000'",
      'the request 19070100001 was changed',
    ],
    [
      'the end of an approval',
      'UPDATE requests SET valid_till_ms = 4070908800000',
      'the request 19070100001 was changed',
    ],
    ['the approver', "UPDATE requests SET settled_by = 'paul', settled_by_name = 'Paul'", 'the request 19070100001'],
    ['the managers', `UPDATE requests SET manager_ids = '["tom"]'`, 'the request 19070100001 was changed'],
    [
      'repair order and customer',
      "UPDATE requests SET repair_order = '9', customer_last_name = 'O'",
      'the request 19070100001',
    ],
    [
      'a job title',
      "UPDATE staff SET title = 'General Manager' WHERE id = 'tara'",
      'the staff member tara was changed',
    ],
    ['a name', "UPDATE staff SET name = 'Someone' WHERE id = 'mona'", 'the staff member mona was changed'],
    [
      'a member more',
      "INSERT INTO staff VALUES ('eve', 'Eve', 'General Manager', '99001', 99)",
      'the staff member eve was added',
    ],
    ['a member less', "DELETE FROM staff WHERE id = 'paul'", 'the staff member paul was removed'],
    ['a former member', 'DELETE FROM former_staff', 'the former staff member fred was removed'],
    ['who a pass-code was issued to', "UPDATE issued SET actor_id = 'tom'", 'the pass-code of log entry 3 was changed'],
    [
      'a password',
      "UPDATE accounts SET password_hash = 'theirs' WHERE staff_id = 'mona'",
      'the password of mona was changed',
    ],
    [
      'a one-time password without end',
      'UPDATE accounts SET one_time_till_ms = 4070908800000',
      'the password of mona was changed',
    ],
    ['a dealer’s name', "UPDATE dealers SET name = 'Other Motors'", 'the dealer 99001 was changed'],
    [
      'a digest with its row',
      "UPDATE sealed_rows SET digest = digest || ''; UPDATE staff SET title = 'Team Leader' WHERE id = 'tara'; DELETE FROM sealed_rows WHERE key = 'tara'",
      'the staff member tara was added',
    ],
    ['all digests', 'DELETE FROM sealed_rows', 'was added outside the server'],
    ['all seals', 'DROP TRIGGER seals_are_not_shortened; DELETE FROM seals', 'the seals are missing'],
    [
      'the last seal',
      'DROP TRIGGER seals_are_not_shortened; DELETE FROM seals WHERE sequence = (SELECT max(sequence) FROM seals)',
      'does not match the last seal',
    ],
    [
      'a seal in the middle',
      'DROP TRIGGER seals_are_not_shortened; DELETE FROM seals WHERE sequence = 2',
      'seal 2 is missing',
    ],
    [
      'a seal’s sum',
      `DROP TRIGGER seals_are_not_changed; UPDATE seals SET rows = '${'0'.repeat(64)}' WHERE sequence = 2`,
      'seal 2 is not as it was written',
    ],
  ];

  function sealedDatabase(): void {
    const store = new DealerStore(path());
    workOn(store);
    store.transaction(() =>
      store.database.exec("INSERT INTO accounts (staff_id, password_hash, must_change) VALUES ('mona', 'hers', 0)"),
    );
    store.close();
  }

  /** What is wrong with the file; null where it is as it was written. */
  function brokenSeal(logHash: string | null = null): string | null {
    const database = new DatabaseSync(path(), { readOnly: true });
    const head = database.prepare('SELECT hash FROM log ORDER BY sequence DESC LIMIT 1').get();
    const broken = findBrokenSeal(database, logHash ?? String(head?.['hash']));
    database.close();
    return broken;
  }

  it('DLR-9: find nothing wrong with what a server has written', () => {
    sealedDatabase();
    expect(brokenSeal()).toBeNull();
  });

  it.each(SEALED)('DLR-9: find a change outside the server: %s', (_what, sql, why) => {
    sealedDatabase();
    tamper(path(), sql);
    expect(brokenSeal()).toContain(why);
    expect(verifyLogFile(path())).toEqual({ kind: 'broken', sequence: null, why: brokenSeal() });
  });

  it('DLR-9: find that the log has another end', () => {
    sealedDatabase();
    expect(brokenSeal('0'.repeat(64))).toBe('the last seal belongs to a different end of the log');
  });

  it.each([
    [
      'CREATE TRIGGER t AFTER UPDATE ON requests BEGIN DELETE FROM issued; END',
      'the trigger t was added or changed outside the server',
    ],
    ['CREATE VIEW v AS SELECT 1', 'the view v was added or changed outside the server'],
    ['DROP TRIGGER seals_are_not_changed', 'the trigger seals_are_not_changed was removed outside the server'],
  ])('DLR-9: find a layout that is not the server’s: %s', (sql, why) => {
    sealedDatabase();
    const database = new DatabaseSync(path());
    database.exec(sql);
    database.close();
    expect(brokenSeal()).toBe(why);
  });
});
