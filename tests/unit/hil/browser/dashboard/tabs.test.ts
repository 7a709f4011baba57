import { expect, it } from 'vitest';
import { DealerInbox } from '../../../../../hil/browser/dashboard/dealer-inbox.ts';
import { Remote } from '../../../../../hil/browser/dashboard/remote.ts';
import { Tabs } from '../../../../../hil/browser/dashboard/tabs.tsx';
import { TechnicianDesk } from '../../../../../hil/browser/dashboard/technician-desk.ts';
import type { RecordingState } from '../../../../../hil/view/recording-state.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup } from '../../../../support/markup.ts';
import { FakeServer } from './fake-server.ts';

it('shows the technician first, and names every panel as a tab', () => {
  const { fetch } = new FakeServer({});
  const html = markup(Tabs, {
    view: carView(),
    act: null,
    place: { origin: 'http://127.0.0.1:8080', command: 'npx smartkey' },
    desks: {
      technician: new TechnicianDesk(fetch, null),
      dealer: new DealerInbox(fetch),
      recording: new Remote<RecordingState>('/api/recording/state', fetch),
      account: '',
    },
  });
  const tabs = [...html.matchAll(/role="tab" id="tab-(\w+)" aria-selected="(\w+)"/g)];
  expect(tabs.map(([, name, selected]) => `${name}: ${selected}`)).toEqual([
    'Technician: true',
    'Dealer: false',
    'Faults: false',
    'Record: false',
    'Connect: false',
  ]);
  expect(html).toContain('role="tabpanel" id="tab-panel" aria-labelledby="tab-Technician"');
});
