import { expect, it } from 'vitest';
import { RecordPanel } from '../../../../../hil/browser/dashboard/record-panel.tsx';
import { Remote } from '../../../../../hil/browser/dashboard/remote.ts';
import type { RecordingState } from '../../../../../hil/view/recording-state.ts';
import { markup, textOf } from '../../../../support/markup.ts';
import { FakeServer } from './fake-server.ts';

function html(state: RecordingState | null): string {
  const recording = new Remote<RecordingState>('/api/recording/state', new FakeServer({}).fetch);
  recording.value.value = state;
  return markup(RecordPanel, { recording, enabled: true });
}

it('starts a recording, and saves the session at any time', () => {
  const page = html({ on: false, sinceUs: null, steps: 0, warnings: [] });
  expect(textOf(page)).toContain('Start recording');
  expect(page).not.toContain('/api/recording"');
  expect(page).toContain('href="/api/bundle"');
});

it('shows what has been recorded, with what to know before running it', () => {
  const page = html({ on: true, sinceUs: 2_000_000, steps: 1, warnings: ['the car was restarted'] });
  expect(textOf(page)).toMatch(/Stop recording Save the scenario Recording since 00:02\.000000: 1 step the car was/);
  expect(textOf(html({ on: false, sinceUs: 0, steps: 2, warnings: [] }))).toContain(
    'Recorded from 00:00.000000: 2 steps',
  );
});
