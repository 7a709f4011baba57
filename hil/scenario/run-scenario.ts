import { codeFamily, OperationError } from '../../can-bus/errors/operation-error.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { DEFAULT_SEED } from '../car/car-options.ts';
import { InterruptedError, type Awaitable, type CarExchange, type ScenarioBench } from './bench.ts';
import { formatBytes, formatSpan } from './format-values.ts';
import { describeOutcome } from './judge-response.ts';
import { decidingStep, type ExchangeRecord, type ScenarioResult, type StepResult, type Verdict } from './result.ts';
import type { StepOutcome } from './expectation.ts';
import type { Captures } from './verbs/verb.ts';
import { rulesOf, type Scenario, type Step } from './scenario.ts';
import { verbOf } from './verbs/verbs.ts';

/** Who looks on while the steps are run. */
interface StepWatch {
  /** The step is about to be run, when this has resolved; it is shown as skipped. */
  before?(step: StepResult): Promise<void>;
  after?(result: StepResult): void;
}

/** Creates the bench for a scenario. @throws BenchError where it cannot */
export type BenchFactory = (scenario: Scenario, seed: number) => Awaitable<ScenarioBench>;

/**
 * Runs a scenario from its first step to its last, or to the first that does not pass. The same scenario, seed and
 * bench give the same result.
 *
 * @param seed replaces the scenario's own
 * @param watch sees each step before and after it is run
 */
export async function runScenario(
  scenario: Scenario,
  createBench: BenchFactory,
  seed: number | null = null,
  watch: StepWatch = {},
): Promise<ScenarioResult> {
  const usedSeed = seed ?? scenario.seed ?? DEFAULT_SEED;
  let bench: ScenarioBench;
  try {
    bench = await createBench(scenario, usedSeed);
  } catch (error) {
    const judged = judgeEnd(error, 'a bench');
    const [first, ...others] = scenario.steps.map(skipped);
    const steps = first === undefined ? [] : [{ ...first, ...judged }, ...others];
    return resultOf(scenario, usedSeed, steps, null);
  }
  try {
    return resultOf(scenario, usedSeed, await runSteps(scenario, bench, watch), bench);
  } finally {
    await bench.close();
  }
}

async function runSteps(scenario: Scenario, bench: ScenarioBench, watch: StepWatch): Promise<readonly StepResult[]> {
  const captures: Captures = new Map();
  const results: StepResult[] = [];
  for (const step of scenario.steps) {
    const ended = (results.at(-1)?.verdict ?? 'pass') !== 'pass';
    if (ended) {
      results.push(skipped(step));
      continue;
    }
    await watch.before?.(skipped(step));
    const result = inTime(await runOne(step, bench, captures), scenario.timeoutUs);
    watch.after?.(result);
    results.push(result);
  }
  return results;
}

/** A step that ends after the scenario's time limit has failed, even if its own check passed. */
function inTime(result: StepResult, timeoutUs: Micros | null): StepResult {
  if (timeoutUs === null || result.endUs === null || result.endUs <= timeoutUs || result.verdict !== 'pass')
    return result;
  const got = `${formatSpan(result.endUs)} when this step was over`;
  return { ...result, verdict: 'fail', expected: `the end within ${formatSpan(timeoutUs)} of vehicle time`, got };
}

async function runOne(step: Step, bench: ScenarioBench, captures: Captures): Promise<StepResult> {
  const startUs = bench.nowUs();
  try {
    const outcome = await runStep(step, bench, captures);
    return { ...skipped(step), ...outcome, verdict: verdictOf(step, outcome), startUs, endUs: bench.nowUs() };
  } catch (error) {
    return { ...skipped(step), ...judgeEnd(error, 'a working bench'), startUs, endUs: bench.nowUs() };
  }
}

/** Carries out a step on a bench and judges it. @throws BenchError */
export async function runStep({ action, car }: Step, bench: ScenarioBench, captures: Captures): Promise<StepOutcome> {
  return verbOf(action).verb.run(action, { car, bench, captures });
}

/** A precondition that is not met makes the scenario inconclusive. */
function verdictOf(step: Step, outcome: StepOutcome): Verdict {
  return step.phase === 'given' && outcome.verdict === 'fail' ? 'inconclusive' : outcome.verdict;
}

/** Everything except a failure of the bench, a refusal by it, and Ctrl-C is an internal bug, and is passed on. */
function judgeEnd(error: unknown, expected: string): Pick<StepResult, 'verdict' | 'expected' | 'got'> {
  if (error instanceof InterruptedError) {
    return { verdict: 'inconclusive', expected: 'the step to end', got: error.message };
  }
  if (error instanceof OperationError && ['usage', 'bench'].includes(codeFamily(error.code))) {
    return {
      verdict: 'error',
      expected,
      got: error.hint === null ? error.message : `${error.message} (${error.hint})`,
    };
  }
  throw error;
}

function skipped(step: Step): StepResult {
  const { index, file, line, phase, car, note, rules } = step;
  const what = verbOf(step.action).verb.describe(step.action);
  const nothing = { startUs: null, endUs: null, expected: null, got: null };
  return { index, file, line, phase, car, what, note, rules, ...nothing, verdict: 'skipped' };
}

function resultOf(
  scenario: Scenario,
  seed: number,
  steps: readonly StepResult[],
  bench: ScenarioBench | null,
): ScenarioResult {
  const { file, variant, name, tags } = scenario;
  const durationUs: Micros = bench?.nowUs() ?? 0;
  const traceHash = bench?.traceHash() ?? null;
  const exchanges = (bench?.recentExchanges() ?? []).map(recordOf);
  const decided = decidingStep(steps)?.verdict ?? 'pass';
  // A skipped step follows one that did not pass.
  const verdict = decided === 'skipped' ? 'error' : decided;
  const rulesCovered = verdict === 'pass' ? rulesOf(scenario) : [];
  return { file, variant, name, tags, seed, verdict, durationUs, traceHash, steps, rulesCovered, exchanges };
}

function recordOf({ car, exchange }: CarExchange): ExchangeRecord {
  const { startedUs, request, outcome } = exchange;
  return { car, timeUs: startedUs, request: formatBytes(request), response: describeOutcome(outcome) };
}
