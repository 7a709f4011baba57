import { expect, it } from 'vitest';
import { get, post, serveCar } from '../virtual-control.ts';

it('records from the instant at which it is switched on, and gives the scenario as a file', async () => {
  const { app } = serveCar();
  expect(await get(app, '/api/recording')).toMatchObject({ status: 409, body: { error: 'nothing has been recorded' } });
  expect(await post(app, '/api/recording', { on: true })).toMatchObject({ status: 200, body: { on: true } });
  await post(app, '/api/keys/A1000001/touch', {});
  expect(await post(app, '/api/recording', { on: false })).toMatchObject({ body: { on: false, steps: 3 } });
  expect(await get(app, '/api/recording/state')).toMatchObject({ body: { on: false, steps: 3, warnings: [] } });
  const response = await app.request('/api/recording');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="recorded.yaml"');
  expect(await response.text()).toContain("touch: { key: 'master'");
});

it('gives the session as one archive', async () => {
  const { app } = serveCar();
  const response = await app.request('/api/bundle');
  expect(response.headers.get('content-type')).toBe('application/x-tar');
  expect((await response.arrayBuffer()).byteLength % 512).toBe(0);
});
