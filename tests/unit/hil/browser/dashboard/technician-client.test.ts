import { expect, it } from 'vitest';
import { demoPassword, TechnicianClient } from '../../../../../hil/browser/dashboard/technician-client.ts';
import { TECHNICIAN_EXAMPLE } from '../../../../../hil/server/technician/technician-example.ts';
import type { TechnicianState } from '../../../../../hil/view/technician-state.ts';
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
