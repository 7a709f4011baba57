import { describe, expect, it } from 'vitest';
import type { Act } from '../../../../../hil/browser/dashboard/act.ts';
import { send } from '../../../../../hil/browser/dashboard/api-call.ts';
import { DEALER_PRESETS } from '../../../../../hil/browser/dashboard/dealer-fault-presets.ts';
import { FaultClient } from '../../../../../hil/browser/dashboard/fault-client.ts';
import { FaultsPanel } from '../../../../../hil/browser/dashboard/faults-panel.tsx';
import { PRESETS } from '../../../../../hil/browser/dashboard/fault-presets.ts';
import { NO_FAULTS } from '../../../../../hil/dealer/rules/dealer-faults.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { serveCar } from '../../server/virtual-control.ts';
import { FakeServer } from './fake-server.ts';
import { idleAct } from './idle-act.ts';
import { NO_FAULTS_IN_FORCE } from './no-faults.ts';

const act = idleAct();

/** A client at a car's own HTTP interface, and what acts there. */
function clients(count: number): {
  readonly clients: readonly FaultClient[];
  readonly act: Act;
  readonly steps: (string | null)[];
} {
  const { app } = serveCar();
  const steps: (string | null)[] = [];
  const fetch = async (path: string, init?: RequestInit): Promise<Response> => {
    const headers = { ...(init?.headers as Record<string, string> | undefined), host: 'localhost' };
    return app.request(path, { ...init, headers });
  };
  const ask: Act['ask'] = (call) => {
    steps.push(call.step);
    return send(call, fetch);
  };
  return { clients: Array.from({ length: count }, () => new FaultClient(fetch)), act: { ...act, ask }, steps };
}

function preset(id: string): (typeof PRESETS)[number] {
  const found = PRESETS.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no switch ${id}`);
  return found;
}

/** The titles of the switches that are on. */
function switchedOn(html: string): readonly string[] {
  return [...html.matchAll(/<label class="switch switch-on".*?<\/label>/gs)].map(([one]) => textOf(one));
}

describe('the faults as switches (VEH-8)', () => {
  it('show which trouble codes the car has', () => {
    const client = new FaultClient(() => Promise.reject(new Error('no server')));
    const html = markup(FaultsPanel, { view: carView({ faults: ['B278D'] }), client, act });
    expect(textOf(html)).toMatch(/^1 fault in force Clear all faults Trouble codes B278D registration prohibited/);
    expect(switchedOn(html)).toEqual(['B278D registration prohibited']);
    expect(textOf(markup(FaultsPanel, { view: carView(), client, act }))).toMatch(/^no fault in force/);
  });

  it('show what is in force in the car, also what another page has set, and end one alone', async () => {
    const { clients: all, act: acting, steps } = clients(2);
    const [here, elsewhere] = all;
    if (here === undefined || elsewhere === undefined) throw new Error('no clients');
    // At once, before the first has been answered.
    await Promise.all(['drop', 'corrupt', 'delay'].map((id) => here.set(acting, preset(id), true)));
    await elsewhere.set(acting, preset('silent'), true);
    await here.refresh();
    const shown = (): readonly string[] => switchedOn(markup(FaultsPanel, { view: carView(), client: here, act }));
    const [lost, corrupted, delayed] = ['drop', 'corrupt', 'delay'].map((id) => preset(id).title);
    expect(shown()).toEqual([lost, corrupted, delayed, preset('silent').title]);
    expect(here.count([])).toBe(4);
    await here.set(acting, preset('corrupt'), false);
    expect(shown()).toEqual([lost, delayed, preset('silent').title]);
    expect(steps.at(-1)).toBe('fault: { bus: { drop: 0.1, delayMs: 20 } }');
    await elsewhere.clear(acting);
    await here.refresh();
    expect(shown()).toEqual([]);
    expect(steps.at(-1)).toBe('fault: none');
  });

  it('have the faults of the dealer server where there is one, and end them, too', async () => {
    let dealer: object = NO_FAULTS;
    const server = new FakeServer({
      'GET /api/faults': () => [200, NO_FAULTS_IN_FORCE],
      'DELETE /api/faults': () => [200, NO_FAULTS_IN_FORCE],
      'GET /api/dealer/faults': () => [200, dealer],
      'POST /api/dealer/faults': ({ body }) => [200, (dealer = { ...dealer, ...(body as object) })],
    });
    const client = new FaultClient(server.fetch);
    const acting = { ...act, ask: (call: Parameters<Act['ask']>[0]) => send(call, server.fetch) };
    const html = (): string => markup(FaultsPanel, { view: carView(), client, act });
    expect(html()).not.toContain('Dealer server');
    await client.refresh();
    expect(textOf(html())).toContain(`Dealer server ${DEALER_PRESETS.map(({ title }) => title).join(' ')}`);
    for (const one of DEALER_PRESETS) await client.setDealer(acting, one, true);
    // An approval has one state: the last one set.
    expect(switchedOn(html())).toEqual(
      DEALER_PRESETS.filter(({ id }) => id !== 'approval-expired').map(({ title }) => title),
    );
    expect(client.count(['B278D'])).toBe(7);
    await client.clear(acting);
    expect(dealer).toEqual(NO_FAULTS);
    expect(server.seen.slice(-2)).toEqual(['POST /api/dealer/faults', 'DELETE /api/faults']);
    expect(switchedOn(html())).toEqual([]);
  });

  it('change nothing in a view of the past, and say of when they are', () => {
    const client = new FaultClient(() => Promise.reject(new Error('no server')));
    client.car.value = NO_FAULTS_IN_FORCE;
    const html = markup(FaultsPanel, { view: carView(), client, act: null });
    expect(html.match(/<input/g)).toHaveLength(html.match(/<input[^>]*disabled/g)?.length ?? 0);
    expect(textOf(html)).toContain('the other faults as they are now');
  });
});
