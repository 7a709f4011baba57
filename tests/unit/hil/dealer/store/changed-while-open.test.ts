import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../../../hil/dealer/store/open-database.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';
import { APPROVAL, GOOD_REQUEST, GOOD_SEED } from '../../../../support/bad-fields.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import { smallDealer } from '../../../../support/dealer-in-process.ts';

let folder: string;
let path: string;
let dealer: DealerBench;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'changed-while-open-'));
  path = join(folder, 'dealer.db');
  dealer = new DealerBench({ path, state: smallDealer() });
});
afterEach(async () => {
  await dealer.end();
  rmSync(folder, { recursive: true });
});

/** Another program, while the server has the file. */
function meanwhile(sql: string): void {
  const database = new DatabaseSync(path, { timeout: 2_000 });
  database.exec(sql);
  database.close();
}

async function requested(): Promise<{ readonly tara: string; readonly mona: string; readonly number: string }> {
  const tara = await dealer.technician();
  const mona = await dealer.signIn('mona');
  const { body } = await dealer.send('POST', '/api/dealer/requests', { token: tara, body: GOOD_REQUEST });
  return { tara, mona, number: String(body['requestNumber']) };
}

describe('a database that another program changes while the server has it', () => {
  it.each([
    ['the vehicle of a request', "UPDATE requests SET vin = '4T1BZ1FB3KU000000'", 'the request 19070100001'],
    ['a job title', "UPDATE staff SET title = 'General Manager' WHERE id = 'tara'", 'the staff member tara'],
    ['a password', "UPDATE accounts SET password_hash = 'theirs' WHERE staff_id = 'mona'", 'the password of mona'],
    ['a trigger', 'CREATE TRIGGER t AFTER UPDATE ON requests BEGIN DELETE FROM issued; END', 'the trigger t was added'],
  ])('DLR-9 is not sealed with the change, and nothing more is done with it: %s', async (_what, sql, why) => {
    const { mona, number } = await requested();
    meanwhile(sql);
    const approve = `/api/dealer/requests/${number}/approve`;
    const answer = await dealer.send('POST', approve, { token: mona, body: APPROVAL });
    expect([answer.status, answer.body]).toEqual([
      503,
      expect.objectContaining({ code: 'database-changed', error: expect.stringContaining(why) }),
    ]);
    expect(verifyLogFile(path)).toEqual({ kind: 'broken', sequence: null, why: expect.stringContaining(why) });
  });

  it('DLR-9 is whole where nothing that matters was changed, and work continues', async () => {
    const { tara, mona, number } = await requested();
    meanwhile('VACUUM; PRAGMA wal_checkpoint(TRUNCATE)');
    await dealer.send('POST', `/api/dealer/requests/${number}/approve`, { token: mona, body: APPROVAL });
    const code = await dealer.send('POST', `/api/dealer/requests/${number}/pass-code`, {
      token: tara,
      body: GOOD_SEED,
    });
    expect(code.body['passCode']).toBe('294211');
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 3 });
  });
});

describe('the sessions in a database', () => {
  const PLANTED = `INSERT INTO sessions VALUES ('${'ab'.repeat(32)}', 'mona', 1800000000000, 1800000000000, NULL, NULL)`;

  it.each([
    ['one more', PLANTED],
    ['one of another person', "UPDATE sessions SET staff_id = 'mona' WHERE staff_id = 'tara'"],
    ['a tab held open', 'UPDATE sessions SET keys_open_till_ms = 4070908800000'],
    ['a life without end', 'UPDATE sessions SET created_at_ms = 4070908800000'],
  ])('DLR-8 are sealed, and none is believed once one was changed: %s', async (_what, sql) => {
    const { mona } = await requested();
    await dealer.end();
    meanwhile(sql);
    expect(verifyLogFile(path)).toMatchObject({ kind: 'broken', why: expect.stringContaining('the session') });
    dealer = new DealerBench({ path, state: smallDealer() });
    expect((await dealer.send('GET', '/api/dealer/me', { token: mona })).status).toBe(401);
  });

  it('DLR-8 are whole after use, sign-outs, removals and resets', async () => {
    const { mona } = await requested();
    dealer.realMs += 600_000;
    expect((await dealer.send('GET', '/api/dealer/me', { token: mona })).status).toBe(200);
    await dealer.send('POST', '/api/dealer/sign-out', { token: mona, body: {} });
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole' });
  });

  it('DLR-8 end with a removal in one transaction: with the account’s password', async () => {
    await dealer.end();
    rmSync(path);
    dealer = new DealerBench({ path });
    const gwen = await dealer.signIn('gwen');
    await dealer.signIn('tom');
    await dealer.send('POST', '/api/dealer/staff/tom/remove', { token: gwen, body: {} });
    await dealer.signIn('mona');
    await dealer.send('POST', '/api/dealer/staff/mona/password', { token: gwen, body: {} });
    const left = new DatabaseSync(path, { readOnly: true });
    expect(left.prepare('SELECT DISTINCT staff_id FROM sessions').all()).toEqual([{ staff_id: 'gwen' }]);
    left.close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole' });
  });
});

describe('a database of the first layout', () => {
  it('DLR-9 is sealed in the transaction that brings it to the new one: a kill in between leaves it as it was', async () => {
    await requested();
    await dealer.end();
    meanwhile(
      'DROP TABLE seals; DROP TABLE sealed_rows; ALTER TABLE accounts DROP COLUMN one_time_till_ms; PRAGMA user_version = 1',
    );
    // What a server does first; it is killed before anything else.
    openDatabase(path).close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 1 });
    dealer = new DealerBench({ path, state: smallDealer() });
    expect(dealer.service.warning).toBeNull();
  });
});
