import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../../hil/http/http-error.ts';
import { readJson } from '../../../../hil/http/read-json.ts';

async function send(type: string, body: string): Promise<unknown> {
  const app = new Hono();
  app.post('/', async (context) => context.json({ value: await readJson(context) }));
  app.onError((error, context) =>
    error instanceof HttpError ? context.json({ status: error.status, ...error.toBody() }) : context.text('bug'),
  );
  const headers = { 'content-type': type };
  const response = await app.request('http://car/', { method: 'POST', headers, body });
  return response.json();
}

describe('readJson', () => {
  it.each([
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/merge-patch+json',
    'application/x-www-form-urlencoded',
  ])('takes JSON sent as %s', async (type) => {
    expect(await send(type, '{"brake":true}')).toEqual({ value: { brake: true } });
  });

  it('takes an empty body for {}, of any type', async () => {
    expect(await send('text/plain', ' \n')).toEqual({ value: {} });
  });

  it('refuses another type with 415', async () => {
    expect(await send('text/plain; charset=utf-8', '{}')).toEqual({
      status: 415,
      error: 'the body is text/plain, not JSON',
      field: 'content-type',
      hint: 'send it as application/json',
    });
  });

  it('refuses a body that is not JSON with 400', async () => {
    expect(await send('application/json', '{"doors":')).toEqual({
      status: 400,
      error: 'the body is not JSON: Unexpected end of JSON input',
      hint: 'such as {"doors":{"driver":true}}',
    });
  });

  it('refuses more than 64 KiB with 413', async () => {
    expect(await send('application/json', ' '.repeat(65_537))).toMatchObject({ status: 413 });
  });
});
