import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { carWithDealerForAllTests, RATE } from './support/car-with-dealer.ts';
import { MAIN } from './support/main-file.ts';

const VIN = '4T1BZ1FB4KU999999';
const PASSWORD = { SMARTKEY_DEALER_PASSWORD: 'demo-tara' };

const running = carWithDealerForAllTests();

afterEach(async () => {
  await running().dealer.post('/api/dealer/faults', { lateMs: 0, away: false, wrongPassCodes: 0, approval: null });
});

/** There is an approval for the car, whatever has become of those before. */
async function approved(): Promise<void> {
  const { dealer } = running();
  const token = await dealer.signIn('tara');
  const { requests } = await dealer.get(`/api/dealer/requests?vin=${VIN}`, token);
  const pending = (requests as readonly { readonly status: string }[]).some(({ status }) => status === 'approved');
  if (pending) return;
  await dealer.post('/api/dealer/tabs/immobilizer-reset', { password: 'demo-tara' }, token);
  const form = { vin: VIN, repairOrder: 'RO-1', customerLastName: 'Doe', managerIds: ['mona', 'paul'] };
  const tickedPolicies = ['authority', 'identity', 'ownership', 'terms'];
  const { requestNumber } = await dealer.post('/api/dealer/requests', { ...form, tickedPolicies }, token);
  await dealer.approve(String(requestNumber));
}

interface Ended {
  readonly exitCode: number | null;
  readonly result: Readonly<Record<string, unknown>>;
}

/** `tool reset --yes`, which a signal stops at a given place. */
async function reset({
  server = running().car.http,
  stopAt,
  signal = 'SIGINT',
}: { server?: string; stopAt?: () => Promise<void>; signal?: NodeJS.Signals } = {}): Promise<Ended> {
  const flags = ['--yes', '--json', '--rate', RATE, '--dealer', server, '--dealer-user', 'tara'];
  const order = ['--repair-order', 'RO-1', '--customer', 'Doe'];
  const program = spawn(process.execPath, [MAIN, 'tool', 'reset', '--bus', running().car.bus, ...flags, ...order], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...PASSWORD },
  });
  let text = '';
  program.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const closed = once(program, 'close');
  if (stopAt !== undefined) {
    await stopAt();
    program.kill(signal);
  }
  await closed;
  const result = JSON.parse(text) as Ended['result'];
  return { exitCode: program.exitCode, result };
}

describe('smartkey tool reset --yes with a dealer server whose bench orders faults over HTTP', () => {
  it('TEC-6: late answers, together later than S3, change nothing: the session is kept alive', async () => {
    const { dealer } = running();
    await approved();
    // Five answers between the seed and its pass-code.
    await dealer.post('/api/dealer/faults', { lateMs: 600 });
    const { exitCode, result } = await reset();
    expect([exitCode, result['kind'], result['keysErased']]).toEqual([0, 'done', 2]);
  });

  it('TEC-6: a wrong pass-code is reported as refused by the vehicle, with no key erased; exit code 1', async () => {
    const { dealer } = running();
    await approved();
    await dealer.post('/api/dealer/faults', { wrongPassCodes: 1 });
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

  it('DLR-5, TEC-6: an approval that has expired is reported in the dealer’s words; exit code 1', async () => {
    const { dealer } = running();
    await approved();
    await dealer.post('/api/dealer/faults', { approval: 'expired' });
    const { exitCode, result } = await reset();
    expect({ exitCode, ...result }).toMatchObject({
      exitCode: 1,
      kind: 'failed',
      cause: 'dealer',
      reason: 'no-pass-code',
      keysErased: 'no',
    });
    expect(result['what']).toMatch(/the approval of request \d+ has expired/);
  });

  it('TEC-6: an unreachable server is reported with its address, and what to do; exit code 5', async () => {
    const { car, dealer } = running();
    await dealer.post('/api/dealer/faults', { away: true });
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

  it('TEC-6: so is one that does not exist', async () => {
    const { exitCode, result } = await reset({ server: 'http://127.0.0.1:9' });
    expect([exitCode, result['reason'], result['keysErased']]).toEqual([5, 'dealer-unreachable', 'no']);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'TEC-6: %s while an answer is late ends the tool in order, which does not wait for the answer; exit code 130',
    async (signal) => {
      const { car, dealer } = running();
      await dealer.post('/api/dealer/faults', { lateMs: 600_000 });
      const session = async (): Promise<unknown> =>
        ((await (await fetch(`${car.http}/api/state`)).json()) as { readonly session: unknown }).session;
      const stopAt = async (): Promise<void> => {
        while ((await session()) !== 'extended') await setTimeout(50);
        await setTimeout(500);
      };
      const { exitCode, result } = await reset({ stopAt, signal });
      expect([exitCode, result['reason'], result['keysErased']]).toEqual([130, 'interrupted', 'no']);
    },
  );
});
