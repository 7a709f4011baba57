import { NO_VIEWS } from '../../../../hil/report/packed-views.ts';
import type { Runner } from '../../../../hil/run/runner.ts';
import type { RunOutcome, RunTask } from '../../../../hil/run/run-task.ts';
import type { Verdict } from '../../../../hil/scenario/result.ts';
import type { Scenario } from '../../../../hil/scenario/scenario.ts';
import { STEP } from '../report/made-results.ts';
import { loadScenario } from '../../../../hil/scenario/load-scenario.ts';

/** A scenario that does nothing, by its name. */
export function scenarioCalled(name: string, file = `${name}.yaml`): Scenario {
  return loadScenario(`name: ${name}\nsteps:\n  - advance: 1 s\n`, file);
}

/** Ends each run as configured, in the order in which the test lets them end; each attempt takes the next of a list. */
export class FakeRunner implements Runner {
  readonly begun: string[] = [];
  readonly #verdicts: Readonly<Record<string, readonly Verdict[]>>;
  readonly #attempts = new Map<string, number>();
  readonly #waiting: { readonly name: string; readonly end: () => void }[] = [];
  readonly #holds: boolean;
  readonly #measures: boolean;

  /** @param measures an abandoned run has been measured in part, and is reported, as by a bench in real time */
  constructor(verdicts: Readonly<Record<string, readonly Verdict[]>>, holds = false, measures = false) {
    this.#verdicts = verdicts;
    this.#holds = holds;
    this.#measures = measures;
  }

  run({ scenario }: RunTask, signal: AbortSignal): Promise<RunOutcome | null> {
    const { name, file, variant } = scenario;
    const attempt = this.#attempts.get(name) ?? 0;
    this.#attempts.set(name, attempt + 1);
    this.begun.push(name);
    const verdict = this.#verdicts[name]?.[attempt] ?? 'pass';
    const steps = verdict === 'pass' ? [] : [{ ...STEP, verdict }];
    const result = {
      file,
      variant,
      name,
      tags: [],
      seed: 1,
      verdict,
      durationUs: 1,
      traceHash: `${name}-${attempt}`,
      steps,
    };
    const outcome = {
      result: { ...result, rulesCovered: [], exchanges: [] },
      realUs: 7,
      views: NO_VIEWS,
      traceTrouble: null,
      guardEnd: null,
    };
    if (!this.#holds) return Promise.resolve(outcome);
    return new Promise((resolve) => {
      this.#waiting.push({ name, end: () => resolve(outcome) });
      signal.addEventListener('abort', () => resolve(this.#measures ? outcome : null), { once: true });
    });
  }

  /** Lets a run end that is held. */
  end(name: string): void {
    const index = this.#waiting.findIndex((run) => run.name === name);
    if (index < 0) throw new Error(`${name} is not held: ${this.begun.join(', ')} have begun`);
    this.#waiting.splice(index, 1)[0]?.end();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
