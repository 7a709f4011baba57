import type { Micros } from '../../can-bus/time/micros.ts';
import { decidingStep, type ScenarioResult, type Verdict } from '../scenario/result.ts';
import { RULE_IDS, RULE_TITLES, whyUnseen, type RuleId } from '../scenario/rules.ts';
import { countAll, type Judged, type Totals } from './counted.ts';
import type { PackedViews } from './packed-car.ts';

/** A failed attempt that was followed by another one. */
export interface EarlierAttempt {
  readonly verdict: Verdict;
  readonly realUs: Micros;
  readonly traceHash: string | null;
  /** Where it ended, with the expected and the actual result. */
  readonly why: string;
  readonly artifacts: readonly Artifact[];
}

/** A file or folder that a run created. */
export interface Artifact {
  readonly kind: 'bundle' | 'trace';
  /** Relative to the folder in which the run started. */
  readonly path: string;
  /** Relative to the report's folder, with slashes, for links on a page there. */
  readonly href: string;
}

/** A result with its duration and the command to repeat it: the data that differ from machine to machine. */
export interface ReportedResult {
  readonly result: ScenarioResult;
  /** Real time of the last attempt, in µs; at least 1. */
  readonly realUs: Micros;
  /** The command that runs it again. */
  readonly repeat: string;
  /** Earlier attempts; empty where the first one counts. */
  readonly earlier: readonly EarlierAttempt[];
  /** Why it does not count towards the exit code; null where it counts. */
  readonly quarantine: string | null;
  /** The number of this repetition and their total; null where it ran once. */
  readonly repetition: { readonly number: number; readonly of: number } | null;
  /** What happened to its cars, for the page. */
  readonly views: PackedViews;
  readonly artifacts: readonly Artifact[];
}

/** A scenario that was not run, because the run ended early. */
export interface NotRun {
  readonly file: string;
  readonly name: string;
}

/** Versions and settings of a run on this machine. */
export interface RunInfo {
  /** As it was typed. */
  readonly command: string;
  readonly version: string;
  /** The commit of the folder in which the run started; null without version control. */
  readonly commit: string | null;
  readonly node: string;
  readonly platform: string;
  /** Wall clock, ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Replaces the scenarios' own seeds; null where those are used. */
  readonly seed: number | null;
  readonly profile: string | null;
  readonly bench: string;
  readonly jobs: number;
}

export interface RunReport {
  readonly info: RunInfo;
  readonly results: readonly ReportedResult[];
  readonly notRun: readonly NotRun[];
  /** Why the rest was not run; null where all were run. */
  readonly endedBy: 'interrupt' | 'fail-fast' | null;
  /** Minimum rule coverage in percent; null for none. */
  readonly coverageGate: number | null;
}

interface RuleCoverage {
  readonly id: RuleId;
  readonly title: string;
  /** Files of the passed scenarios that cover it. */
  readonly files: readonly string[];
  /** Why no scenario can test it, so that it does not count; null where one can. */
  readonly unseen: string | null;
}

export function judged({ result: { verdict }, quarantine }: Pick<ReportedResult, 'result' | 'quarantine'>): Judged {
  return { verdict, quarantine };
}

export function totalsOf(reported: readonly ReportedResult[]): Totals {
  return countAll(reported.map(judged));
}

/** The rules that it proves. A quarantined scenario proves none: nobody relies on its verdict. */
export function rulesProven({ result, quarantine }: Pick<ReportedResult, 'result' | 'quarantine'>): readonly RuleId[] {
  return quarantine === null ? result.rulesCovered : [];
}

/** Counted as passed, but not at the first attempt. */
export function isFlaky({ result, earlier, quarantine }: ReportedResult): boolean {
  return result.verdict === 'pass' && earlier.length > 0 && quarantine === null;
}

/** Vehicle time of all scenarios, and the real time that they took one by one: without loading files, and for any jobs. */
export function timeSpent(reported: readonly ReportedResult[]): {
  readonly vehicleUs: Micros;
  readonly realUs: Micros;
} {
  return {
    vehicleUs: reported.reduce((sum, { result }) => sum + result.durationUs, 0),
    realUs: reported.reduce((sum, { realUs }) => sum + realUs, 0),
  };
}

/** All rules in order, each with the passed scenarios that cover it. */
export function coverageOf(reported: readonly ReportedResult[]): readonly RuleCoverage[] {
  return RULE_IDS.map((id) => {
    const covering = reported.filter((entry) => rulesProven(entry).includes(id));
    const files = [...new Set(covering.map(({ result }) => result.file))];
    return { id, title: RULE_TITLES[id], files, unseen: whyUnseen(id) };
  });
}

/** The rules that count: those that can be tested from outside. */
export function visibleRules(coverage: readonly RuleCoverage[]): readonly RuleCoverage[] {
  return coverage.filter(({ unseen }) => unseen === null);
}

/**
 * Coverage in whole percent, rounded down: of the rules that can be tested from outside, those that passed scenarios
 * cover.
 */
export function coveragePercent(reported: readonly ReportedResult[]): number {
  const coverage = visibleRules(coverageOf(reported));
  return Math.floor((100 * coverage.filter(({ files }) => files.length > 0).length) / coverage.length);
}

/** Vehicle seconds per real second. */
export function speedOf({ result, realUs }: Pick<ReportedResult, 'result' | 'realUs'>): number {
  return Math.round(result.durationUs / Math.max(realUs, 1));
}

/** A unique name for each result: with the repetition, and with the file where two scenarios have the same name. */
export function uniqueNames(reported: readonly ReportedResult[]): readonly string[] {
  const files = new Map<string, Set<string>>();
  for (const { result } of reported) {
    const known = files.get(result.name);
    if (known === undefined) files.set(result.name, new Set([result.file]));
    else known.add(result.file);
  }
  const taken = new Set<string>();
  return reported.map(({ result, repetition }) => {
    const isShared = (files.get(result.name)?.size ?? 1) > 1;
    const turn = repetition === null ? '' : ` (${repetition.number} of ${repetition.of})`;
    const wanted = `${result.name}${isShared ? ` [${result.file}]` : ''}${turn}`;
    let name = wanted;
    for (let again = 2; taken.has(name); again++) name = `${wanted} #${again}`;
    taken.add(name);
    return name;
  });
}

/** Where a result ended early, in one line; empty where it passed. */
export function whyOf({ steps }: Pick<ScenarioResult, 'steps'>): string {
  const step = decidingStep(steps);
  if (step === null) return '';
  return `${step.file}:${step.line} ${step.what}: expected ${step.expected ?? 'nothing'}, got ${step.got ?? 'nothing'}`;
}
