import type { ScenarioBench } from './bench.ts';
import type { Step } from './scenario.ts';
import type { Captures, StepOutcome } from './step-outcome.ts';
import { verbOf } from './verbs/verbs.ts';

/** Carries out a step on a bench and judges it. @throws BenchError */
export async function runStep({ action, car }: Step, bench: ScenarioBench, captures: Captures): Promise<StepOutcome> {
  return verbOf(action).verb.run(action, { car, bench, captures });
}
