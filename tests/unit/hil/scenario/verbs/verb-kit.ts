import { VirtualBench } from '../../../../../hil/bench/virtual-bench.ts';
import { loadScenario } from '../../../../../hil/scenario/load-scenario.ts';
import { decidingStep, type ScenarioResult } from '../../../../../hil/scenario/result.ts';
import { runScenario } from '../../../../../hil/scenario/run-scenario.ts';
import type { Scenario } from '../../../../../hil/scenario/scenario.ts';
import { formatProblem, ScenarioFileError } from '../../../../../hil/scenario/scenario-problem.ts';
import { verbOf, type Action } from '../../../../../hil/scenario/verbs/verbs.ts';

/* Steps as a file has them, one text each: `touch: master`. */

export function load(...steps: readonly string[]): Scenario<Action> {
  return loadScenario(['name: x', 'steps:', ...steps.map((step) => `  - ${step}`)].join('\n'), 'x.yaml');
}

/** What the last of the steps does. */
export function actionOf(...steps: readonly string[]): Action | undefined {
  return load(...steps).steps.at(-1)?.action;
}

/** The last of the steps in words. */
export function wordsOf(...steps: readonly string[]): string | undefined {
  const action = actionOf(...steps);
  return action === undefined ? undefined : verbOf(action).verb.describe(action);
}

export function problemsOf(...steps: readonly string[]): readonly string[] {
  try {
    load(...steps);
  } catch (error) {
    if (error instanceof ScenarioFileError) return error.problems.map(formatProblem);
    throw error;
  }
  return [];
}

export function run(...steps: readonly string[]): Promise<ScenarioResult> {
  return runScenario(load(...steps), (chosen, seed) => new VirtualBench(chosen, { seed, profile: {} }));
}

/** Verdict, line, what was expected and what was seen, of the step that did not pass; null where all did. */
export async function decision(...steps: readonly string[]): Promise<unknown> {
  const step = decidingStep((await run(...steps)).steps);
  return step === null ? null : [step.verdict, step.line, step.expected, step.got];
}
