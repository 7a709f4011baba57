import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../../../../hil/server/answers.ts';
import { ScanTool } from '../scan-tool.ts';
import { get, post, serveCar, type Served } from '../virtual-control.ts';

async function clear({ app }: Served): Promise<unknown> {
  const response = await app.request('/api/faults', { method: 'DELETE', headers: { host: 'localhost' } });
  return response.json();
}

describe('/api/faults', () => {
  it('reports what is in force, part by part; setting one part leaves the others unchanged', async () => {
    const { app } = serveCar();
    await post(app, '/api/faults', { silent: ['engine'], busOff: { node: 'body', held: true } });
    await post(app, '/api/faults', { answers: [{ request: '22 ..', delayMs: 5 }] });
    expect(await get(app, '/api/faults')).toMatchObject({
      status: 200,
      body: {
        faults: [],
        plan: {
          silent: ['engine'],
          busOff: { node: 'body', held: true },
          answers: [{ request: '22 ..', response: null, delayMs: 5, count: null }],
          supply: null,
        },
      },
    });
  });

  it('what it answers can be sent back as it is', async () => {
    const { app } = serveCar();
    const set = {
      bus: { drop: 0.5, ids: ['758'], data: 'B5 2* ..' },
      babble: { id: '1F', durationMs: 10 },
      answers: [{ replace: '7F 22 31' }],
      supply: { points: [{ atMs: 100, volts: 11.5 }] },
    };
    const { body } = await post(app, '/api/faults', set);
    const { plan } = FAULTS.schema.parse(body);
    expect(await post(app, '/api/faults', plan)).toEqual({ status: 200, body });
  });

  it('an answer is replaced on the running car, and after DELETE it is not', async () => {
    const served = serveCar();
    const tool = new ScanTool(served.control.car, false);
    await post(served.app, '/api/faults', { answers: [{ request: '3E 00', replace: '7F 3E 22' }] });
    expect(tool.request('3E 00')).toBe('7F3E22');
    await post(served.app, '/api/faults', { fault: 'B2785', on: true });
    expect(await clear(served)).toMatchObject({ faults: [], plan: { answers: [] } });
    expect(tool.request('3E 00')).toBe('7E00');
  });

  it('what has been applied as often as it may is no longer in force', async () => {
    const served = serveCar();
    const tool = new ScanTool(served.control.car, false);
    const every = { request: '3E 00', replace: '7F 3E 22', count: 1 };
    const wait = { ecu: { flowWaits: 1, count: 1 } };
    const { body } = await post(served.app, '/api/faults', { answers: [every, { delayMs: 0 }], transport: wait });
    expect(FAULTS.schema.parse(body).plan.answers).toHaveLength(2);
    expect(tool.request('3E 00')).toBe('7F3E22');
    const { plan } = FAULTS.schema.parse((await get(served.app, '/api/faults')).body);
    expect(plan.answers).toMatchObject([{ request: null }]);
    expect(plan.transport?.ecu).toMatchObject({ flowWaits: 1 });
  });

  it('what is over is no longer in force', async () => {
    const { app, control } = serveCar();
    await post(app, '/api/faults', {
      doorFlutter: { door: 'driver', periodMs: 10, edges: 2 },
      supply: { points: [{ atMs: 30, volts: 10 }] },
      babble: { durationMs: 20 },
    });
    control.advanceTo(control.car.nowUs + 25_000);
    expect(await get(app, '/api/faults')).toMatchObject({
      body: { plan: { doorFlutter: null, babble: null, supply: { points: [{ atMs: 30, volts: 10 }] } } },
    });
    control.advanceTo(control.car.nowUs + 25_000);
    expect(await get(app, '/api/faults')).toMatchObject({ body: { plan: { supply: null } } });
    expect(await get(app, '/api/state')).toMatchObject({ body: { batteryV: 10 } });
  });

  it.each([
    [{ answers: [{ request: 'XX' }] }, 'answers.0.request'],
    [{ answers: [{ alter: { at: 0, bits: 0 } }] }, 'answers.0.alter.bits'],
    [{ supply: { points: [] } }, 'supply.points'],
    [
      {
        supply: {
          points: [
            { atMs: 5, volts: 12 },
            { atMs: 5, volts: 11 },
          ],
        },
      },
      'supply.points',
    ],
    [{ supply: { points: [{ atMs: 5, volts: 5 }] } }, 'supply.points.0.volts'],
    [{ busOff: { node: 'gearbox' } }, 'busOff.node'],
    [{ transport: { ecu: { flowWaits: 1.5 } } }, 'transport.ecu.flowWaits'],
    [{ memoryCut: { block: 'attic' } }, 'memoryCut.block'],
    [{ keyBattery: [{ key: 'DEAD', batteryV: 2 }] }, 'keyBattery'],
    [{ silent: ['engine'], babbel: {} }, 'babbel'],
  ])('refuses %j, naming %s; nothing has changed then', async (body, field) => {
    const { app } = serveCar();
    const before = await get(app, '/api/faults');
    expect(await post(app, '/api/faults', body)).toMatchObject({ status: 422, body: { field } });
    expect(await get(app, '/api/faults')).toEqual(before);
  });
});
