import { expect, it, vi } from 'vitest';
import { ScenarioRunner } from '../../../../../hil/server/scenarios/scenario-runner.ts';
import { get, post, send, serveCar } from '../virtual-control.ts';

it('lists, runs, shows and stops scenarios', async () => {
  const { app } = serveCar();
  expect(await get(app, '/api/scenarios/run')).toMatchObject({ body: { run: 0, running: false, verdict: null } });
  expect(JSON.stringify((await get(app, '/api/scenarios')).body)).toContain('bulletin/all-keys-lost.yaml');
  expect(await post(app, '/api/scenarios/run', { scenario: 'none.yaml' })).toMatchObject({ status: 404 });
  expect(await post(app, '/api/scenarios/run', { source: 'name: x' })).toMatchObject({
    status: 422,
    body: { field: 'source' },
  });
  const source = 'name: x\nsteps:\n  - advance: 1 s\n  - advance: 1 s\n';
  expect(await post(app, '/api/scenarios/run', { source, paceMs: 0 })).toMatchObject({
    body: { run: 1, running: true },
  });
  expect(await post(app, '/api/scenarios/run', { source })).toMatchObject({ status: 409 });
  expect(await send(app, 'DELETE', '/api/scenarios/run')).toMatchObject({ status: 200, body: { running: false } });
});

it('leaves 300 ms between two steps by default', async () => {
  const { app } = serveCar();
  const start = vi.spyOn(ScenarioRunner.prototype, 'start');
  try {
    const source = 'name: x\nsteps:\n  - advance: 1 s\n';
    for (const body of [{ source }, { source, paceMs: 7 }]) {
      await post(app, '/api/scenarios/run', body);
      await send(app, 'DELETE', '/api/scenarios/run');
    }
    expect(start.mock.calls.map(([, paceMs]) => paceMs)).toEqual([300, 7]);
  } finally {
    start.mockRestore();
  }
});
