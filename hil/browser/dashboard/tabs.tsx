import { signal } from '@preact/signals';
import type { VNode } from 'preact';
import type { CarView } from '../../view/car-view.ts';
import type { RecordingState } from '../../view/recording-state.ts';
import type { ScenarioListing, ScenarioRunState } from '../../view/scenario-run.ts';
import type { Act } from './act.ts';
import { ConnectPanel } from './connect-panel.tsx';
import type { PagePlace } from './connect-recipes.ts';
import type { DealerInbox } from './dealer-inbox.ts';
import { DealerPanel } from './dealer-panel.tsx';
import type { FaultClient } from './fault-client.ts';
import { countText, FaultsPanel } from './faults-panel.tsx';
import { RecordPanel } from './record-panel.tsx';
import type { Remote } from './remote.ts';
import { ScenariosPanel } from './scenarios-panel.tsx';
import type { TechnicianClient } from './technician-client.ts';
import { TechnicianPanel } from './technician-panel.tsx';

/** What the panels know besides the car itself. */
export interface Clients {
  readonly technician: TechnicianClient;
  readonly dealer: DealerInbox;
  readonly faults: FaultClient;
  readonly recording: Remote<RecordingState>;
  readonly scenarios: Remote<{ readonly scenarios: readonly ScenarioListing[] }>;
  readonly scenarioRun: Remote<ScenarioRunState>;
  /** The dealer's account that the page proposes. */
  readonly account: string;
}

const TABS = ['Technician', 'Dealer', 'Faults', 'Record', 'Scenarios', 'Connect'] as const;
const tab = signal<(typeof TABS)[number]>('Technician');

interface TabsProps {
  /** The car at the instant that is shown. */
  readonly view: CarView;
  /** The car now, which most panels show in the past, too. */
  readonly present: CarView;
  readonly act: Act | null;
  readonly place: PagePlace;
  readonly clients: Clients;
}

/** Further panels, one at a time. */
export function Tabs({ view, present, act, place, clients }: TabsProps): VNode {
  return (
    <section class="panel tabs" aria-label="Further panels">
      <div role="tablist" aria-label="Panels">
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab.value === name}
            aria-controls="tab-panel"
            onClick={() => (tab.value = name)}
          >
            {name}
            {name === 'Dealer' && <Waiting dealer={clients.dealer} />}
            {name === 'Faults' && <InForce count={clients.faults.count(view.faults)} />}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${tab.value}`}>
        {view !== present && tab.value !== 'Faults' && (
          <p class="present-note">This panel shows the present, not the past.</p>
        )}
        <Panel view={view} present={present} act={act} place={place} clients={clients} />
      </div>
    </section>
  );
}

function Panel({ view, present, act, place, clients }: TabsProps): VNode {
  switch (tab.value) {
    case 'Technician':
      return (
        <TechnicianPanel
          client={clients.technician}
          view={present}
          enabled={act !== null}
          onDealer={() => (tab.value = 'Dealer')}
        />
      );
    case 'Dealer':
      return (
        <DealerPanel
          dealer={clients.dealer}
          enabled={act !== null}
          account={clients.account}
          onTool={clients.technician.waitsFor.value === null ? null : () => (tab.value = 'Technician')}
        />
      );
    case 'Faults':
      return <FaultsPanel view={view} client={clients.faults} act={act} />;
    case 'Record':
      return <RecordPanel recording={clients.recording} enabled={act !== null} />;
    case 'Scenarios':
      return <ScenariosPanel list={clients.scenarios} run={clients.scenarioRun} enabled={act !== null} />;
    case 'Connect':
      return <ConnectPanel view={present} place={place} />;
  }
}

/** How many requests wait to be approved. */
function Waiting({ dealer }: { readonly dealer: DealerInbox }): VNode | null {
  const count = dealer.inbox.value?.toSettle.length ?? 0;
  return count === 0 ? null : <span class="badge">{count}</span>;
}

/** How many faults are in force. */
function InForce({ count }: { readonly count: number }): VNode | null {
  return count === 0 ? null : (
    <span class="badge" title={countText(count)}>
      {count}
    </span>
  );
}
