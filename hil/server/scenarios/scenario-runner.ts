import { toHex } from '../../../can-bus/bytes/hex.ts';
import { RunningCarBench } from '../../bench/running-car-bench.ts';
import type { CarControl } from '../../car/host/car-control.ts';
import { HttpError } from '../../http/http-error.ts';
import { actionInWords, stepInWords } from '../../report/step-words.ts';
import type { StepResult } from '../../scenario/result.ts';
import { runScenario } from '../../scenario/run-scenario.ts';
import type { Scenario, StepAction } from '../../scenario/scenario.ts';
import { verbOf } from '../../scenario/verbs/verbs.ts';
import type { ScenarioRunState, ScenarioStepView } from '../../view/scenario-run.ts';

/** What is reported of a run, for those who look on. */
export type ScenarioEvent =
  | { readonly event: 'scenario-started'; readonly run: number; readonly title: string; readonly steps: number }
  | { readonly event: 'step-started'; readonly run: number; readonly index: number; readonly step: string }
  | {
      readonly event: 'step-ended';
      readonly run: number;
      readonly index: number;
      readonly step: string;
      readonly verdict: StepResult['verdict'];
      readonly reason: string | null;
    }
  | { readonly event: 'scenario-ended'; readonly run: number; readonly title: string; readonly verdict: string };

interface ScenarioRunnerOptions {
  readonly control: CarControl;
  readonly onEvent: (event: ScenarioEvent) => void;
  readonly onBug: (error: unknown) => void;
  /** Between two steps, so that a person sees them: resolves after that many real milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
}

/** Runs scenarios on a car, one at a time, step by step. */
export class ScenarioRunner {
  readonly #options: ScenarioRunnerOptions;
  #state: ScenarioRunState = { run: 0, title: null, running: false, verdict: null, steps: [] };
  #interrupt = new AbortController();
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ScenarioRunnerOptions) {
    this.#options = options;
  }

  state(): ScenarioRunState {
    return this.#state;
  }

  /** @throws HttpError (409) while one runs */
  start(scenario: Scenario, paceMs: number): ScenarioRunState {
    const { run, running, title } = this.#state;
    if (running) {
      throw new HttpError(409, `the scenario "${title ?? ''}" is running`, {
        hint: 'stop it first (DELETE /api/scenarios/run)',
      });
    }
    const steps = scenario.steps.map(({ action, line }): ScenarioStepView => {
      return { text: textOf(action, null), line, verdict: 'waiting', reason: null };
    });
    this.#state = { run: run + 1, title: scenario.name, running: true, verdict: null, steps };
    this.#interrupt = new AbortController();
    const { name } = scenario;
    this.#options.onEvent({ event: 'scenario-started', run: run + 1, title: name, steps: steps.length });
    this.#ended = this.#run(scenario, paceMs);
    return this.#state;
  }

  async stop(): Promise<ScenarioRunState> {
    this.#interrupt.abort();
    await this.#ended;
    return this.#state;
  }

  async #run(scenario: Scenario, paceMs: number): Promise<void> {
    const { control, onEvent, onBug, pause } = this.#options;
    const { signal } = this.#interrupt;
    const { run } = this.#state;
    let verdict: NonNullable<ScenarioRunState['verdict']> = 'error';
    try {
      const result = await runScenario(
        scenario,
        (one) => this.#open(one, new RunningCarBench(control, one, signal)),
        null,
        {
          before: async ({ index }) => {
            this.#mark(index, 'running', null);
            const step = this.#textOf(index);
            onEvent({ event: 'step-started', run, index, step });
            if (!signal.aborted) await pause(paceMs);
          },
          after: (ended) => this.#follow(ended),
        },
      );
      ({ verdict } = result);
      for (const [index, step] of result.steps.entries()) this.#mark(index, step.verdict, reasonOf(step));
    } catch (error) {
      onBug(error);
    }
    this.#state = { ...this.#state, running: false, verdict };
    onEvent({ event: 'scenario-ended', run, title: scenario.name, verdict });
  }

  #follow(ended: StepResult): void {
    const { index, verdict } = ended;
    const step = this.#textOf(index);
    const reason = reasonOf(ended);
    this.#mark(index, verdict, reason);
    this.#options.onEvent({ event: 'step-ended', run: this.#state.run, index, step, verdict, reason });
  }

  /** The car has its keys. */
  #open({ steps: declared }: Scenario, bench: RunningCarBench): RunningCarBench {
    const steps = this.#state.steps.map((step, at) => {
      const action = declared[at]?.action;
      return action === undefined ? step : { ...step, text: textOf(action, bench) };
    });
    this.#state = { ...this.#state, steps };
    return bench;
  }

  #textOf(index: number): string {
    return this.#state.steps[index]?.text ?? '';
  }

  #mark(index: number, verdict: ScenarioStepView['verdict'], reason: string | null): void {
    const steps = this.#state.steps.map((step, at) => (at === index ? { ...step, verdict, reason } : step));
    this.#state = { ...this.#state, steps };
  }
}

/** What a step does: a request in words, and its keys with the ids that the car has for their names. */
function textOf(action: StepAction, bench: RunningCarBench | null): string {
  const { verb } = verbOf(action);
  const text = actionInWords(verb.describe(action));
  const keys = verb.names?.(action).keys ?? [];
  if (bench === null || keys.length === 0) return text;
  return `${text} (${keys.map((name) => `${name}: ${toHex(bench.keyId(name))}`).join(', ')})`;
}

function reasonOf(step: StepResult): string | null {
  const { verdict, expected, got } = stepInWords(step);
  if (verdict === 'pass' || verdict === 'skipped') return null;
  if (verdict === 'error' && got !== null) return got;
  return `expected ${expected ?? 'nothing'}, got ${got ?? 'nothing'}`;
}
