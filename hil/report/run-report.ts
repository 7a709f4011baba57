import { MICROS_PER_MILLI, type Micros } from '../../can-bus/time/micros.ts';
import type { ScenarioResult, Verdict } from '../scenario/result.ts';
import { RULE_IDS, RULE_TITLES, type RuleId } from '../scenario/rules.ts';

/** A result, and what it cost and how it is had again: what differs from machine to machine. */
export interface ReportedResult {
  readonly result: ScenarioResult;
  /** Real time it took, in µs; at least 1. */
  readonly realUs: Micros;
  /** The one command that runs it again. */
  readonly repeat: string;
}

export interface RuleCoverage {
  readonly id: RuleId;
  readonly title: string;
  /** Files of the passed scenarios that exercise it. */
  readonly files: readonly string[];
}

export type Totals = Readonly<Record<Verdict, number>>;

export function totalsOf(reported: readonly ReportedResult[]): Totals {
  const totals = { pass: 0, fail: 0, inconclusive: 0, error: 0 };
  for (const { result } of reported) totals[result.verdict] += 1;
  return totals;
}

/** All rules in order, each with the scenarios that passed and exercise it. */
export function coverageOf(reported: readonly ReportedResult[]): readonly RuleCoverage[] {
  return RULE_IDS.map((id) => {
    const covering = reported.filter(({ result }) => result.rulesCovered.includes(id));
    return { id, title: RULE_TITLES[id], files: covering.map(({ result }) => result.file) };
  });
}

/** Vehicle seconds in a real second. */
export function speedOf({ result, realUs }: ReportedResult): number {
  return Math.round(result.durationUs / Math.max(realUs, 1));
}

/** Everything, as plain data for `--json`. */
export function reportAsData(reported: readonly ReportedResult[]): object {
  return {
    totals: totalsOf(reported),
    scenarios: reported.map((entry) => ({
      ...entry.result,
      realMs: entry.realUs / MICROS_PER_MILLI,
      speed: speedOf(entry),
      repeat: entry.repeat,
    })),
    rules: coverageOf(reported),
  };
}
