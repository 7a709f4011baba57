import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dealerPages } from '../../../../../hil/dealer/pages/dealer-pages.ts';
import { GOOD_KEYS } from '../../../../support/bad-fields.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';

let dealer: DealerBench;
beforeEach(() => {
  dealer = new DealerBench({ pages: dealerPages });
});
afterEach(async () => dealer.end());

/** A request whose body comes when it is let go. */
function slowPost(path: string, headers: Readonly<Record<string, string>>, body: string): SlowPost {
  const { promise: come, resolve } = Promise.withResolvers<null>();
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<null>();
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        isAsked(null);
        await come;
        controller.enqueue(new TextEncoder().encode(body));
        controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const request = new Request(`http://127.0.0.1:8080${path}`, {
    ...{ method: 'POST', body: stream, duplex: 'half' as const },
    headers: { host: '127.0.0.1:8080', ...headers },
  });
  return { answer: Promise.resolve(dealer.app.fetch(request, {})), asked, letCome: () => resolve(null) };
}

interface SlowPost {
  readonly answer: Promise<Response>;
  /** The server wants the body: it has looked at the session. */
  readonly asked: Promise<null>;
  letCome(): void;
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('a request whose body takes time', () => {
  it.each([
    ['its session has ended', async (token: string) => signOut(token), 'not-signed-in'],
    ['its tab has closed', () => Promise.resolve(void (dealer.realMs += 600_000)), 'password-again'],
  ])('DLR-8 is refused where %s before it was there', async (_what, meanwhile, code) => {
    const token = await dealer.technician();
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
    const post = slowPost('/api/dealer/key-pass-codes', headers, JSON.stringify(GOOD_KEYS));
    await post.asked;
    await meanwhile(token);
    post.letCome();
    expect(await (await post.answer).json()).toMatchObject({ code });
  });

  it('DLR-8 a form of a page alike', async () => {
    const token = await dealer.technician();
    const csrf = String((await me(token))['csrfToken']);
    const headers = { 'content-type': 'application/x-www-form-urlencoded', cookie: `smartkey_dealer=${token}` };
    const post = slowPost('/dealer/keys', headers, new URLSearchParams({ csrf, ...GOOD_KEYS }).toString());
    await post.asked;
    await signOut(token);
    post.letCome();
    expect((await post.answer).status).toBe(401);
  });

  it('is carried out where nothing has ended meanwhile', async () => {
    const token = await dealer.technician();
    const headers = { ...JSON_TYPE, authorization: `Bearer ${token}` };
    const post = slowPost('/api/dealer/key-pass-codes', headers, JSON.stringify(GOOD_KEYS));
    await post.asked;
    post.letCome();
    expect(await (await post.answer).json()).toEqual({ passCode: 'E6B810B8E679' });
  });
});

async function signOut(token: string): Promise<unknown> {
  return dealer.send('POST', '/api/dealer/sign-out', { token, body: {} });
}

async function me(token: string): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await dealer.send('GET', '/api/dealer/me', { token });
  return body['session'] as Readonly<Record<string, unknown>>;
}
