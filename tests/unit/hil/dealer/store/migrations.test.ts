import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, schemaVersionOf } from '../../../../../hil/dealer/store/migrations.ts';
import { DealerStore } from '../../../../../hil/dealer/store/dealer-store.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';
import { pathForEachTest, tamper, workOn } from '../../../../support/dealer-database.ts';

const NAME = 'dealer.db';
const TO_FIRST_LAYOUT =
  'DROP TABLE seals; DROP TABLE sealed_rows; ALTER TABLE accounts DROP COLUMN one_time_till_ms; PRAGMA user_version = 1';

let database: DatabaseSync;
beforeEach(() => {
  database = new DatabaseSync(':memory:');
});
afterEach(() => database.close());

function tables(): readonly unknown[] {
  const rows = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all();
  return rows.map(({ name }) => name);
}

describe('the layout of a database', () => {
  it('is the present one after a migration, and says in its header whose it is', () => {
    expect(schemaVersionOf(database, NAME)).toBe('new');
    migrate(database, NAME);
    expect(schemaVersionOf(database, NAME)).toBe(2);
    expect(tables()).toEqual([
      ...['accounts', 'dealers', 'former_staff', 'issued', 'log', 'requests', 'sealed_rows', 'seals', 'sessions'],
      'staff',
    ]);
    // "VSKd"
    expect(database.prepare('PRAGMA application_id').get()?.['application_id']).toBe(0x56534b64);
  });

  it('stays unchanged if it is up to date', () => {
    migrate(database, NAME);
    database.exec("INSERT INTO dealers VALUES ('99001', 'Example Motors')");
    migrate(database, NAME);
    expect(database.prepare('SELECT name FROM dealers').all()).toEqual([{ name: 'Example Motors' }]);
    expect(database.prepare('SELECT count(*) AS n FROM seals').get()?.['n']).toBe(0);
  });

  it.each(['UPDATE seals SET rows = rows', 'DELETE FROM seals'])('DLR-9: lets nobody "%s"', (sql) => {
    migrate(database, NAME);
    database.exec("INSERT INTO seals VALUES (1, 'a', 'b', 'c', 'd')");
    expect(() => database.exec(sql)).toThrow('the seals are only added to');
  });
});

describe('a database that is not the dealer’s', () => {
  it.each([
    ['with tables of another program', 'CREATE TABLE songs (name TEXT)'],
    ['with the header of another program', 'PRAGMA application_id = 7'],
    ['with a version, but no header', 'PRAGMA user_version = 2'],
  ])('is refused, and left as it is: %s', (_what, sql) => {
    database.exec(sql);
    const before = tables();
    const refusal = expect.objectContaining({
      code: 'usage',
      message: 'dealer database dealer.db: it belongs to another program',
    });
    expect(() => schemaVersionOf(database, NAME)).toThrow(refusal);
    expect(() => migrate(database, NAME)).toThrow(refusal);
    expect(tables()).toEqual(before);
  });

  it('is refused where a newer program made it', () => {
    migrate(database, NAME);
    database.exec('PRAGMA user_version = 99');
    expect(() => migrate(database, NAME)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: 'dealer database dealer.db: it has the layout 99, and this program knows layouts up to 2',
        hint: 'use the newer version that created it, or another file',
      }),
    );
  });
});

describe('a database of the first layout', () => {
  const path = pathForEachTest();

  it('DLR-9: is sealed with its migration, over what is in it', () => {
    migrate(database, NAME);
    database.exec("INSERT INTO dealers VALUES ('99001', 'Example Motors')");
    database.exec(TO_FIRST_LAYOUT);
    migrate(database, NAME);
    expect(database.prepare('SELECT name, key FROM sealed_rows').all()).toEqual([{ name: 'dealers', key: '99001' }]);
    expect(database.prepare('SELECT sequence, log_hash FROM seals').all()).toEqual([
      { sequence: 1, log_hash: '0'.repeat(64) },
    ]);
  });

  it('stays of that layout where the migration fails', () => {
    migrate(database, NAME);
    // The second layout's table is there already.
    database.exec('DROP TABLE seals; PRAGMA user_version = 1; ALTER TABLE accounts DROP COLUMN one_time_till_ms');
    expect(() => migrate(database, NAME)).toThrow('table sealed_rows already exists');
    expect(schemaVersionOf(database, NAME)).toBe(1);
    expect(() => database.exec('SELECT one_time_till_ms FROM accounts')).toThrow('no such column');
  });

  it('DLR-9: is whole before and after, and a change from then on is found', () => {
    const store = new DealerStore(path());
    workOn(store);
    store.close();
    const file = new DatabaseSync(path());
    file.exec(TO_FIRST_LAYOUT);
    file.close();
    expect(verifyLogFile(path())).toMatchObject({ kind: 'whole', entries: 6 });
    new DealerStore(path()).close();
    expect(verifyLogFile(path())).toMatchObject({ kind: 'whole', entries: 6 });
    tamper(path(), "UPDATE staff SET title = 'General Manager' WHERE id = 'tara'");
    expect(verifyLogFile(path())).toMatchObject({ kind: 'broken', why: expect.stringContaining('tara') });
  });
});
