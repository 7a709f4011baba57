import { expect, it } from 'vitest';
import { demoPassword, TechnicianDesk } from '../../../../../hil/browser/dashboard/technician-desk.ts';
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
  const desk = new TechnicianDesk(server.fetch, null);
  expect(desk.hasDealer).toBe(false);
  await desk.run('reset');
  if (question === null) throw new Error('the example asks nothing');
  await desk.answer(question, 'back');
  await desk.stop();
  expect(server.calls.filter(({ method }) => method !== 'GET')).toMatchObject([
    { path: '/api/technician', body: { utility: 'reset' } },
    { path: '/api/technician/answer', body: { id: 7, answer: 'back' } },
    { method: 'DELETE', path: '/api/technician' },
  ]);
});

it('types the pass-code that the demo dealer issues, once its request is approved', async () => {
  let state = TECHNICIAN_EXAMPLE;
  const server = serve(() => state);
  const desk = new TechnicianDesk(server.fetch, { technician: 'tara', manager: 'mona' });
  await desk.refresh();
  if (question === null) throw new Error('the example asks nothing');
  await desk.fetchPassCode(question);
  expect(desk.dealerSaid.value).toBe(
    'Request 26112900001 waits for a manager. Approve it in the panel "Dealer", then get the pass-code again.',
  );
  expect(desk.waitsFor.value).toBe('26112900001');
  await desk.followRequest();
  expect(desk.dealerSaid.value).toContain('waits for a manager');
  server.answers['POST /api/dealer/requests/26112900001/approve']?.({ method: '', path: '', body: {}, token: null });
  await desk.followRequest();
  expect(desk.dealerSaid.value).toBe('A manager has approved request 26112900001: get the pass-code now.');
  await desk.fetchPassCode(question);
  expect([desk.typed.value, desk.waitsFor.value]).toEqual(['123456', null]);
  state = { ...TECHNICIAN_EXAMPLE, question: { ...question, id: 8 } };
  await desk.refresh();
  expect([desk.typed.value, desk.dealerSaid.value]).toEqual(['', null]);
});

it('knows the passwords of a demonstration', () => {
  expect(demoPassword('mona')).toBe('demo-mona');
});
