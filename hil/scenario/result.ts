import type { Micros } from '../../can-bus/time/micros.ts';
import type { RuleId } from './rules.ts';

/**
 * The verdict of a step or a scenario. `inconclusive`: the tested behaviour could not be judged; `error`: the bench
 * failed; `skipped`: a step after the one that ended the scenario.
 */
export type Verdict = 'pass' | 'fail' | 'inconclusive' | 'error';

export interface StepResult {
  readonly index: number;
  /** The file of the step; for a fragment's step the fragment. */
  readonly file: string;
  readonly line: number;
  readonly phase: 'given' | 'steps';
  readonly car: string;
  /** The step in one line. */
  readonly what: string;
  readonly note: string | null;
  readonly rules: readonly RuleId[];
  /** Vehicle time; both null where the step was skipped. */
  readonly startUs: Micros | null;
  readonly endUs: Micros | null;
  readonly verdict: Verdict | 'skipped';
  /** The expected and the actual result; null where the step checked nothing. */
  readonly expected: string | null;
  readonly got: string | null;
}

/** A request and its response, as text. */
export interface ExchangeRecord {
  readonly car: string;
  readonly timeUs: Micros;
  readonly request: string;
  /** Hex bytes, or a description of what happened instead. */
  readonly response: string;
}

/** Everything a report needs, independent of this machine and of real time: the same run gives the same result. */
export interface ScenarioResult {
  readonly file: string;
  /** The row of the file's table of variants; null where it has none. */
  readonly variant: string | null;
  readonly name: string;
  readonly tags: readonly string[];
  readonly seed: number;
  readonly verdict: Verdict;
  /** Vehicle time at the end. */
  readonly durationUs: Micros;
  /** 64 hex digits; null where the bench did not start. */
  readonly traceHash: string | null;
  readonly steps: readonly StepResult[];
  /** Rules of the scenario and of its steps that passed; none unless it passed as a whole. */
  readonly rulesCovered: readonly RuleId[];
  /** The last requests before the end. */
  readonly exchanges: readonly ExchangeRecord[];
}

/** The step that ended the scenario early; null where it passed. */
export function decidingStep<Step extends StepResult>(steps: readonly Step[]): Step | null {
  return steps.find((step) => step.verdict !== 'pass') ?? null;
}

/** The argument that selects this scenario on a command line. */
export function selectorOf({ file, variant }: Pick<ScenarioResult, 'file' | 'variant'>): string {
  return variant === null ? file : `${file}#${variant}`;
}
