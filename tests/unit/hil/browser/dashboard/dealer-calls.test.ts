import { describe, expect, it } from 'vitest';
import { DealerCalls } from '../../../../../hil/browser/dashboard/dealer-calls.ts';
import { demoDealerServer } from './demo-dealer-server.ts';
import { FakeServer } from './fake-server.ts';

describe('a person of the dealer, from the page', () => {
  it('DLR-8: signs in at the first need, and opens a tab where it is shut', async () => {
    const server = new FakeServer(demoDealerServer());
    const calls = new DealerCalls('tara', 'demo-tara', server.fetch);
    const answer = await calls.inTab('immobilizer-reset', '/api/dealer/requests', {});
    expect(answer).toMatchObject({ ok: true, json: { requestNumber: '26112900001' } });
    expect(server.seen).toEqual([
      'POST /api/dealer/sign-in',
      'POST /api/dealer/requests',
      'POST /api/dealer/tabs/immobilizer-reset',
      'POST /api/dealer/requests',
    ]);
    expect(server.calls.map(({ token }) => token)).toEqual([null, ...Array<string>(3).fill('Bearer token-of-tara')]);
  });

  it('signs in again where the session has ended', async () => {
    const server = new FakeServer(demoDealerServer());
    const calls = new DealerCalls('tara', 'demo-tara', server.fetch);
    await calls.get('/api/dealer/forms');
    const answers = demoDealerServer();
    let isOver = true;
    server.answers = {
      ...answers,
      'GET /api/dealer/inbox': () => {
        if (!isOver) return [200, { toSettle: [], own: [] }];
        isOver = false;
        return [401, { error: 'not signed in', code: 'not-signed-in' }];
      },
    };
    expect(await calls.get('/api/dealer/inbox')).toEqual({ ok: true, json: { toSettle: [], own: [] } });
  });

  it('says why it was refused, or that nobody answers', async () => {
    const server = new FakeServer(demoDealerServer());
    const calls = new DealerCalls('tara', 'wrong', server.fetch);
    expect(await calls.signIn()).toEqual({ ok: false, code: '', message: 'wrong password', hint: 'try again' });
    server.answers = {};
    expect(await calls.signIn()).toMatchObject({ ok: false, code: 'unreachable' });
  });
});
