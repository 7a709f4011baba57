import type { VNode } from 'preact';
import type { RecordingState } from '../../view/recording-state.ts';
import { clockText } from '../components/words.ts';
import type { Remote } from './remote.ts';

interface RecordProps {
  readonly recording: Remote<RecordingState>;
  readonly enabled: boolean;
}

/** What is done to the car becomes a scenario; the session becomes one file. */
export function RecordPanel({ recording, enabled }: RecordProps): VNode {
  const state = recording.value.value;
  const on = state?.on === true;
  const set = (wanted: boolean): void =>
    void recording.change({ method: 'POST', path: '/api/recording', body: { on: wanted } });
  return (
    <div class="record">
      <h3>Record a scenario</h3>
      <p class="hint">What you do to the car, and what a scan tool asks, becomes the steps of a scenario.</p>
      <div class="tools">
        <button type="button" class={on ? '' : 'main'} disabled={!enabled} onClick={() => set(!on)}>
          {on ? 'Stop recording' : 'Start recording'}
        </button>
        {state?.sinceUs != null && (
          <a href="/api/recording" download="recorded.yaml">
            Save the scenario
          </a>
        )}
      </div>
      {state?.sinceUs != null && (
        <p role="status">
          {on ? 'Recording since' : 'Recorded from'} {clockText(state.sinceUs)}: {state.steps} step
          {state.steps === 1 ? '' : 's'}
        </p>
      )}
      {(state?.warnings ?? []).map((warning) => (
        <p key={warning} class="banner">
          {warning}
        </p>
      ))}
      <h3>Save the session</h3>
      <p class="hint">Traces in every format, the state, and the session as a scenario, in one archive.</p>
      <p>
        <a href="/api/bundle" download="smartkey-session.tar">
          Save bundle
        </a>
      </p>
    </div>
  );
}
