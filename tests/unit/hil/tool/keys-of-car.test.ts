import { afterEach, describe, expect, it } from 'vitest';
import { serveHttp, type HttpServer } from '../../../../hil/http/serve-http.ts';
import { CarOverHttp } from '../../../../hil/tool/car-over-http.ts';

const servers: HttpServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const COMMON = {
  ...{ timeUs: 0, timeMode: 'virtual', rate: 1, doors: { driver: false } },
  slots: [null, 'A1000002'],
};
const STATE = {
  ...COMMON,
  retired: ['A1000001'],
  keys: [
    { id: 'A1000001', life: 'bound', location: 'cabin' },
    { id: 'C0FFEE02', life: 'bound', location: 'outside' },
    { id: 'C0FFEE01', life: 'blank', location: 'outside' },
    { id: 'A1000002', life: 'bound', location: 'cabin' },
  ],
};

async function reach(state: unknown): Promise<CarOverHttp> {
  const server = await serveHttp(() => Response.json(state), '127.0.0.1', 0);
  servers.push(server);
  return CarOverHttp.connect(server.url);
}

describe('KEY-3: the keys of a virtual car, to choose one that touches', () => {
  it('have their status, those that can do something first', async () => {
    expect(await (await reach(STATE)).keys()).toEqual([
      { id: 0xa100_0002, location: 'cabin', status: 'registered' },
      { id: 0xc0ff_ee01, location: 'outside', status: 'blank' },
      { id: 0xc0ff_ee02, location: 'outside', status: 'foreign' },
      { id: 0xa100_0001, location: 'cabin', status: 'retired' },
    ]);
  });

  it('of a car of an earlier version, which lists neither retired keys nor lives, are registered or not', async () => {
    const former = await reach({ ...COMMON, keys: STATE.keys.map(({ id, location }) => ({ id, location })) });
    expect((await former.keys()).map(({ status }) => status)).toEqual([...['registered', 'blank', 'blank', 'blank']]);
  });
});
