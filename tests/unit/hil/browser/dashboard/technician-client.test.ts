import { describe, expect, it } from 'vitest';
import { demoPassword, TechnicianClient } from '../../../../../hil/browser/dashboard/technician-client.ts';
import { TECHNICIAN_EXAMPLE } from '../../../../../hil/server/technician/technician-example.ts';
import type { TechnicianQuestion, TechnicianState } from '../../../../../hil/view/technician-state.ts';
import { demoDealerServer } from './demo-dealer-server.ts';
import { FakeServer } from './fake-server.ts';

const { question } = TECHNICIAN_EXAMPLE;

function serve(state: () => TechnicianState): FakeServer {
  return new FakeServer({
    ...demoDealerServer(),
    'GET /api/technician': () => [200, state()],
    'POST /api/technician': () => [200, state()],
    'POST /api/technician/answer': () => [200, state()],
    'DELETE /api/technician': () => [200, state()],
  });
}

it('runs, answers and stops', async () => {
  const server = serve(() => TECHNICIAN_EXAMPLE);
  const client = new TechnicianClient(server.fetch, null);
  expect(client.hasDealer).toBe(false);
  await client.run('reset');
  if (question === null) throw new Error('the example asks nothing');
  await client.answer(question, 'back');
  await client.stop();
  expect(server.calls.filter(({ method }) => method !== 'GET')).toMatchObject([
    { path: '/api/technician', body: { utility: 'reset' } },
    { path: '/api/technician/answer', body: { id: 7, answer: 'back' } },
    { method: 'DELETE', path: '/api/technician' },
  ]);
});

it('types the pass-code that the demo dealer issues, once its request is approved', async () => {
  let state = TECHNICIAN_EXAMPLE;
  const server = serve(() => state);
  const client = new TechnicianClient(server.fetch, { technician: 'tara', manager: 'mona' });
  await client.refresh();
  if (question === null) throw new Error('the example asks nothing');
  await client.fetchPassCode(question);
  expect(client.dealerSaid.value).toBe(
    'Request 26112900001 waits for a manager. Approve it in the panel "Dealer", then get the pass-code again.',
  );
  expect(client.waitsFor.value).toBe('26112900001');
  await client.followRequest();
  expect(client.dealerSaid.value).toContain('waits for a manager');
  server.answers['POST /api/dealer/requests/26112900001/approve']?.({ method: '', path: '', body: {}, token: null });
  await client.followRequest();
  expect(client.dealerSaid.value).toBe('A manager has approved request 26112900001: get the pass-code now.');
  await client.fetchPassCode(question);
  expect([client.typed.value, client.waitsFor.value]).toEqual(['123456', null]);
  state = { ...TECHNICIAN_EXAMPLE, question: { ...question, id: 8 } };
  await client.refresh();
  expect([client.typed.value, client.dealerSaid.value]).toEqual(['', null]);
});

it('knows the passwords of a demonstration', () => {
  expect(demoPassword('mona')).toBe('demo-mona');
});

describe('two people at one tool', () => {
  const screen = { timeUs: 1, number: null, title: 'Vehicle', text: [], pressed: 'Next' };
  const first = { ...TECHNICIAN_EXAMPLE, question: { ...asked(), id: 1, title: 'Vehicle' }, log: [] };
  const second = { ...first, question: { ...asked(), id: 2, title: 'Smart Code Reset' }, log: [screen] };
  const between = { ...second, question: null };
  const ended = { ...between, running: false, result: { outcome: 'failed' as const, rows: [] } };

  /** A client that is refused, as the second one to answer or to start. */
  function refused(after: TechnicianState): {
    readonly client: TechnicianClient;
    readonly shown: (state: TechnicianState) => Promise<string | null>;
  } {
    let state = after;
    const conflict = (): readonly [number, object] => [
      409,
      { error: 'question 1 was already answered', hint: 'answer question 2, "Smart Code Reset"' },
    ];
    const server = new FakeServer({
      'GET /api/technician': () => [200, state],
      'POST /api/technician': conflict,
      'POST /api/technician/answer': conflict,
    });
    const client = new TechnicianClient(server.fetch, null);
    const shown = async (now: TechnicianState): Promise<string | null> => {
      state = now;
      await client.refresh();
      return client.tool.problem.value;
    };
    return { client, shown };
  }

  const ANSWERED = 'Another person has already answered this screen, so your answer was not used.';

  it('who answers too late reads so, until the next screen is answered', async () => {
    for (const after of [between, second]) {
      const { client, shown } = refused(after);
      await client.answer(first.question, 'next');
      expect(client.tool.problem.value).toBe(ANSWERED);
      expect(await shown(second)).toBe(ANSWERED);
      expect(await shown({ ...second, question: null })).toBe(ANSWERED);
      expect(await shown({ ...second, question: { ...asked(), id: 3 } })).toBeNull();
    }
  });

  it('nothing is said any more where no utility runs', async () => {
    const { client, shown } = refused(second);
    await client.answer(first.question, 'next');
    expect(await shown(ended)).toBeNull();
  });

  it('a screen that nobody has answered was closed', async () => {
    const { client } = refused({ ...ended, log: [{ ...screen, pressed: null }] });
    await client.answer(first.question, 'next');
    expect(client.tool.problem.value).toBe('This screen was closed before your answer arrived.');
  });

  it('who starts a utility too late reads so', async () => {
    const { client, shown } = refused(first);
    await client.run('reset');
    expect(client.tool.problem.value).toBe('Another person has already started a utility, which is shown here.');
    expect(await shown(second)).toBeNull();
  });

  it('a second click on one screen is not sent', async () => {
    const server = serve(() => TECHNICIAN_EXAMPLE);
    const client = new TechnicianClient(server.fetch, null);
    await Promise.all([client.answer(asked(), 'back'), client.answer(asked(), 'back')]);
    await client.answer(asked(), 'back');
    expect(server.calls.filter(({ path }) => path === '/api/technician/answer')).toHaveLength(2);
  });
});

function asked(): TechnicianQuestion {
  if (question === null) throw new Error('the example asks nothing');
  return question;
}
