import { describe, expect, it } from 'vitest';
import { onEvents, Remote } from '../../../../../hil/browser/dashboard/remote.ts';
import { Session } from '../../../../../hil/browser/dashboard/session.ts';
import { carView } from '../../../../support/car-views.ts';
import { FakeServer } from './fake-server.ts';
import { FakeEvents } from './feeds.ts';

describe('what the server knows', () => {
  it('is read, and read again after a change', async () => {
    let count = 1;
    const server = new FakeServer({ 'GET /api/thing': () => [200, { count }], 'POST /api/thing': () => [200, {}] });
    const remote = new Remote<{ readonly count: number }>('/api/thing', server.fetch);
    expect(remote.value.value).toBeNull();
    await remote.refresh();
    expect(remote.value.value).toEqual({ count: 1 });
    count = 2;
    await remote.change({ method: 'POST', path: '/api/thing', body: { count } });
    expect(remote.value.value).toEqual({ count: 2 });
    expect(remote.problem.value).toBeNull();
  });

  it('says why a change was refused, and keeps what it knows where nobody answers', async () => {
    const server = new FakeServer({
      'GET /api/thing': () => [200, 'known'],
      'DELETE /api/thing': () => [409, { error: 'in use', hint: 'wait' }],
    });
    const remote = new Remote<string>('/api/thing', server.fetch);
    await remote.change({ method: 'DELETE', path: '/api/thing', body: null });
    expect(remote.problem.value).toBe('In use. Wait.');
    server.answers = {};
    await remote.refresh();
    expect(remote.value.value).toBe('known');
  });

  it('keeps a refusal until what it is about is another, or the next change succeeds', async () => {
    let thing = { topic: 'a', count: 0 };
    let status = 409;
    const server = new FakeServer({
      'GET /api/thing': () => [200, thing],
      'POST /api/thing': () => [status, { error: 'in use', hint: '' }],
    });
    const remote = new Remote<typeof thing>('/api/thing', server.fetch, ({ topic }) => (topic === '' ? null : topic));
    const change = { method: 'POST', path: '/api/thing', body: null } as const;
    const after = async (topic: string): Promise<string | null> => {
      thing = { topic, count: thing.count + 1 };
      await remote.refresh();
      return remote.problem.value;
    };
    await remote.change(change);
    expect(await after('a')).toBe('In use.');
    expect(await after('')).toBe('In use.');
    expect(await after('b')).toBeNull();
    thing = { topic: '', count: 0 };
    await remote.change(change);
    expect(await after('b')).toBe('In use.');
    expect(await after('a')).toBeNull();
    await remote.change(change);
    expect(remote.problem.value).toBe('In use.');
    status = 200;
    await remote.change(change);
    expect(remote.problem.value).toBeNull();
  });

  it('says that nobody answers until somebody does, and forgets a refusal of another car', async () => {
    const server = new FakeServer({});
    const remote = new Remote<string>('/api/thing', server.fetch);
    await remote.change({ method: 'POST', path: '/api/thing', body: null });
    await remote.refresh();
    expect(remote.problem.value).toBe('The car does not answer. Is it still running?');
    server.answers = { 'GET /api/thing': () => [200, 'known'], 'POST /api/thing': () => [409, { error: 'in use' }] };
    await remote.refresh();
    expect(remote.problem.value).toBeNull();
    await remote.change({ method: 'POST', path: '/api/thing', body: null });
    expect(remote.problem.value).toBe('In use.');
    remote.forget();
    expect(remote.problem.value).toBeNull();
  });
});

describe('events of a kind', () => {
  it('are reported once for each batch that has one', async () => {
    const events = new FakeEvents();
    const session = new Session({
      fetch: () => Promise.resolve(Response.json(carView())),
      followEvents: events.follow,
      nextPicture: (work) => work(),
      later: () => undefined,
      nowMs: () => 0,
    });
    let heard = 0;
    const stop = onEvents(session, 'technician', () => (heard += 1));
    await session.start();
    const event = { timeUs: 1, source: 'x', text: 'x', event: 'technician-started' };
    events.say('technician', { ...event, id: 1, kind: 'technician' });
    expect(heard).toBe(1);
    events.say('stimulus', { ...event, id: 2, kind: 'stimulus' });
    expect(heard).toBe(1);
    events.say('technician', { ...event, id: 3, kind: 'technician' });
    expect(heard).toBe(2);
    stop();
    session.stop();
  });
});
