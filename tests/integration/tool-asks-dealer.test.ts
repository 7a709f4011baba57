import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { findPtys, needTool } from './support/external-tools.ts';
import { MAIN } from './support/main-file.ts';
import { type RunningCar, startCar } from './support/program.ts';
import { DOWN, ENTER, Terminal } from './support/terminal.ts';

// Two processes on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

/** Two vehicle seconds in a real one: S3 is over in two and a half. */
const RATE = '2';
const VIN = '4T1BZ1FB4KU999999';
const PASSWORD = { SMARTKEY_DEALER_PASSWORD: 'demo-tara' };

let folder = '';
let car: RunningCar;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vsk-dealer-'));
  const profile = join(folder, 'profile.yaml');
  writeFileSync(profile, 'resetDuration: 4 s\n');
  car = await startCar('--demo', '--rate', RATE, '--profile', profile);
  await post('/api/vehicle', { doors: { driver: true } });
});
afterAll(async () => {
  await car.stop();
  rmSync(folder, { recursive: true });
});
afterEach(async () => {
  await post('/api/dealer/faults', { lateMs: 0, away: false, wrongPassCodes: 0, approval: null });
});

async function post(path: string, body: unknown, token?: string): Promise<Readonly<Record<string, unknown>>> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...authorization };
  const response = await fetch(`${car.http}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

async function get(path: string, token: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${car.http}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

async function signIn(account: string): Promise<string> {
  const { token } = await post('/api/dealer/sign-in', { account, password: `demo-${account}` });
  return String(token);
}

/** Mona approves what waits for her. */
async function approve(number: string): Promise<void> {
  const tickedPolicies = ['documents-reviewed', 'repair-order-open', 'responsibility'];
  await post(`/api/dealer/requests/${number}/approve`, { tickedPolicies }, await signIn('mona'));
}

/** There is an approval for the car, whatever has become of those before. */
async function approved(): Promise<void> {
  const token = await signIn('tara');
  const { requests } = await get(`/api/dealer/requests?vin=${VIN}`, token);
  const pending = (requests as readonly { readonly status: string }[]).some(({ status }) => status === 'approved');
  if (pending) return;
  await post('/api/dealer/tabs/immobilizer-reset', { password: 'demo-tara' }, token);
  const form = { vin: VIN, repairOrder: 'RO-1', customerLastName: 'Doe', managerIds: ['mona', 'paul'] };
  const tickedPolicies = ['authority', 'identity', 'ownership', 'terms'];
  const { requestNumber } = await post('/api/dealer/requests', { ...form, tickedPolicies }, token);
  await approve(String(requestNumber));
}

interface Ended {
  readonly exitCode: number | null;
  readonly result: Readonly<Record<string, unknown>>;
  /** From Ctrl-C to the end; from the start where there was none. */
  readonly tookMs: number;
}

/** `tool reset --yes`, which Ctrl-C stops where it is told to. */
async function reset({
  dealer = car.http,
  ctrlC,
}: { dealer?: string; ctrlC?: () => Promise<void> } = {}): Promise<Ended> {
  const flags = ['--yes', '--json', '--rate', RATE, '--dealer', dealer, '--dealer-user', 'tara'];
  const order = ['--repair-order', 'RO-1', '--customer', 'Doe'];
  const program = spawn(process.execPath, [MAIN, 'tool', 'reset', '--bus', car.bus, ...flags, ...order], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...PASSWORD },
  });
  let text = '';
  program.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const closed = once(program, 'close');
  if (ctrlC !== undefined) {
    await ctrlC();
    program.kill('SIGINT');
  }
  const fromMs = performance.now();
  await closed;
  const result = JSON.parse(text) as Ended['result'];
  return { exitCode: program.exitCode, result, tookMs: performance.now() - fromMs };
}

describe('smartkey tool reset --yes with a dealer server whose bench orders faults over HTTP', () => {
  it('TEC-6: late answers, together later than S3, change nothing: the session is kept alive', async () => {
    await approved();
    // Five answers between the seed and its pass-code.
    await post('/api/dealer/faults', { lateMs: 600 });
    const { exitCode, result } = await reset();
    expect([exitCode, result['kind'], result['keysErased']]).toEqual([0, 'done', 2]);
  });

  it('TEC-6: a wrong pass-code is told as the vehicle’s refusal, and that no key was erased; exit code 1', async () => {
    await approved();
    await post('/api/dealer/faults', { wrongPassCodes: 1 });
    const { exitCode, result } = await reset();
    expect({ exitCode, ...result }).toMatchObject({
      exitCode: 1,
      kind: 'failed',
      cause: 'vehicle',
      reason: 'pass-code',
      keysErased: 'no',
    });
    expect(result['what']).toContain('pass-code');
  });

  it('DLR-5, TEC-6: an approval that has run out meanwhile is told in the dealer’s words; exit code 1', async () => {
    await approved();
    await post('/api/dealer/faults', { approval: 'expired' });
    const { exitCode, result } = await reset();
    expect({ exitCode, ...result }).toMatchObject({
      exitCode: 1,
      kind: 'failed',
      cause: 'dealer',
      reason: 'no-pass-code',
      keysErased: 'no',
    });
    expect(result['what']).toMatch(/the approval of request \d+ has run out/);
  });

  it('TEC-6: a server that is away is told with its address, and what to do; exit code 5', async () => {
    await post('/api/dealer/faults', { away: true });
    const { exitCode, result } = await reset();
    expect({ exitCode, ...result }).toMatchObject({
      exitCode: 5,
      kind: 'failed',
      cause: 'dealer',
      reason: 'dealer-unreachable',
      keysErased: 'no',
    });
    expect(result['what']).toContain(`no dealer server answers at ${car.http}`);
    expect(result['next']).toContain('smartkey dealer');
  });

  it('TEC-6: so is one that is not there at all', async () => {
    const { exitCode, result } = await reset({ dealer: 'http://127.0.0.1:9' });
    expect([exitCode, result['reason'], result['keysErased']]).toEqual([5, 'dealer-unreachable', 'no']);
  });

  it('TEC-6: Ctrl-C while an answer is late ends the tool, not only when the answer is there; exit code 130', async () => {
    await post('/api/dealer/faults', { lateMs: 30_000 });
    const session = async (): Promise<unknown> =>
      ((await (await fetch(`${car.http}/api/state`)).json()) as { readonly session: unknown }).session;
    const ctrlC = async (): Promise<void> => {
      while ((await session()) !== 'extended') await setTimeout(50);
      await setTimeout(500);
    };
    const { exitCode, result, tookMs } = await reset({ ctrlC });
    expect([exitCode, result['reason'], result['keysErased']]).toEqual([130, 'interrupted', 'no']);
    // A second where the machine has nothing else to do.
    expect(tookMs).toBeLessThan(5_000);
  });
});

describe('smartkey tool reset, guided, with an account at the dealer server', () => {
  beforeEach((context) => {
    needTool(findPtys(), context);
  });

  it('DLR-3 to DLR-8, TEC-1, TEC-2: makes the request, waits for the approval, and enters both pass-codes itself', async () => {
    // Any approval that is left is used up by its end.
    await post('/api/dealer/faults', { clockAheadMs: 8 * 24 * 3_600_000 });
    const flags = ['--rate', RATE, '--dealer', car.http, '--dealer-user', 'tara'];
    const terminal = await Terminal.run(['tool', 'reset', '--bus', car.bus, ...flags]);
    try {
      await terminal.press('Next');
      await terminal.answer('I agree? (y/N)', `y${ENTER}`);
      await terminal.answer('I understand? (y/N)', `y${ENTER}`);
      await terminal.press('Get Pass-Code');
      await terminal.press('Next');
      await terminal.answer('Password of tara at the dealer server:', `demo-tara${ENTER}`);
      await terminal.until(`No approval for ${VIN} yet: a request is made.`);
      await terminal.answer('Repair order number:', `RO-2${ENTER}`);
      await terminal.answer("Customer's last name:", `Doe${ENTER}`);
      await terminal.answer('Managers who may approve (at least 2):', ` ${ENTER}`);
      await terminal.until('Choose at least 2.');
      terminal.type(`${DOWN} ${ENTER}`);
      await terminal.answer('Positive identification policy', `a${ENTER}`);
      const waiting = await terminal.until(/request \d+ waits for a\s+manager's approval/);
      expect(waiting).not.toContain('demo-tara');
      await terminal.until('[b] Back [x] Exit');
      await approve(/request (\d+) waits/.exec(waiting)?.[1] ?? 'none');
      await terminal.answer('Start the Smart Code Reset? (y/N)', `y${ENTER}`);
      await terminal.until('step 2 of 2');
      await terminal.press('Get Pass-Code');
      await terminal.press('Next');
      await terminal.until('The reset is complete');
      await terminal.press('Exit');
      expect(await terminal.ended()).toBe(0);
      expect(terminal.text).toMatch(/result +done\n/);
    } finally {
      terminal.kill();
    }
  });
});
