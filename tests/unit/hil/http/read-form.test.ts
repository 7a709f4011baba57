import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { HttpError } from '../../../../hil/http/http-error.ts';
import { isForm, readForm } from '../../../../hil/http/read-form.ts';

async function send(type: string, body: string | FormData): Promise<unknown> {
  const app = new Hono();
  app.post('/', async (context) => {
    const first = await readForm(context);
    const second = await readForm(context);
    return context.json({ form: isForm(context), fields: [...first], same: first === second });
  });
  app.onError((error, context) =>
    error instanceof HttpError ? context.json({ status: error.status, ...error.toBody() }) : context.text('bug'),
  );
  const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
  const response = await app.request('http://dealer/', { method: 'POST', headers, body });
  return response.json();
}

const URL_ENCODED = 'application/x-www-form-urlencoded';

describe('readForm', () => {
  it('reads the fields, repeated ones too, and only once of each request', async () => {
    expect(await send(URL_ENCODED, 'by=kim&managers=a&managers=b&text=x+%26+y')).toEqual({
      form: true,
      same: true,
      fields: [
        ['by', 'kim'],
        ['managers', 'a'],
        ['managers', 'b'],
        ['text', 'x & y'],
      ],
    });
  });

  it('reads multipart forms, and takes a file for nothing', async () => {
    const form = new FormData();
    form.append('by', 'kim');
    form.append('photo', new File(['123'], 'photo.jpg'));
    expect(await send('', form)).toEqual({ form: true, same: true, fields: [['by', 'kim']] });
  });

  it('is empty where the request brings no form', async () => {
    expect(await send('application/json', '{"by":"kim"}')).toEqual({ form: false, same: true, fields: [] });
  });

  it('refuses a multipart form that is not whole with 400', async () => {
    expect(await send('multipart/form-data; boundary=x', 'no boundary')).toEqual({
      status: 400,
      error: 'the body is not a form',
      hint: 'send it as its content-type says: multipart/form-data; boundary=x',
    });
  });

  it('refuses more than 64 KiB with 413', async () => {
    expect(await send(URL_ENCODED, 'a'.repeat(65_537))).toMatchObject({ status: 413 });
  });
});
