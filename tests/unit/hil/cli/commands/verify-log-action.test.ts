import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { runVerifyLog, type VerifyLogFlags } from '../../../../../hil/cli/commands/verify-log-action.ts';
import { GOOD_REQUEST } from '../../../../support/bad-fields.ts';
import { ended, KeptTerminal } from '../../../../support/command-line.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import { smallDealer } from '../../../../support/dealer-in-process.ts';
import { temporaryFolder } from '../../../../support/temporary-folder.ts';

const folder = temporaryFolder();
const open: DealerBench[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((bench) => bench.end()));
});

/** A database with a request in it, and its server at work. */
async function database(): Promise<string> {
  const path = folder.path('dealer.db');
  const bench = new DealerBench({ path, state: smallDealer() });
  open.push(bench);
  const token = await bench.technician();
  await bench.send('POST', '/api/dealer/requests', { token, body: GOOD_REQUEST });
  return path;
}

function verify(flags: Partial<VerifyLogFlags>): ReturnType<typeof ended> {
  const terminal = new KeptTerminal();
  return ended(terminal, () => runVerifyLog(flags, terminal));
}

function change(path: string, sql: string): void {
  const database = new DatabaseSync(path, { timeout: 2_000 });
  database.exec(sql);
  database.close();
}

describe('a check of a dealer’s log', () => {
  it('DLR-9 reports an intact one with its last hash and seal', async () => {
    const path = await database();
    const { exitCode, out, err } = await verify({ dealerDb: path });
    expect([exitCode, err]).toEqual([0, []]);
    const match = /: the log is intact, 1 entry, last hash ([\da-f]{64}), last seal ([\da-f]{64})$/.exec(out[0] ?? '');
    const [, headHash = '', sealHash = ''] = match ?? [];
    const asJson = await verify({ dealerDb: path, json: true });
    expect(JSON.parse(asJson.out.join('\n'))).toEqual({ whole: true, entries: 1, headHash, sealHash });
    expect((await verify({ dealerDb: path, quiet: true })).out).toEqual([]);
    const writtenDown = `  ${headHash.toUpperCase()} `;
    expect((await verify({ dealerDb: path, writtenDown })).exitCode).toBe(0);
  });

  it('DLR-9 names the first broken entry, and ends with 1', async () => {
    const path = await database();
    change(path, "DROP TRIGGER log_is_not_changed; UPDATE log SET record = replace(record, 'tara', 'mona')");
    const { exitCode, out } = await verify({ dealerDb: path });
    expect([exitCode, out[0]]).toEqual([1, expect.stringMatching(/: the log is broken at entry 1: /)]);
    const asJson = await verify({ dealerDb: path, json: true });
    expect(JSON.parse(asJson.out.join('\n'))).toMatchObject({ whole: false, sequence: 1 });
  });

  it('DLR-9 reports a database that was changed apart from its log', async () => {
    const path = await database();
    change(path, "UPDATE requests SET vin = '4T1BZ1FB3KU000000'");
    const { exitCode, out } = await verify({ dealerDb: path });
    expect([exitCode, out[0]]).toEqual([1, expect.stringMatching(/: the database is broken: /)]);
  });

  it('DLR-9 reports a log that lacks a hash that was written down', async () => {
    const { exitCode, out } = await verify({ dealerDb: await database(), writtenDown: 'ab'.repeat(32) });
    expect([exitCode, out.length]).toEqual([1, 1]);
  });

  it('needs a database', async () => {
    expect(await verify({})).toEqual({
      exitCode: 2,
      out: [],
      err: ['error: --dealer-db is missing', 'hint: give the database whose log is to be checked: --dealer-db FILE'],
    });
  });
});
