import { expect, it } from 'vitest';
import { DealerCalls } from '../../../../../hil/browser/dashboard/dealer-calls.ts';
import { DealerInbox } from '../../../../../hil/browser/dashboard/dealer-inbox.ts';
import { DealerPanel } from '../../../../../hil/browser/dashboard/dealer-panel.tsx';
import { markup, textOf } from '../../../../support/markup.ts';
import { demoDealerServer } from './demo-dealer-server.ts';
import { FakeServer } from './fake-server.ts';

it('asks for account and password, and proposes the account', () => {
  const html = markup(DealerPanel, {
    dealer: new DealerInbox(new FakeServer({}).fetch),
    enabled: true,
    account: 'mona',
    onTool: null,
  });
  expect(textOf(html)).toBe("Account Password Sign in The dealer server's pages");
  expect(html).toContain('value="mona"');
});

it('DLR-4: shows each request with the boxes that have to be ticked before it is approved', async () => {
  const server = new FakeServer(demoDealerServer());
  const dealer = new DealerInbox(server.fetch);
  await new DealerCalls('tara', 'demo-tara', server.fetch).inTab('immobilizer-reset', '/api/dealer/requests', {});
  await dealer.signIn('mona', 'demo-mona');
  const html = markup(DealerPanel, { dealer, enabled: true, account: '', onTool: () => undefined });
  expect(textOf(html)).toBe(
    'MONA Sign out To approve Request 26112900001 : reset of 4T1BZ1FB4KU999999 Tara Technician, repair order RO-1001, ' +
      "customer Customer I reviewed this request. Approve Decline The dealer server's pages",
  );
  expect(html).toMatch(/<button[^>]*disabled[^>]*>Approve/);
  const past = markup(DealerPanel, { dealer, enabled: false, account: '', onTool: null });
  expect(past.match(/<button/g)).toEqual(past.match(/<button[^>]* disabled/g)?.map(() => '<button'));
});

it('says that nothing waits', async () => {
  const dealer = new DealerInbox(new FakeServer(demoDealerServer()).fetch);
  await dealer.signIn('mona', 'demo-mona');
  const shown = (onTool: (() => void) | null): string =>
    textOf(markup(DealerPanel, { dealer, enabled: true, account: '', onTool }));
  expect(shown(null)).toContain("No requests to approve. The dealer server's pages");
  expect(shown(() => undefined)).toContain('No requests to approve. Back to the technician');
});

it('says that the dealer server does not answer, and no longer once it does', async () => {
  const server = new FakeServer(demoDealerServer());
  const dealer = new DealerInbox(server.fetch);
  await dealer.signIn('mona', 'demo-mona');
  const { answers } = server;
  const shown = (): string => textOf(markup(DealerPanel, { dealer, enabled: true, account: '', onTool: null }));
  server.answers = {};
  await dealer.refresh();
  expect(shown()).toMatch(/^The dealer server does not answer\. The panel shows the last known state,/);
  expect(shown()).not.toContain('No requests');
  server.answers = answers;
  await dealer.refresh();
  expect(shown()).not.toContain('does not answer');
  expect(shown()).toContain('No requests to approve.');
});
