import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ScenarioListing, ScenarioRunState, ScenarioStepView } from '../../view/scenario-run.ts';
import { scrollToCurrent } from '../components/scroll-to-current.ts';
import type { Remote } from './remote.ts';

interface ScenarioList {
  readonly scenarios: readonly ScenarioListing[];
}

interface ScenariosProps {
  readonly list: Remote<ScenarioList>;
  readonly run: Remote<ScenarioRunState>;
  readonly enabled: boolean;
}

/** Scenarios to run on this car, and the run step by step. */
export function ScenariosPanel({ list, run, enabled }: ScenariosProps): VNode {
  // The car reads its scenarios only once somebody looks for one.
  useEffect(() => void list.refresh(), [list]);
  const chosen = useSignal('bulletin/all-keys-lost.yaml');
  const state = run.value.value;
  const problem = run.problem.value;
  const scenarios = list.value.value?.scenarios ?? [];
  const isRunning = state?.running === true;
  const start = (): void =>
    void run.change({ method: 'POST', path: '/api/scenarios/run', body: { scenario: chosen.value } });
  return (
    <div class="scenario-run">
      <p class="hint">The car is restarted first; the scenario moves its clock.</p>
      <div class="entry">
        <label for="scenario">Scenario</label>
        <select id="scenario" value={chosen.value} onChange={(event) => (chosen.value = event.currentTarget.value)}>
          {scenarios.map(({ scenario, title, rules }) => (
            <option key={scenario} value={scenario}>
              {title}
              {rules.length === 0 ? '' : ` (${rules.join(', ')})`}
            </option>
          ))}
        </select>
        <button type="button" class="main" disabled={!enabled || isRunning || scenarios.length === 0} onClick={start}>
          Run
        </button>
        {isRunning && (
          <button
            type="button"
            onClick={() => void run.change({ method: 'DELETE', path: '/api/scenarios/run', body: null })}
          >
            Stop
          </button>
        )}
      </div>
      {problem !== null && (
        <p class="banner banner-lost" role="alert">
          {problem}
        </p>
      )}
      {state?.title != null && <Run state={state} title={state.title} />}
    </div>
  );
}

function Run({ state, title }: { readonly state: ScenarioRunState; readonly title: string }): VNode {
  const list = useRef<HTMLOListElement>(null);
  const current = currentStep(state.steps);
  useEffect(() => scrollToCurrent(list.current), [current]);
  return (
    <>
      <p role="status">
        <strong>{title}</strong>: {state.running ? 'running' : state.verdict}
      </p>
      <ol class="steps" ref={list} tabIndex={0} aria-label="Steps">
        {state.steps.map((step, index) => (
          <Step key={index} step={step} isCurrent={index === current} />
        ))}
      </ol>
    </>
  );
}

/** The place of the step that runs, or of the last one that has run: a fast one may be over before it is shown. */
function currentStep(steps: readonly ScenarioStepView[]): number {
  const running = steps.findIndex(({ verdict }) => verdict === 'running');
  return running >= 0 ? running : steps.findLastIndex(({ verdict }) => verdict !== 'waiting' && verdict !== 'skipped');
}

function Step({ step, isCurrent }: { readonly step: ScenarioStepView; readonly isCurrent: boolean }): VNode {
  const { text, verdict, reason } = step;
  return (
    <li class={`step-${verdict}`} aria-current={isCurrent ? 'step' : undefined}>
      <span class="verdict">{verdict}</span> {text}
      {reason !== null && <p class="reason">{reason}</p>}
    </li>
  );
}
