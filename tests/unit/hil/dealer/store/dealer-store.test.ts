import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { DealerStore } from '../../../../../hil/dealer/store/dealer-store.ts';
import { verifyLogFile } from '../../../../../hil/dealer/store/verify-log.ts';
import { START_MS } from '../../../../support/dealer-bench.ts';
import { COMMANDS, pathForEachTest, RULES, workOn } from '../../../../support/dealer-database.ts';

const path = pathForEachTest();

describe('a dealer’s database', () => {
  it('DLR-9 gives back after a restart all that the rules remembered', () => {
    const store = new DealerStore(path());
    const state = workOn(store);
    store.close();
    const again = new DealerStore(path());
    expect(again.load()).toEqual(state);
    again.close();
  });

  it('continues the chain of the log where it ended', () => {
    let store = new DealerStore(path());
    const state = workOn(store);
    store.close();
    store = new DealerStore(path());
    const step = RULES.step(
      state,
      { kind: 'close', actorId: 'tara', requestNumber: '19070100001' },
      { epochMs: START_MS },
    );
    if (step.record === null) throw new Error('the close was refused');
    expect(store.commit(state, step.state, step.record)).toBe(7);
    store.close();
    expect(verifyLogFile(path())).toMatchObject({ kind: 'whole', entries: 7 });
  });

  it('keeps neither the state nor the log line where the other cannot be kept', () => {
    const store = new DealerStore(path());
    const state = workOn(store, COMMANDS.slice(0, 2));
    const command = COMMANDS[2];
    if (command === undefined) throw new Error('there are more commands');
    const step = RULES.step(state, command, { epochMs: START_MS });
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
    expect(verifyLogFile(path())).toMatchObject({ kind: 'whole', entries: 3 });
  });

  it('DLR-9 takes an action and its entry both or not at all when the disk is full', () => {
    const store = new DealerStore(path());
    let state = workOn(store);
    const pages = Number(store.database.prepare('PRAGMA page_count').get()?.['page_count']);
    store.database.exec(`PRAGMA max_page_count = ${pages + 1}`);
    const enrolUntilFull = (): void => {
      for (let n = 1; n < 1000; n++) {
        const command = { kind: 'enrol', actorId: 'gwen', staffId: `n${n}`, name: 'N', title: 'Technician' } as const;
        const step = RULES.step(state, command, { epochMs: START_MS });
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
    expect(verifyLogFile(path())).toMatchObject({ kind: 'whole', entries: COMMANDS.length + enrolled });
  });

  it.each(['UPDATE log SET record = record', 'DELETE FROM log WHERE sequence = 1', 'DELETE FROM log'])(
    'DLR-9 refuses "%s" itself',
    (sql) => {
      const store = new DealerStore(path());
      workOn(store);
      expect(() => store.database.exec(sql)).toThrow('the log is only added to');
      store.close();
    },
  );

  it('DLR-9 seals the rows as they are after each transaction, and nothing after one that failed', () => {
    const store = new DealerStore(path());
    workOn(store);
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
    expect(verifyLogFile(path())).toMatchObject({ kind: 'whole' });
  });

  it('DLR-9 stores nothing more once something was changed outside the server, and says so', () => {
    const store = new DealerStore(path());
    workOn(store);
    expect(store.damage).toBeNull();
    const other = new DatabaseSync(path());
    other.exec("UPDATE staff SET title = 'General Manager' WHERE id = 'tara'");
    other.close();
    expect(store.damage).toBe('the staff member tara was changed outside the server');
    expect(store.warning).toBe(
      `${path()} is not whole: the staff member tara was changed outside the server; nothing is approved, issued or ` +
        'changed with it (put a backup in its place, or keep it for the investigation and start with a new file)',
    );
    const change = (): void => store.transaction(() => store.database.exec("UPDATE staff SET name = 'Other'"));
    expect(change).toThrow('it is not whole: ');
    store.close();
  });
});
