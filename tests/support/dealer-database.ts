import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach } from 'vitest';
import type { DealerCommand } from '../../hil/dealer/rules/dealer-commands.ts';
import { createDealerRules } from '../../hil/dealer/rules/dealer-rules.ts';
import type { DealerState } from '../../hil/dealer/rules/dealer-state.ts';
import { demoDealer } from '../../hil/dealer/rules/demo-dealer.ts';
import type { DealerStore } from '../../hil/dealer/store/dealer-store.ts';
import { START_MS } from './dealer-bench.ts';
import { APPROVE, REQUEST, RESET_CODE } from './dealer-commands.ts';

/** The rules that {@link workOn} follows. */
export const RULES: ReturnType<typeof createDealerRules> = createDealerRules({
  passcodeSecret: 'virtual-car-fleet-secret',
});

/** A request, its approval and its pass-code; somebody enrolled, somebody with another title, somebody removed. */
export const COMMANDS: readonly DealerCommand[] = [
  REQUEST,
  APPROVE,
  RESET_CODE,
  { kind: 'enrol', actorId: 'gwen', staffId: 'nora', name: 'Nora New', title: 'Team Leader' },
  { kind: 'change-title', actorId: 'gwen', staffId: 'tom', title: 'Shop Foreman' },
  { kind: 'remove', actorId: 'gwen', staffId: 'fred' },
];

/** A name for a database's file in a folder of its own, for each test of a file. */
export function pathForEachTest(): () => string {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'dealer-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return () => join(folder, 'dealer.db');
}

/** Carries the commands out over a store, as the server does. @returns the state after them */
export function workOn(store: DealerStore, commands: readonly DealerCommand[] = COMMANDS): DealerState {
  let state = store.load();
  if (state === null) {
    ({ state } = demoDealer());
    store.found(state);
  }
  for (const command of commands) {
    const step = RULES.step(state, command, { epochMs: START_MS });
    if (step.record === null) throw new Error(JSON.stringify(step.outcome));
    store.commit(state, step.state, step.record);
    state = step.state;
  }
  return state;
}

/** A change to the file from outside, with the triggers removed. */
export function tamper(path: string, sql: string): void {
  const database = new DatabaseSync(path);
  database.exec('DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_shortened; PRAGMA foreign_keys = OFF');
  database.exec(sql);
  database.close();
}
