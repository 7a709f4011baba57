import { expect, it } from 'vitest';
import { DealerCalls } from '../../../../../hil/browser/dashboard/dealer-calls.ts';
import { DealerInbox } from '../../../../../hil/browser/dashboard/dealer-inbox.ts';
import { demoDealerServer } from './demo-dealer-server.ts';
import { FakeServer } from './fake-server.ts';

it('DLR-4: shows what waits to the one who signed in, and settles it', async () => {
  const server = new FakeServer(demoDealerServer());
  const inbox = new DealerInbox(server.fetch);
  await inbox.refresh();
  expect(server.calls).toEqual([]);
  await inbox.signIn('mona', 'wrong');
  expect([inbox.person.value, inbox.problem.value]).toEqual([null, 'wrong password: try again']);
  await inbox.signIn('mona', 'demo-mona');
  expect([inbox.person.value, inbox.problem.value, inbox.inbox.value?.toSettle]).toEqual(['MONA', null, []]);
  await new DealerCalls('tara', 'demo-tara', server.fetch).inTab('immobilizer-reset', '/api/dealer/requests', {});
  await inbox.refresh();
  expect(inbox.inbox.value?.toSettle).toMatchObject([{ number: '26112900001' }]);
  await inbox.decline('26112900001');
  expect(inbox.problem.value).toBe('it is settled already');
  await inbox.approve('26112900001', ['ok-1']);
  expect([inbox.problem.value, inbox.inbox.value?.toSettle]).toEqual([null, []]);
  await inbox.signOut();
  expect([inbox.person.value, inbox.inbox.value]).toEqual([null, null]);
});
