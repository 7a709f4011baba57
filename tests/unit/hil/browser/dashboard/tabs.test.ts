import { describe, expect, it } from 'vitest';
import { DealerInbox } from '../../../../../hil/browser/dashboard/dealer-inbox.ts';
import { FaultClient } from '../../../../../hil/browser/dashboard/fault-client.ts';
import { Remote } from '../../../../../hil/browser/dashboard/remote.ts';
import { Tabs } from '../../../../../hil/browser/dashboard/tabs.tsx';
import { TechnicianClient } from '../../../../../hil/browser/dashboard/technician-client.ts';
import type { CarView } from '../../../../../hil/view/car-view.ts';
import type { RecordingState } from '../../../../../hil/view/recording-state.ts';
import type { ScenarioListing, ScenarioRunState } from '../../../../../hil/view/scenario-run.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';

const unreachable = (): Promise<Response> => Promise.reject(new Error('no server'));

function tabs(view: CarView, present: CarView): string {
  return markup(Tabs, {
    view,
    present,
    act: null,
    place: { origin: 'http://127.0.0.1:8080', command: 'npx smartkey' },
    clients: {
      recording: new Remote<RecordingState>('/api/recording/state', unreachable),
      scenarios: new Remote<{ readonly scenarios: readonly ScenarioListing[] }>('/api/scenarios', unreachable),
      scenarioRun: new Remote<ScenarioRunState>('/api/scenarios/run', unreachable),
      technician: new TechnicianClient(unreachable, null),
      dealer: new DealerInbox(unreachable),
      faults: new FaultClient(unreachable),
      account: '',
    },
  });
}

describe('the further panels', () => {
  const live = carView();
  const html = tabs(live, live);

  it('have a tab each, of which the first is selected', () => {
    const tabs = [...html.matchAll(/<button[^>]*role="tab"[^>]*aria-selected="?(\w*)"?[^>]*>(.*?)<\/button>/gs)];
    expect(tabs.map(([, selected, title]) => [textOf(title ?? ''), selected])).toEqual([
      ['Technician', 'true'],
      ['Dealer', 'false'],
      ['Faults', 'false'],
      ['Record', 'false'],
      ['Scenarios', 'false'],
      ['Connect', 'false'],
    ]);
  });

  it('are labelled by their tab', () => {
    expect(html).toContain('<div role="tabpanel" id="tab-panel" aria-labelledby="tab-Technician">');
  });

  it('say in the past that they show the present', () => {
    const note = 'This panel shows the present, not the past.';
    expect(textOf(html)).not.toContain(note);
    expect(textOf(tabs(live, carView({ timeUs: 1000 })))).toContain(note);
  });

  it('show on their tab how many faults are in force', () => {
    expect(html).not.toContain('in force');
    expect(tabs(carView({ faults: ['B278D', 'B27A5'] }), live)).toContain(
      '>Faults<span class="badge" title="2 faults in force">2</span>',
    );
  });
});
