import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { unknownRoute } from '../../../../hil/http/unknown-route.ts';

const ROUTES = [
  { method: 'get', path: '/a.csv' },
  { method: 'patch', path: '/keys/{id}' },
  { method: 'post', path: '/keys/:id' },
  { method: 'post', path: '/keys/A1' },
];

async function asked(method: string, path: string): Promise<readonly unknown[]> {
  const app = new Hono();
  app.notFound((context) => {
    const { status, message, hint } = unknownRoute(context, ROUTES);
    return context.json({ message, hint }, status);
  });
  const response = await app.request(path, { method });
  return [response.status, response.headers.get('allow'), (await response.json()) as unknown];
}

it('is 405 where another method is served, each once, with those methods', async () => {
  expect(await asked('PUT', '/keys/A1')).toEqual([
    ...[405, 'PATCH, POST', { message: 'PUT is not supported at /keys/A1', hint: 'use PATCH or POST' }],
  ]);
  expect((await asked('POST', '/a.csv')).slice(0, 2)).toEqual([405, 'GET, HEAD']);
});

it('is 404 where nothing is served', async () => {
  for (const path of ['/a-csv', '/keys/A1/touch', '/keys/']) {
    expect((await asked('PUT', path)).slice(0, 2)).toEqual([404, null]);
  }
});
