import { afterEach, describe, expect, it } from 'vitest';
import { openDealer, type OpenDealer, type OpenDealerOptions } from '../../../../hil/dealer/open-dealer.ts';
import { CheapPasswords } from '../../../support/cheap-passwords.ts';
import { START_MS } from '../../../support/dealer-bench.ts';
import { pathForEachTest } from '../../../support/dealer-database.ts';

let dealer: OpenDealer | null = null;
afterEach(async () => {
  await dealer?.end();
  dealer = null;
});

function opened(options: Partial<OpenDealerOptions> = {}): OpenDealer {
  dealer = openDealer({
    ...{ passcodeSecret: 'a secret', demo: true, host: '127.0.0.1', bench: false, hasher: new CheapPasswords() },
    ...{ calendar: () => ({ epochMs: START_MS }), onBug: () => undefined },
    ...options,
  });
  return dealer;
}

async function get(path: string, bindings: unknown = {}): Promise<Response> {
  const request = new Request(`http://127.0.0.1${path}`, { headers: { host: '127.0.0.1' } });
  return (dealer ?? opened()).fetch(request, bindings);
}

describe('a dealer that is opened', () => {
  const path = pathForEachTest();

  it('has the demo dealer’s staff, pages and JSON, and the calendar it is given', async () => {
    const { service } = opened();
    expect(service.firstPasswords.map(({ account, password }) => `${account} ${password}`)).toEqual([
      ...['tara demo-tara', 'mona demo-mona', 'paul demo-paul', 'gwen demo-gwen', 'tom demo-tom', 'fred demo-fred'],
    ]);
    expect(service.nowMs()).toBe(START_MS);
    expect((await get('/dealer/sign-in')).status).toBe(200);
    expect((await get('/api/dealer/me')).status).toBe(401);
  });

  it('lets a bench order faults only beside a car', async () => {
    opened();
    expect((await get('/api/dealer/faults')).status).toBe(404);
    await dealer?.end();
    opened({ bench: true });
    expect(await (await get('/api/dealer/faults')).json()).toMatchObject({ away: false, lateMs: 0 });
  });

  it('takes what a server hands it beside a request, and nothing', async () => {
    opened();
    for (const bindings of [undefined, null, 'x', {}]) expect((await get('/dealer', bindings)).status).toBe(303);
  });

  it('answers its own host alone', async () => {
    opened();
    const request = new Request('http://127.0.0.1/dealer', { headers: { host: 'elsewhere.example' } });
    expect((await dealer?.fetch(request, {}))?.status).toBe(403);
  });

  it('keeps its staff in the file, whose passwords are handed over once', async () => {
    const { service } = opened({ path: path(), demo: false });
    expect(service.firstPasswords).toHaveLength(6);
    await dealer?.end();
    expect(opened({ path: path(), demo: false }).service.firstPasswords).toEqual([]);
  });

  it('takes first passwords that were handed over already', async () => {
    const firstPasswords = [{ account: 'tara', password: 'four walls and a roof', mustChange: false }];
    const { service } = opened({ firstPasswords });
    const input = { account: 'tara', password: 'four walls and a roof' };
    expect(await service.signIn(input, { address: '127.0.0.1' })).toMatchObject({ kind: 'signed-in' });
  });

  it('is refused for a file that will not do', () => {
    expect(() => opened({ path: `${path()}/none/dealer.db` })).toThrow(expect.objectContaining({ code: 'bench' }));
  });
});
