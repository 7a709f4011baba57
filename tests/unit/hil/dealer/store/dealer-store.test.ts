import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DealerCommand } from '../../../../../hil/dealer/rules/dealer-commands.ts';
import { createDealerRules } from '../../../../../hil/dealer/rules/dealer-rules.ts';
import { type DealerState, withIssued } from '../../../../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../../../../hil/dealer/rules/demo-dealer.ts';
import { APPROVAL_POLICY, IDENTIFICATION_POLICY } from '../../../../../hil/dealer/rules/policies.ts';
import { DealerStore } from '../../../../../hil/dealer/store/dealer-store.ts';
import { canonicalRecord, chainHash, GENESIS_HASH } from '../../../../../hil/dealer/store/log-chain.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';

const START_MS = 1_561_968_000_000;
const rules = createDealerRules({ passcodeSecret: 'virtual-car-fleet-secret' });

const COMMANDS: readonly DealerCommand[] = [
  {
    kind: 'request-reset',
    actorId: 'tara',
    vin: '4T1BZ1FB4KU999999',
    repairOrder: '123456',
    customerLastName: 'Example',
    tickedPolicies: IDENTIFICATION_POLICY.map((box) => box.id),
    managerIds: ['mona', 'paul'],
  },
  {
    kind: 'approve',
    actorId: 'mona',
    requestNumber: '19070100001',
    tickedPolicies: APPROVAL_POLICY.map((box) => box.id),
  },
  {
    kind: 'issue-reset-pass-code',
    actorId: 'tara',
    requestNumber: '19070100001',
    toolVersion: '13.10.019',
    seedNumber: '00010123456789AB',
  },
  { kind: 'enrol', actorId: 'gwen', staffId: 'nora', name: 'Nora New', title: 'Team Leader' },
  { kind: 'change-title', actorId: 'gwen', staffId: 'tom', title: 'Shop Foreman' },
  { kind: 'remove', actorId: 'gwen', staffId: 'fred' },
];

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dealer-store-'));
  path = join(folder, 'dealer.db');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Carries the commands out over a store, as the server does. @returns the state after them */
function workOn(store: DealerStore, commands: readonly DealerCommand[] = COMMANDS): DealerState {
  let state = store.load();
  if (state === null) {
    state = demoDealer().state;
    store.found(state);
  }
  for (const command of commands) {
    const step = rules.step(state, command, { epochMs: START_MS });
    if (step.record === null) throw new Error(JSON.stringify(step.outcome));
    store.commit(state, step.state, step.record);
    state = step.state;
  }
  return state;
}

/** A change to the file from outside, with the triggers removed. */
function tamper(sql: string): void {
  const database = new DatabaseSync(path);
  database.exec('DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_shortened; PRAGMA foreign_keys = OFF');
  database.exec(sql);
  database.close();
}

describe('a dealer’s database', () => {
  it('DLR-9 returns after a restart all that the rules remembered', () => {
    const store = new DealerStore(path);
    const state = workOn(store);
    store.close();
    const again = new DealerStore(path);
    expect(again.load()).toEqual(state);
    again.close();
  });

  it('continues the chain of the log where it ended', () => {
    let store = new DealerStore(path);
    const state = workOn(store);
    store.close();
    store = new DealerStore(path);
    const step = rules.step(
      state,
      { kind: 'close', actorId: 'tara', requestNumber: '19070100001' },
      { epochMs: START_MS },
    );
    if (step.record === null) throw new Error('the close was refused');
    expect(store.commit(state, step.state, step.record)).toBe(7);
    store.close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 7 });
  });

  it('keeps neither the state nor the log line where the other cannot be kept', () => {
    const store = new DealerStore(path);
    const state = workOn(store, COMMANDS.slice(0, 2));
    const command = COMMANDS[2];
    if (command === undefined) throw new Error('there are more commands');
    const step = rules.step(state, command, { epochMs: START_MS });
    const { record } = step;
    if (record === null) throw new Error('the pass-code was refused');
    const fail = (): void => {
      throw new Error('the disk is gone');
    };
    expect(() => store.commit(state, step.state, record, fail)).toThrow('the disk is gone');
    expect(store.load()).toEqual(state);
    expect(store.log({ dealerCode: '99001', fromMs: 0, toMs: START_MS * 2 })).toHaveLength(2);
    store.commit(state, step.state, record);
    store.close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 3 });
  });

  it('has in memory only the latest 200 pass-codes given out', () => {
    const store = new DealerStore(path);
    const state = workOn(store, COMMANDS.slice(0, 3));
    const [issued] = state.issued;
    if (issued === undefined) throw new Error('one was given out');
    const many = Array.from({ length: 250 }).reduce<DealerState>((before) => withIssued(before, { ...issued }), state);
    expect(many.issued).toHaveLength(200);
    store.close();
  });

  it.each(['UPDATE log SET record = record', 'DELETE FROM log WHERE sequence = 1', 'DELETE FROM log'])(
    'DLR-9 refuses "%s" itself',
    (sql) => {
      const store = new DealerStore(path);
      workOn(store);
      expect(() => store.database.exec(sql)).toThrow('the log is only added to');
      store.close();
    },
  );
});

describe('the chain of hashes', () => {
  it('is SHA-256 over the hash before, the number and the record, a line each', () => {
    const first = chainHash(GENESIS_HASH, 1, '{"kind":"closed"}');
    // printf '%064d\n1\n{"kind":"closed"}' 0 | sha256sum
    expect(first).toBe('ae7ead2dfb7f3509914aad384ba0810092cdc35afa173ba94ab137e8824bbaeb');
    expect(chainHash(first, 2, '{"kind":"closed"}')).not.toBe(first);
  });

  it('writes one record in one way, whatever the order of its names', () => {
    const step = rules.step(
      demoDealer().state,
      { kind: 'enrol', actorId: 'gwen', staffId: 'nora', name: 'N', title: 'Technician' },
      { epochMs: 1 },
    );
    if (step.record === null) throw new Error('nora was refused');
    const turned = Object.fromEntries(Object.entries(step.record).reverse());
    expect(canonicalRecord({ ...step.record, ...turned })).toBe(canonicalRecord(step.record));
    expect(canonicalRecord(step.record)).toBe(
      '{"actorId":"gwen","actorName":"Gwen Generalmanager","actorTitle":"General Manager","customerLastName":null,' +
        '"dealerCode":"99001","dealerName":"Example Motors","epochMs":1,"kind":"enrolled","repairOrder":null,' +
        '"requestNumber":null,"seed":null,"staff":{"id":"nora","name":"N","title":"Technician"},"toolVersion":null,"vin":null}',
    );
  });

  it('DLR-9 verifies a log that nobody touched, and names its length', () => {
    const store = new DealerStore(path);
    workOn(store);
    expect(verifyLogFile(path)).toMatchObject({
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
    const store = new DealerStore(path);
    workOn(store);
    store.close();
    tamper(sql);
    expect(verifyLogFile(path)).toEqual({ kind: 'broken', sequence, why: expect.stringContaining(why) });
  });
});

describe('a file that is no dealer’s database', () => {
  it('is refused when it is no database at all, and left as it is', () => {
    writeFileSync(path, 'dear diary, '.repeat(100));
    expect(() => new DealerStore(path)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('not a database') }),
    );
    expect(() => verifyLogFile(path)).toThrow(expect.objectContaining({ code: 'usage' }));
    expect(readFileSync(path, 'utf8')).toBe('dear diary, '.repeat(100));
  });

  it('is refused when it is another program’s', () => {
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE songs (name TEXT)');
    other.close();
    expect(() => new DealerStore(path)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining('another program') }),
    );
    expect(() => verifyLogFile(path)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it('is refused when a newer program made it', () => {
    new DealerStore(path).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 99');
    database.close();
    expect(() => new DealerStore(path)).toThrow(
      expect.objectContaining({
        code: 'usage',
        message: expect.stringContaining('layout 99'),
        hint: expect.stringContaining('newer'),
      }),
    );
  });

  it('is refused where the folder is missing, or the name is a folder’s', () => {
    expect(() => new DealerStore(join(folder, 'none', 'dealer.db'))).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('cannot be opened') }),
    );
    mkdirSync(join(folder, 'dealers'));
    expect(() => new DealerStore(join(folder, 'dealers'))).toThrow(expect.objectContaining({ code: 'bench' }));
    expect(() => verifyLogFile(join(folder, 'none.db'))).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('file not found') }),
    );
  });

  it('DLR-9 takes an action and its entry both or not at all when the disk is full', () => {
    const store = new DealerStore(path);
    let state = workOn(store);
    const pages = Number(store.database.prepare('PRAGMA page_count').get()?.['page_count']);
    store.database.exec(`PRAGMA max_page_count = ${pages + 1}`);
    const enrolUntilFull = (): void => {
      for (let n = 1; n < 1000; n++) {
        const command = { kind: 'enrol', actorId: 'gwen', staffId: `n${n}`, name: 'N', title: 'Technician' } as const;
        const step = rules.step(state, command, { epochMs: START_MS });
        if (step.record === null) throw new Error('refused');
        store.commit(state, step.state, step.record);
        state = step.state;
      }
    };
    expect(enrolUntilFull).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('the disk is full') }),
    );
    expect(store.load()).toEqual(state);
    store.close();
    const enrolled = state.staff.filter(({ id }) => /^n\d+$/.test(id)).length;
    expect(enrolled).toBeGreaterThan(0);
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: COMMANDS.length + enrolled });
  });

  it('is refused while another server has it, and not afterwards', () => {
    const first = new DealerStore(path);
    expect(() => new DealerStore(path)).toThrow(
      expect.objectContaining({ code: 'bench', message: expect.stringContaining('another dealer server') }),
    );
    first.close();
    new DealerStore(path).close();
  });
});

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
    const store = new DealerStore(path);
    workOn(store);
    store.transaction(() =>
      store.database.exec("INSERT INTO accounts (staff_id, password_hash, must_change) VALUES ('mona', 'hers', 0)"),
    );
    store.close();
  }

  it.each(SEALED)('DLR-9 report a change outside the server, after which nothing is stored: %s', (_what, sql, why) => {
    sealedDatabase();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 6 });
    tamper(sql);
    expect(verifyLogFile(path)).toEqual({ kind: 'broken', sequence: null, why: expect.stringContaining(why) });
    const store = new DealerStore(path);
    expect(store.damage).toContain(why);
    expect(store.warning).toContain('nothing is approved, issued or changed with it');
    const change = (): void => store.transaction(() => store.database.exec("UPDATE staff SET name = 'Other'"));
    expect(change).toThrow('it is not whole: ');
    store.close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'broken' });
  });

  it('DLR-9 are made over rows as they are after each transaction, and none after one that failed', () => {
    sealedDatabase();
    const store = new DealerStore(path);
    const seals = (): number => Number(store.database.prepare('SELECT count(*) AS n FROM seals').get()?.['n']);
    const before = seals();
    const failing = (): void =>
      store.transaction(() => {
        store.database.exec("UPDATE staff SET title = 'Team Leader' WHERE id = 'tara'");
        throw new Error('the disk is gone');
      });
    expect(failing).toThrow('the disk is gone');
    expect(seals()).toBe(before);
    store.transaction(() => store.database.exec("UPDATE staff SET title = 'Team Leader' WHERE id = 'tara'"));
    expect(seals()).toBe(before + 1);
    store.close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole' });
  });

  it('DLR-9 of a database of the first layout are made at its next start, over what is in it', () => {
    sealedDatabase();
    const database = new DatabaseSync(path);
    database.exec(
      'DROP TABLE seals; DROP TABLE sealed_rows; ALTER TABLE accounts DROP COLUMN one_time_till_ms; PRAGMA user_version = 1',
    );
    database.close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 6 });
    new DealerStore(path).close();
    expect(verifyLogFile(path)).toMatchObject({ kind: 'whole', entries: 6 });
    tamper("UPDATE staff SET title = 'General Manager' WHERE id = 'tara'");
    expect(verifyLogFile(path)).toMatchObject({ kind: 'broken', why: expect.stringContaining('tara') });
  });
});

describe('a hash that was written down', () => {
  it('DLR-9 of an entry or a seal is found in a longer log, and not in a history that was made anew', () => {
    let store = new DealerStore(path);
    const state = workOn(store, COMMANDS.slice(0, 3));
    const before = verifyLogFile(path);
    if (before.kind === 'broken' || before.sealHash === null) throw new Error('it is whole');
    for (const command of COMMANDS.slice(3, 4)) {
      const step = rules.step(state, command, { epochMs: START_MS });
      if (step.record !== null) store.commit(state, step.state, step.record);
    }
    store.close();
    for (const hash of [before.headHash, before.sealHash]) {
      expect(verifyLogFile(path, hash)).toMatchObject({ kind: 'whole', entries: 4 });
    }
    rmSync(path);
    store = new DealerStore(path);
    workOn(store, COMMANDS.slice(0, 2));
    store.close();
    expect(verifyLogFile(path, before.sealHash)).toEqual({
      ...{ kind: 'broken', sequence: null },
      why: expect.stringContaining('no entry and no seal has the expected hash'),
    });
  });
});

describe('the files of a database', () => {
  it('DLR-8 are made for this user alone, whatever the umask', () => {
    const before = process.umask(0);
    try {
      const store = new DealerStore(path);
      workOn(store);
      const modes = readdirSync(folder).map((name) => (statSync(join(folder, name)).mode & 0o777).toString(8));
      expect(readdirSync(folder)).toEqual(expect.arrayContaining(['dealer.db', 'dealer.db-wal', 'dealer.db-lock']));
      expect(modes.filter((mode) => mode !== '600')).toEqual([]);
      expect(store.warning).toBeNull();
      store.close();
    } finally {
      process.umask(before);
    }
  });

  it('DLR-8 that others can read are warned of, with the command that changes it', () => {
    new DealerStore(path).close();
    chmodSync(path, 0o644);
    const store = new DealerStore(path);
    expect(store.warning).toBe(
      `${path} is readable by other users of this machine: it contains password hashes and customers' names (chmod 600 "${path}" "${path}-wal" "${path}-shm")`,
    );
    store.close();
  });
});
