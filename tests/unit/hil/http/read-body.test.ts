import { Hono } from 'hono';
import { describe, expect, it } from 'vitest';
import { dealerPages } from '../../../../hil/dealer/pages/dealer-pages.ts';
import { HttpError } from '../../../../hil/http/http-error.ts';
import { isForm, readForm } from '../../../../hil/http/read-body.ts';
import { createApp } from '../../../../hil/server/app.ts';
import { EventFeed } from '../../../../hil/server/event-feed.ts';
import { DealerBench } from '../../../support/dealer-bench.ts';
import { VirtualControl } from '../server/virtual-control.ts';

/** A body of which some has come when the connection ends. */
function cutBody(): ReadableStream<Uint8Array> {
  let hasBegun = false;
  return new ReadableStream({
    pull: (controller) => {
      if (hasBegun) controller.error(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
      else controller.enqueue(new TextEncoder().encode('{'));
      hasBegun = true;
    },
  });
}

function post(path: string, type: string, body: string | ReadableStream): Request {
  const headers = { 'content-type': type, host: '127.0.0.1' };
  return new Request(`http://127.0.0.1${path}`, { method: 'POST', headers, body, ...{ duplex: 'half' } });
}

const FORM = 'application/x-www-form-urlencoded';
const bugs: unknown[] = [];
const onBug = (error: unknown): number => bugs.push(error);

describe('a client that hangs up in the middle of a body', () => {
  it('is not reported as an internal error by the car', async () => {
    const control = new VirtualControl();
    const feed = new EventFeed(control, { instance: 'test' });
    const app = createApp({ control, feed, host: '127.0.0.1', onBug });
    const answer = await app.request(post('/api/vehicle', 'application/json', cutBody()));
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: 'the body ended early: aborted', hint: 'send the complete body' },
    ]);
    expect(bugs).toEqual([]);
  });

  it.each([
    ['/api/dealer/sign-in', 'application/json'],
    ['/dealer/sign-in', FORM],
    ['/dealer/sign-in', 'multipart/form-data; boundary=x'],
  ])('is not reported as an internal error by the dealer server: %s as %s', async (path, type) => {
    const dealer = new DealerBench({ pages: dealerPages });
    expect((await dealer.app.request(post(path, type, cutBody()))).status).toBe(400);
    expect(dealer.bugs).toEqual([]);
    await dealer.end();
  });
});

describe('a form', () => {
  it.each(['', '--x\r\nContent', '{"a":1}'])('is refused if it is not one: %j', async (text) => {
    const dealer = new DealerBench({ pages: dealerPages });
    const answer = await dealer.app.request(post('/dealer/sign-in', 'multipart/form-data; boundary=x', text));
    expect(answer.status).toBe(400);
    expect(dealer.bugs).toEqual([]);
    await dealer.end();
  });

  it('of more than 64 KiB is refused', async () => {
    const dealer = new DealerBench({ pages: dealerPages });
    const answer = await dealer.app.request(post('/dealer/sign-in', FORM, `account=${'x'.repeat(70_000)}`));
    expect(answer.status).toBe(413);
    await dealer.end();
  });
});

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
