import { expect, it } from 'vitest';
import { TechnicianClient } from '../../../../../hil/browser/dashboard/technician-client.ts';
import { TechnicianPanel } from '../../../../../hil/browser/dashboard/technician-panel.tsx';
import { TECHNICIAN_EXAMPLE } from '../../../../../hil/server/technician/technician-example.ts';
import type { TechnicianState } from '../../../../../hil/view/technician-state.ts';
import { carView } from '../../../../support/car-views.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { FakeServer } from './fake-server.ts';

function html(state: TechnicianState | null, problem: string | null = null): string {
  const client = new TechnicianClient(new FakeServer({}).fetch, null);
  client.tool.value.value = state;
  client.tool.problem.value = problem;
  return markup(TechnicianPanel, { client, view: carView(), enabled: true, onDealer: () => undefined });
}

it('offers the utilities where none runs', () => {
  expect(textOf(html(null))).toBe(
    'No scan tool at hand? Run a utility here: it is the same tool, connected to this car. Reset: all keys are lost ' +
      'Register a key Erase lost or stolen keys Read data Read trouble codes Clear trouble codes',
  );
});

it('shows the screen that is asked, the screens so far, and a refusal', () => {
  const text = textOf(html(TECHNICIAN_EXAMPLE, 'Another person was first.'));
  expect(text).toMatch(/^Another person was first\. Smart Code Reset Enter the pass-code from the dealer server\./);
  expect(text).toMatch(/Stop the utility 1 screen so far 00:02\.104630 Vehicle ?: Next$/);
});

it('says that the tool waits for an answer of the vehicle', () => {
  expect(textOf(html({ ...TECHNICIAN_EXAMPLE, question: null }))).toMatch(/^The tool talks with the vehicle… Time is/);
});

it('shows the result as a table', () => {
  const rows = [['result', 'done'] as const, ['keys erased', '2'] as const];
  const page = html({ ...TECHNICIAN_EXAMPLE, running: false, question: null, result: { outcome: 'done', rows } });
  expect(textOf(page)).toMatch(/^Result result done keys erased 2 No scan tool at hand\?/);
});
