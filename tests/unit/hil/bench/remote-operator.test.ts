import { describe, expect, it } from 'vitest';
import { RemoteOperator } from '../../../../hil/bench/remote-operator.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';
import { withServer } from '../../../support/with-server.ts';

type Answers = Readonly<Record<string, unknown>>;

const STATE = {
  ...{ timeMode: 'real', rate: 2 },
  keys: [
    { id: 'A1000001', location: 'cabin' },
    { id: 'A1000002', location: 'cabin' },
  ],
};
const KEPT = { reaction: 'kept', reason: null };

/** What a car is asked for, as `POST /path {body}`, while it answers so; the error's message is the last line. */
async function asked(
  use: (operator: RemoteOperator) => Promise<unknown>,
  answers: Answers = {},
): Promise<readonly string[]> {
  const requests: string[] = [];
  await withServer(
    (request, response) => {
      let body = '';
      request.on('data', (part: Buffer) => (body += part.toString()));
      request.on('end', () => {
        const path = request.url ?? '';
        requests.push(`${request.method} ${path}${body === '' ? '' : ` ${body}`}`);
        const known = answers[path] ?? (path === '/api/state' ? STATE : KEPT);
        response.writeHead(isRefusal(known) ? 409 : 200).end(JSON.stringify(known));
      });
    },
    async (url) => {
      await use(new RemoteOperator(`${url}/page`)).catch((error: unknown) => {
        requests.push(error instanceof Error ? `${error.name}: ${error.message.replace(url, 'URL')}` : 'no error');
      });
    },
  );
  return requests;
}

function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}

const KEY = 0xa100_0001;

describe('the operator of a bench at a car of another process', () => {
  it.each([
    ['touches a key', (one: RemoteOperator) => one.touch(KEY), 'POST /api/keys/A1000001/touch {}'],
    [
      'carries a key',
      (one: RemoteOperator) => one.move(KEY, 'outside'),
      'POST /api/keys/A1000001/move {"to":"outside"}',
    ],
    [
      'presses a button',
      (one: RemoteOperator) => one.press(KEY, 'lock', 120),
      'POST /api/keys/A1000001/press {"button":"lock","holdMs":120}',
    ],
    ['cuts the supply', (one: RemoteOperator) => one.powerCycle(50_000), 'POST /api/power-cycle {"offMs":50}'],
    [
      'sets a fault',
      (one: RemoteOperator) => one.setFault('B27A5', true),
      'POST /api/faults {"fault":"B27A5","on":true}',
    ],
    [
      'changes the vehicle',
      (one: RemoteOperator) => one.setVehicle({ doors: { driver: true }, batteryMv: 11_500, powerMode: 'off' }),
      'POST /api/vehicle {"doors":{"driver":true},"powerMode":"off","batteryV":11.5}',
    ],
    // The engine is started by its switch.
    [
      'sets no running engine',
      (one: RemoteOperator) => one.setVehicle({ powerMode: 'running', brake: true }),
      'POST /api/vehicle {"brake":true}',
    ],
  ])('%s', async (_what, use, request) => {
    expect(await asked(use)).toEqual([request]);
  });

  it('presses the engine switch, and has the answers of the car', async () => {
    const answers: unknown[] = [];
    const running = { running: false, reason: 'no-key' };
    await asked(async (one) => answers.push(await one.pressEngineSwitch(), await one.touch(KEY)), {
      '/api/vehicle/start': running,
    });
    expect(answers).toEqual([running, KEPT]);
  });

  it('sends no request if nothing changes', async () => {
    expect(await asked((one) => one.setVehicle({ powerMode: 'running' }))).toEqual([]);
  });

  it('has what the car refuses as a failure of the bench', async () => {
    const answers = { '/api/faults': { error: 'there is no fault B9', hint: 'take another' } };
    expect(await asked((one) => one.setFault('B9', true), answers)).toEqual([
      ...['POST /api/faults {"fault":"B9","on":true}', 'BenchError: the car at URL: there is no fault B9'],
    ]);
  });
});

describe('the keys of a scenario at a car of another process', () => {
  const { keys } = loadScenario(
    'name: x\ncars: { car: { registered: [master] } }\nkeys: { used: { life: bound, batteryV: 2.5 V }, valet: { location: outside } }\nsteps: [{ advance: 1 s }]',
    'x.yaml',
  );

  it('are made where they are not there, and carried to where they should lie', async () => {
    let ids: ReadonlyMap<string, number> = new Map();
    const requests = await asked(
      async (one) => {
        ids = await one.prepare(keys, 2);
      },
      { '/api/keys': { id: '10000009', location: 'cabin' } },
    );
    expect(requests).toEqual([
      'GET /api/state',
      'POST /api/keys {"life":"bound","batteryV":2.5}',
      'POST /api/keys/10000009/move {"to":"outside"}',
      'POST /api/keys/A1000002/move {"to":"outside"}',
    ]);
    expect(Object.fromEntries(ids)).toEqual({ master: KEY, used: 0x1000_0009, valet: 0xa100_0002 });
  });

  it.each([
    [{ ...STATE, rate: 1 }, 'has rate 1, and the bench rate 2'],
    [{ ...STATE, timeMode: 'virtual' }, 'has virtual time, and the bench rate 2'],
  ])('are not prepared where the times differ: %j', async (state, reason) => {
    expect(await asked((one) => one.prepare(keys, 2), { '/api/state': state })).toEqual([
      ...['GET /api/state', `BenchError: the car at URL ${reason}`],
    ]);
  });
});
