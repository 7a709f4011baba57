import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toHex } from '../../can-bus/bytes/hex.ts';
import { createPassCodes } from '../../ecu-sim/identity/pass-code.ts';
import { parseKeySeed } from '../../ecu-sim/identity/seed-data.ts';
import { APPROVAL, GOOD_KEYS, GOOD_REQUEST, GOOD_SEED } from '../support/bad-fields.ts';
import { CarInProcess, runCommand } from './support/in-process.ts';
import { MAIN } from './support/main-file.ts';
import { quickFolder } from './support/quick-folder.ts';

let folder: string;
let database: string;
const running: ChildProcess[] = [];

beforeEach(() => {
  folder = quickFolder('dealer-command-');
  database = join(folder, 'dealer.db');
});
afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }
  rmSync(folder, { recursive: true });
});

interface Dealer {
  readonly http: string;
  readonly accounts: readonly { readonly account: string; readonly password: string; readonly mustChange: boolean }[];
  readonly child: ChildProcess;
  /** All it has written. */
  output(): string;
}

async function startDealer(...args: readonly string[]): Promise<Dealer> {
  const child = spawn(process.execPath, [MAIN, 'dealer', '--json', '--http', '127.0.0.1:0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let output = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  lines.on('line', (next: string) => {
    output += next;
  });
  const { http, accounts } = JSON.parse(line) as Pick<Dealer, 'http' | 'accounts'>;
  return { http, accounts, child, output: () => output };
}

async function post(url: string, body: unknown, token?: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

async function signIn(http: string, account: string, password: string = `demo-${account}`): Promise<string> {
  return String((await post(`${http}/api/dealer/sign-in`, { account, password }))['token']);
}

/** From the request to both pass-codes. @returns all that must stay a secret */
async function wholeApproval(http: string): Promise<readonly string[]> {
  const api = `${http}/api/dealer`;
  const [tara, mona] = [await signIn(http, 'tara'), await signIn(http, 'mona')];
  for (const tab of ['immobilizer-reset', 'add-remove-key'])
    await post(`${api}/tabs/${tab}`, { password: 'demo-tara' }, tara);
  const { requestNumber } = await post(`${api}/requests`, GOOD_REQUEST, tara);
  await post(`${api}/requests/${String(requestNumber)}/approve`, APPROVAL, mona);
  const reset = await post(`${api}/requests/${String(requestNumber)}/pass-code`, GOOD_SEED, tara);
  const keys = await post(`${api}/key-pass-codes`, GOOD_KEYS, tara);
  expect([reset['passCode'], keys['passCode']]).toEqual(['294211', 'E6B810B8E679']);
  return [tara, mona, 'demo-tara', 'demo-mona', '294211', 'E6B810B8E679', 'virtual-car-fleet-secret'];
}

describe('smartkey dealer', () => {
  it('DLR-9 keeps log and sessions over kill -9, and verify-log reads the log beside it', async () => {
    const first = await startDealer('--demo', '--dealer-db', database);
    const secrets = await wholeApproval(first.http);
    const beside = await runCommand('dealer', 'verify-log', '--dealer-db', database, '--json');
    expect(beside.exitCode, beside.stderr).toBe(0);
    expect(JSON.parse(beside.stdout)).toMatchObject({ whole: true, entries: 4 });
    const ended = once(first.child, 'exit');
    first.child.kill('SIGKILL');
    await ended;
    const again = await startDealer('--demo', '--dealer-db', database);
    expect(again.accounts).toEqual([]);
    const inbox = await fetch(`${again.http}/api/dealer/inbox`, {
      headers: { authorization: `Bearer ${secrets[0] ?? ''}` },
    });
    expect(await inbox.json()).toMatchObject({ own: [{ status: 'approved' }] });
    const output = first.output() + again.output();
    for (const secret of secrets) expect(output).not.toContain(secret);
    expect(output).toBe('');
  });

  it('DLR-8 gives one-time passwords at the first start, which must be changed', async () => {
    const { http, accounts } = await startDealer();
    expect(accounts.map(({ account }) => account)).toEqual(['tara', 'mona', 'paul', 'gwen', 'tom', 'fred']);
    expect(accounts.every(({ password, mustChange }) => mustChange && /^(\w{4}-){3}\w{4}$/.test(password))).toBe(true);
    const tara = accounts[0];
    const token = await signIn(http, 'tara', tara?.password);
    const body = { password: tara?.password, newPassword: 'a better password' };
    expect(await post(`${http}/api/dealer/tabs/add-remove-key`, { password: tara?.password }, token)).toMatchObject({
      code: 'password-must-change',
    });
    expect(await post(`${http}/api/dealer/password`, body, token)).toEqual({});
    expect(await post(`${http}/api/dealer/tabs/add-remove-key`, { password: body.newPassword }, token)).toMatchObject({
      tab: 'add-remove-key',
    });
  });

  it('refuses a database that another server uses (5), and one of another program (2)', async () => {
    await startDealer('--demo', '--dealer-db', database);
    const second = await runCommand('dealer', '--http', '127.0.0.1:0', '--dealer-db', database);
    expect([second.exitCode, second.stderr]).toEqual([5, expect.stringContaining('another dealer server is using it')]);
    const foreign = join(folder, 'songs.db');
    const songs = new DatabaseSync(foreign);
    songs.exec('CREATE TABLE songs (name TEXT)');
    songs.close();
    const third = await runCommand(
      'car',
      '--http',
      '127.0.0.1:0',
      '--bus',
      'slcan-tcp:127.0.0.1:0',
      '--dealer-db',
      foreign,
    );
    expect([third.exitCode, third.stderr]).toEqual([2, expect.stringContaining('another program')]);
    const nowhere = await runCommand('dealer', '--http', '127.0.0.1:0', '--dealer-db', join(folder, 'none', 'd.db'));
    expect(nowhere.exitCode).toBe(5);
  });
});

describe('smartkey dealer --dealer-db', () => {
  it.each([
    ['a folder', '.', 'it is a folder', 'name the file of a dealer server', 2],
    // Root, too, makes no file there.
    ['in a folder that may not be written to', '/proc/dealer.db', 'it cannot be opened', 'is writable', 5],
    ['in a file as if that were a folder', 'package.json/dealer.db', 'it cannot be opened', 'is writable', 5],
    ['on a full disk', '/dev/full', 'the disk is full', 'free disk space', 5],
  ])('%s: names the file, the problem and a hint', async (_what, path, problem, hint, exitCode) => {
    const ended = await runCommand('dealer', '--demo', '--http', '127.0.0.1:0', '--dealer-db', path);
    expect(ended.exitCode).toBe(exitCode);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toContain(`error: dealer database ${path}: ${problem}\n`);
    expect(ended.stderr).toContain(hint);
  });
});

describe('smartkey dealer with a database that was changed outside the server', () => {
  it('DLR-5 DLR-9 shows what is there, and issues no pass-code from the changed approval', async () => {
    const first = await startDealer('--demo', '--dealer-db', database);
    await wholeApproval(first.http);
    const ended = once(first.child, 'exit');
    first.child.kill('SIGINT');
    await ended;
    const changed = new DatabaseSync(database);
    changed.exec("UPDATE requests SET vin = '4T1BZ1FB3KU000000'");
    changed.close();
    const again = await startDealer('--demo', '--dealer-db', database);
    const api = `${again.http}/api/dealer`;
    const tara = await signIn(again.http, 'tara');
    await post(`${api}/tabs/immobilizer-reset`, { password: 'demo-tara' }, tara);
    const inbox = await fetch(`${api}/inbox`, { headers: { authorization: `Bearer ${tara}` } });
    expect(await inbox.json()).toMatchObject({ own: [{ status: 'approved', vin: '4T1BZ1FB3KU000000' }] });
    const [{ number: requestNumber } = { number: '' }] = requests(database);
    expect(await post(`${api}/requests/${requestNumber}/pass-code`, GOOD_SEED, tara)).toMatchObject({
      code: 'database-changed',
      error: expect.stringContaining(`the request ${requestNumber} was changed outside the server`),
    });
    expect(again.output()).toContain('nothing is approved, issued or changed with it');
    expect((await runCommand('dealer', 'verify-log', '--dealer-db', database)).exitCode).toBe(1);
  });
});

function requests(path: string): readonly { readonly number: string }[] {
  const opened = new DatabaseSync(path, { readOnly: true });
  const numbers = opened.prepare('SELECT number FROM requests').all();
  opened.close();
  return numbers.map((row) => ({ number: String(row['number']) }));
}

describe('smartkey dealer verify-log', () => {
  it('DLR-9 names the first broken entry, and ends with 1', async () => {
    const dealer = await startDealer('--demo', '--dealer-db', database);
    await wholeApproval(dealer.http);
    const ended = once(dealer.child, 'exit');
    dealer.child.kill('SIGINT');
    await ended;
    expect(dealer.child.exitCode).toBe(0);
    const hand = new DatabaseSync(database);
    hand.exec(
      `DROP TRIGGER log_is_not_changed; UPDATE log SET record = replace(record, 'Mona', 'Paul') WHERE sequence = 2`,
    );
    hand.close();
    const { exitCode, stdout } = await runCommand('dealer', 'verify-log', '--dealer-db', database);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('broken at entry 2');
  });

  it('ends with 2 without a file name or with another program’s file, and with 5 if the file does not exist', async () => {
    const note = join(folder, 'note.txt');
    writeFileSync(note, 'not a database at all, but long enough to be looked at as one'.repeat(20));
    expect((await runCommand('dealer', 'verify-log')).exitCode).toBe(2);
    expect((await runCommand('dealer', 'verify-log', '--dealer-db', note)).exitCode).toBe(2);
    expect((await runCommand('dealer', 'verify-log', '--dealer-db', join(folder, 'none.db'))).exitCode).toBe(5);
    expect(readFileSync(note, 'utf8')).toContain('not a database');
  });
});

describe('the dealer beside a car', () => {
  it('DLR-6 has the secret of a file instead of the profile’s, as the car has', async () => {
    const secret = join(folder, 'secret');
    writeFileSync(secret, 'a secret of this bench\n', { mode: 0o600 });
    const car = await CarInProcess.start('--time', 'virtual', '--demo', '--passcode-secret-file', secret);
    try {
      const tara = await signIn(car.http, 'tara');
      await post(`${car.http}/api/dealer/tabs/add-remove-key`, { password: 'demo-tara' }, tara);
      const { passCode } = await post(`${car.http}/api/dealer/key-pass-codes`, GOOD_KEYS, tara);
      const { vin, data1, data1CheckDigit, data2, data2CheckDigit, data3 } = GOOD_KEYS;
      const seed = parseKeySeed({ data1, data1CheckDigit, data2, data2CheckDigit, data3 });
      if (seed === null) throw new Error('it is a seed');
      expect(passCode).toBe(toHex(createPassCodes('a secret of this bench', vin).forKeys(seed)));
      expect(passCode).not.toBe('E6B810B8E679');
    } finally {
      await car.end('SIGINT');
    }
  });

  it('DLR-11 has the car’s calendar in virtual time, the bench’s faults, and a place in the OpenAPI document', async () => {
    const profile = join(folder, 'late-evening.yaml');
    writeFileSync(profile, "calendarStart: '2019-07-01T23:59:00Z'\n");
    const car = await CarInProcess.start('--time', 'virtual', '--demo', '--profile', profile);
    try {
      await wholeApproval(car.http);
      await car.post('/api/time/advance', { seconds: 60 });
      const tara = await signIn(car.http, 'tara');
      await post(`${car.http}/api/dealer/tabs/immobilizer-reset`, { password: 'demo-tara' }, tara);
      const form = { ...GOOD_REQUEST, vin: '4T1BZ1FB3KU000000' };
      expect(await post(`${car.http}/api/dealer/requests`, form, tara)).toMatchObject({ requestNumber: '19070200001' });
      const document = JSON.parse(await car.get('/api/openapi.json')) as { readonly paths: object };
      expect(Object.keys(document.paths)).toEqual(
        expect.arrayContaining(['/api/state', '/api/dealer/requests/{number}/approve', '/api/dealer/faults']),
      );
      expect(await car.get('/dealer/sign-in')).toContain('<form');
      expect(await car.post('/api/dealer/faults', { away: true })).toBe(200);
      await expect(fetch(`${car.http}/api/dealer/me`)).rejects.toThrow('fetch failed');
      expect(await car.post('/api/dealer/faults', { away: false, lateMs: 300 })).toBe(200);
      const startMs = performance.now();
      await fetch(`${car.http}/api/dealer/me`);
      expect(performance.now() - startMs).toBeGreaterThan(280);
    } finally {
      await car.end('SIGINT');
    }
  });
});
