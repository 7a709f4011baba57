import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { form } from '../../../../hil/http/body-form.ts';
import { deleteRoute, getRoute, postRoute, type Route } from '../../../../hil/http/route.ts';

const ANSWER = { name: 'Answer', schema: z.strictObject({ value: z.string() }) };
const TEXTS = { path: '/api/keys', summary: 'Keys', description: 'All keys', answer: ANSWER };

async function request(route: Route, path: string, init: RequestInit): Promise<readonly [number, unknown]> {
  const app = new Hono();
  app.on(route.method.toUpperCase(), route.path.replaceAll(/\{(\w+)\}/g, ':$1'), (context) => route.respond(context));
  const response = await app.request(`http://car${path}`, init);
  return [response.status, await response.json()];
}

describe('a GET route', () => {
  const route = getRoute({ ...TEXTS, handle: () => ({ value: 'x' }) });

  it('answers with JSON and 200', async () => {
    expect(await request(route, '/api/keys', {})).toEqual([200, { value: 'x' }]);
  });

  it('is documented without a body, parameters or errors of its own', () => {
    expect(route).toMatchObject({ ...TEXTS, method: 'get', status: 200, body: null, query: [], errors: [] });
  });
});

describe('a DELETE route', () => {
  it('answers as a GET route does', async () => {
    const route = deleteRoute({ ...TEXTS, handle: () => ({ value: 'cleared' }) });
    expect(route.method).toBe('delete');
    expect(await request(route, '/api/keys', { method: 'DELETE' })).toEqual([200, { value: 'cleared' }]);
  });
});

describe('a POST route', () => {
  const body = form(z.strictObject({ to: z.string() }));
  const route = postRoute({
    ...TEXTS,
    path: '/api/keys/{id}/move',
    body,
    status: 201,
    errors: [409],
    handle: ({ to }, id) => ({ value: `${id} to ${to}` }),
  });

  it('hands on the body and the id of the path, and answers with its status', async () => {
    const init = { method: 'POST', body: '{"to":"cabin"}' };
    expect(
      await request(route, '/api/keys/1A/move', { ...init, headers: { 'content-type': 'application/json' } }),
    ).toEqual([201, { value: '1A to cabin' }]);
  });

  it('is documented with its body, status and errors', () => {
    expect(route).toMatchObject({ method: 'post', status: 201, body, errors: [409] });
  });

  it('answers with 200 where nothing else is given', () => {
    expect(postRoute({ ...TEXTS, body, handle: () => ({ value: '' }) })).toMatchObject({ status: 200, errors: [] });
  });
});
