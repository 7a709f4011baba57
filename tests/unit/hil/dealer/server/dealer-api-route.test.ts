import { Hono } from 'hono';
import { z } from 'zod';
import { beforeEach, describe, expect, it } from 'vitest';
import { form } from '../../../../../hil/http/body-form.ts';
import { HttpError } from '../../../../../hil/http/http-error.ts';
import type { DealerSession } from '../../../../../hil/dealer/dealer-service.ts';
import {
  type DealerApiRoute,
  fileRoute,
  openRoute,
  sessionRoute,
} from '../../../../../hil/dealer/server/dealer-api-route.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';

let bench: DealerBench;
let session: DealerSession;

beforeEach(async () => {
  bench = new DealerBench();
  const signedIn = await bench.service.signIn({ account: 'tara', password: 'demo-tara' }, { address: '127.0.0.1' });
  if (signedIn.kind === 'refused') throw new Error(signedIn.message);
  ({ session } = signedIn);
  return async () => bench.end();
});

const SPEC = { path: '/api/dealer/things/{name}', summary: 's', description: 'd' } as const;
const ANSWER = { name: 'Answer', schema: z.strictObject({ said: z.string() }) };
const BODY = form(z.strictObject({ text: z.string() }));

const echo: DealerApiRoute = sessionRoute({
  ...{ ...SPEC, method: 'post', access: 'staff', body: BODY, status: 201, answer: ANSWER, errors: [409] },
  handle: ({ service, body, caller, param, query }, { staff }) => ({
    said: [service.nowMs(), body.text, caller.address, param('name'), query('q'), query('none'), staff.id].join(' '),
  }),
});

/** Calls a route as the server does, past its guard. */
async function call(
  route: DealerApiRoute,
  admitted: () => DealerSession | null,
  init: RequestInit = {},
): Promise<Response> {
  const app = new Hono();
  app.on(route.method.toUpperCase(), '/api/dealer/things/:name', async (context) =>
    route.respond(bench.service, context, admitted),
  );
  app.onError((error, context) => context.text(error.message, error instanceof HttpError ? error.status : 500));
  return app.request('/api/dealer/things/a%20b?q=c', { method: route.method.toUpperCase(), ...init });
}

const JSON_POST = { headers: { 'content-type': 'application/json' }, body: '{"text":"hello"}' } as const;

describe('a route for those who are signed in', () => {
  it('hands its handler body, path, query, caller and session, and answers with its status', async () => {
    const answer = await call(echo, () => session, JSON_POST);
    expect([answer.status, await answer.json()]).toEqual([201, { said: '1561968000000 hello in-process a b c  tara' }]);
  });

  it('DLR-8: looks at the session once more when the body is there', async () => {
    const refuse = (): never => {
      throw new HttpError(401, 'ended meanwhile', { hint: 'sign in again' });
    };
    const answer = await call(echo, refuse, JSON_POST);
    expect([answer.status, await answer.text()]).toEqual([401, 'ended meanwhile']);
  });

  it('refuses a body of another shape before its handler sees it', async () => {
    const answer = await call(echo, () => session, { ...JSON_POST, body: '{"text":1}' });
    expect(answer.status).toBe(422);
  });

  it('treats a missing session as a bug of the guard', async () => {
    const answer = await call(echo, () => null, JSON_POST);
    expect([answer.status, await answer.text()]).toEqual([500, 'the guard let somebody through who is not signed in']);
  });

  it('is documented with its access, 401 beside its own errors, and the token it wants', () => {
    expect(echo).toMatchObject({ access: 'staff', errors: [401, 409], wantsToken: true, query: [], status: 201 });
    expect(echo.refusal?.name).toBe('Refusal');
    expect(echo.body).toBe(BODY);
  });
});

describe('a route that anybody may call', () => {
  const open = openRoute({
    ...{ ...SPEC, method: 'get', answer: ANSWER, errors: [429] },
    handle: (_call, who) => ({ said: who?.staff.id ?? 'nobody' }),
  });

  it('gets the caller’s session where there is one, and answers 200', async () => {
    const [nobody, tara] = [await call(open, () => null), await call(open, () => session)];
    expect([nobody.status, await nobody.json()]).toEqual([200, { said: 'nobody' }]);
    expect(await tara.json()).toEqual({ said: 'tara' });
  });

  it('answers with another status where it has one', async () => {
    const made = openRoute({
      ...{ ...SPEC, method: 'get', answer: ANSWER, status: 201 },
      handle: () => ({ said: '' }),
    });
    expect((await call(made, () => null)).status).toBe(201);
  });

  it('is documented without a token and without 401', () => {
    expect(open).toMatchObject({ access: 'anyone', errors: [429], wantsToken: false, body: null });
  });
});

describe('a route that answers with a file', () => {
  const file = fileRoute({
    ...{ ...SPEC, method: 'get', access: 'administrator' },
    answer: { description: 'text', types: ['text/csv; charset=utf-8'] },
    handle: ({ param }, { staff }) => ({ name: `${staff.id}.csv`, text: param('name') }),
  });

  it('has type, name and text', async () => {
    const answer = await call(file, () => session);
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
      ...[200, 'text/csv; charset=utf-8', 'a b'],
    ]);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="tara.csv"');
  });

  it('is not given without a session', async () => {
    expect((await call(file, () => null)).status).toBe(500);
  });
});
