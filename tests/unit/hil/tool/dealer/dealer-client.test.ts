import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DealerClient, DealerRefusal, type SendRequest } from '../../../../../hil/tool/dealer/dealer-client.ts';
import { DealerBench } from '../../../../support/dealer-bench.ts';
import { clientOf, DEALER_URL, notThere, smallDealer } from '../../../../support/dealer-in-process.ts';

/** How a client is refused whose server answers so. */
async function refusalBy(send: SendRequest): Promise<DealerRefusal> {
  return refusalOf(new DealerClient(DEALER_URL, send).forms());
}

async function refusalOf(asked: Promise<unknown>): Promise<DealerRefusal> {
  const outcome = await asked.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof DealerRefusal) return outcome;
  throw new Error(`no refusal: ${String(outcome)}`);
}

const json = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
  Promise.resolve(new Response(JSON.stringify(body), { status, headers }));

/** Answers nothing until it is notified that the client no longer listens. */
const hanging: SendRequest = async (_url, { signal }) => {
  const { promise, reject } = Promise.withResolvers<Response>();
  signal?.addEventListener('abort', () => reject(signal.reason as Error));
  return promise;
};

describe('the address of a dealer server', () => {
  it.each(['dealer', 'ftp://127.0.0.1', 'http://tara:secret@127.0.0.1:8080'])('cannot be "%s"', (url) => {
    expect(() => new DealerClient(url)).toThrow(/address of a dealer server/);
  });

  it('never has what is behind the port', () => {
    expect(new DealerClient('http://127.0.0.1:8080/dealer/reset').base).toBe('http://127.0.0.1:8080');
  });
});

describe('a dealer server that gives no answer of its own', () => {
  it('TEC-6: is unreachable, and why is said', async () => {
    const refusal = await refusalBy(() => notThere());
    expect([refusal.code, refusal.message]).toEqual([
      'unreachable',
      'no dealer server answers at http://127.0.0.1:8080: connect ECONNREFUSED 127.0.0.1:8080',
    ]);
    expect(refusal.hint).toContain('smartkey dealer');
  });

  it('TEC-6: is unreachable where it takes too long', async () => {
    const refusal = await refusalBy(() => {
      throw new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    });
    expect(refusal.message).toBe('no dealer server answers at http://127.0.0.1:8080: no response within 30 s');
  });

  it('is unreachable where its answer breaks off', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('other side closed')) });
    const refusal = await refusalBy(() => Promise.resolve(new Response(body)));
    expect([refusal.code, refusal.message]).toEqual([
      'unreachable',
      'no dealer server answers at http://127.0.0.1:8080: other side closed',
    ]);
  });

  it.each([
    ['another server', json(200, { hello: 'world' }), 'the server at http://127.0.0.1:8080 is not a dealer server'],
    ['a page', Promise.resolve(new Response('<html>')), 'the server at http://127.0.0.1:8080 is not a dealer server'],
    ['a proxy', Promise.resolve(new Response('Bad gateway', { status: 502 })), 'the dealer server answers 502'],
    ['a full disk', json(503, { error: 'the disk is full', hint: 'make room' }), 'the disk is full'],
  ])('is unreachable where there is %s', async (_what, answer, message) => {
    const refusal = await refusalBy(() => answer);
    expect([refusal.code, refusal.message]).toEqual(['unreachable', message]);
  });
});

describe('a dealer server that refuses', () => {
  let bench: DealerBench;
  beforeEach(() => {
    bench = new DealerBench({ state: smallDealer(), oneTime: ['paul'] });
  });
  afterEach(async () => {
    await bench.end();
    expect(bench.bugs).toEqual([]);
  });

  it('DLR-8: calls a wrong password wrong', async () => {
    const refusal = await refusalOf(clientOf(bench).signIn('tara', 'demo-mona'));
    expect([refusal.code, refusal.requestNumber]).toEqual(['wrong-password', null]);
  });

  it('DLR-8: says how long an account is locked', async () => {
    const client = clientOf(bench);
    for (let wrong = 0; wrong < 5; wrong += 1) await refusalOf(client.signIn('tara', 'wrong'));
    const refusal = await refusalOf(client.signIn('tara', 'demo-tara'));
    expect([refusal.code, refusal.message]).toEqual(['locked', 'the account is locked after 5 wrong passwords']);
    expect(refusal.hint).toMatch(/^wait 15 minutes, .*; in \d{3} s at the earliest$/);
  });

  it('DLR-8: leads from a one-time password to the page where another is chosen', async () => {
    const client = clientOf(bench);
    const refusal = await refusalOf(client.signIn('paul', 'demo-paul'));
    expect([refusal.code, client.isSignedIn]).toEqual(['password-must-change', false]);
    expect(refusal.hint).toContain('http://127.0.0.1:8080/dealer');
  });

  it('leaves a client signed out whose session has ended', async () => {
    const client = clientOf(bench);
    await client.signIn('tara', 'demo-tara');
    bench.realMs += 24 * 3_600_000;
    expect((await refusalOf(client.forms())).code).toBe('not-signed-in');
    expect(client.isSignedIn).toBe(false);
  });

  it('has no session left after the sign-out', async () => {
    const client = clientOf(bench);
    await client.signIn('tara', 'demo-tara');
    await client.signOut();
    expect((await refusalOf(client.forms())).code).toBe('not-signed-in');
  });

  it('gets no sign-out request where nobody is signed in, and may be unreachable at one', async () => {
    let gone = false;
    const client = clientOf(bench, () => (gone ? notThere() : null));
    await client.signOut();
    await client.signIn('tara', 'demo-tara');
    gone = true;
    await client.signOut();
    expect(client.isSignedIn).toBe(false);
  });
});

describe('a refusal', () => {
  it('of a busy server says when to come again', async () => {
    const body = { error: 'too many passwords are being checked', hint: 'try again', code: 'busy' };
    const refusal = await refusalBy(() => json(503, body, { 'retry-after': '2' }));
    expect([refusal.code, refusal.hint]).toEqual(['busy', 'try again; in 2 s at the earliest']);
  });

  it('names the field it is about', async () => {
    const refusal = await refusalBy(() => json(422, { error: 'it is empty', field: 'vin', code: 'invalid-field' }));
    expect(refusal.message).toBe('it is empty (field vin)');
  });
});

describe('a server that hangs', () => {
  it('TEC-6: is left at once where the technician interrupts', async () => {
    const interrupt = new AbortController();
    const asked = new DealerClient(DEALER_URL, hanging).requestsFor('4T1BZ1FB4KU999999', interrupt.signal);
    interrupt.abort(new Error('Ctrl-C'));
    await expect(asked).rejects.toThrow('Ctrl-C');
  });

  it.each([
    ['signIn', (client: DealerClient, signal: AbortSignal) => client.signIn('tara', 'demo-tara', signal)],
    ['openTab', (client: DealerClient, signal: AbortSignal) => client.openTab('add-remove-key', 'demo-tara', signal)],
    ['forms', (client: DealerClient, signal: AbortSignal) => client.forms(signal)],
    ['request', (client: DealerClient, signal: AbortSignal) => client.request('1', signal)],
    ['submitRequest', (client: DealerClient, signal: AbortSignal) => client.submitRequest({}, signal)],
    ['resetPassCode', (client: DealerClient, signal: AbortSignal) => client.resetPassCode('1', {}, signal)],
    ['keyPassCode', (client: DealerClient, signal: AbortSignal) => client.keyPassCode({}, signal)],
  ])('TEC-6: %s can be interrupted', async (_name, ask) => {
    const signal = AbortSignal.abort(new Error('Ctrl-C'));
    const refusing: SendRequest = (_url, init) => Promise.reject(init.signal?.reason as Error);
    await expect(ask(new DealerClient(DEALER_URL, refusing), signal)).rejects.toThrow('Ctrl-C');
  });
});
