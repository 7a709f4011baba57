import type { ScenarioResult } from '../../scenario/result.ts';
import { benchFactory } from '../../bench/open-bench.ts';
import { VIRTUAL_BENCH } from '../../bench/bench-file.ts';
import { loadScenario } from '../../scenario/load-scenario.ts';
import { runScenario } from '../../scenario/run-scenario.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { SwarmFailure } from '../swarm/run-group.ts';
import type { FailureCause } from '../swarm/swarm-totals.ts';
import type { Violation } from '../swarm/violation.ts';
import { failureScenario } from './failure-scenario.ts';
import { RunRepeater } from './repeat-run.ts';
import { shrink } from './shrink.ts';

/** Tries of a shrinking: a long run that breaks a rule at its end needs some hundreds. */
const MAX_TRIES = 600;

/** All failures of one cause, with the shortest way there. */
export interface ExplainedFailure {
  readonly cause: string;
  readonly violation: Violation;
  /** How many runs broke it. */
  readonly count: number;
  readonly stepsBefore: number;
  readonly steps: number;
  /** The scenario file's text, and the scenario in it. */
  readonly text: string;
  readonly scenario: Scenario;
  /** With the steps that are left, and what they break. */
  readonly shrunk: SwarmFailure;
  /** Of the scenario: its last step fails where the failure is in it. */
  readonly result: ScenarioResult;
}

/** Shrinks the shortest failure of a cause and writes it as a scenario. */
export async function explainFailure(
  { cause, count, shortest }: FailureCause,
  file: string,
): Promise<ExplainedFailure> {
  const repeater = new RunRepeater(shortest);
  const steps = await shrink(shortest.steps, (candidate) => repeater.fails(candidate), MAX_TRIES);
  const repeated = await repeater.repeat(steps);
  const violation = repeated.violation ?? shortest.violation;
  const text = failureScenario(shortest, repeated.steps, violation);
  const scenario = loadScenario(text, file);
  const result = await runScenario(scenario, benchFactory(VIRTUAL_BENCH, { profile: {} }), shortest.seed);
  const shrunk = { ...shortest, violation, steps: repeated.steps.map(({ step }) => step) };
  const stepsBefore = shortest.steps.length;
  return { cause, violation, count, stepsBefore, steps: repeated.steps.length, text, scenario, shrunk, result };
}
