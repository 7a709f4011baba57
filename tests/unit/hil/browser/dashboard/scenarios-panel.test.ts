import { expect, it } from 'vitest';
import { Remote } from '../../../../../hil/browser/dashboard/remote.ts';
import { ScenariosPanel } from '../../../../../hil/browser/dashboard/scenarios-panel.tsx';
import type { ScenarioListing, ScenarioRunState } from '../../../../../hil/view/scenario-run.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { FakeServer } from './fake-server.ts';

function html(state: ScenarioRunState | null): string {
  const { fetch } = new FakeServer({});
  const list = new Remote<{ readonly scenarios: readonly ScenarioListing[] }>('/api/scenarios', fetch);
  const run = new Remote<ScenarioRunState>('/api/scenarios/run', fetch);
  list.value.value = { scenarios: [{ scenario: 'a.yaml', title: 'Reset', tags: [], rules: ['RST-1'] }] };
  run.value.value = state;
  return markup(ScenariosPanel, { list, run, enabled: true });
}

it('offers the scenarios with their rules', () => {
  expect(textOf(html(null))).toMatch(/Scenario Reset \(RST-1\) Run$/);
});

it('shows the run step by step, with the reason of a step that failed', () => {
  const steps = [
    { text: 'open the door', line: 2, verdict: 'pass', reason: null },
    { text: 'look', line: 3, verdict: 'running', reason: null },
    { text: 'look again', line: 4, verdict: 'fail', reason: 'expected a, got b' },
  ] as const;
  const page = html({ run: 1, title: 'Reset', running: true, verdict: null, steps });
  expect(textOf(page)).toMatch(
    /Run Stop Reset : running pass open the door running look fail look again expected a, got b$/,
  );
  expect(page.match(/aria-current="step"/g)).toHaveLength(1);
  expect(page).toMatch(/class="step-running" aria-current="step"/);
});

it('marks the last step that was run once the run is over', () => {
  const steps = [
    { text: 'a', line: 2, verdict: 'pass', reason: null },
    { text: 'b', line: 3, verdict: 'fail', reason: 'no' },
    { text: 'c', line: 4, verdict: 'skipped', reason: null },
  ] as const;
  const page = html({ run: 1, title: 'Reset', running: false, verdict: 'fail', steps });
  expect(page.match(/<li[^>]*aria-current/g)).toEqual(['<li class="step-fail" aria-current']);
});
