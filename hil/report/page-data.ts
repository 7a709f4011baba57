import type { EarlierAttempt, Artifact } from './run-report.ts';
import type { ExchangeRecord, StepResult, Verdict } from '../scenario/result.ts';
import type { SourceText, ViewedCar } from './viewer-data.ts';

/** What the HTML page of a report is made from: one block for the run, and one a scenario that is read when opened. */

/** One row of the table. */
export interface PageRow {
  readonly name: string;
  readonly file: string;
  readonly verdict: Verdict;
  readonly tags: readonly string[];
  /** Rules that it covers: none unless it passed. */
  readonly rules: readonly string[];
  readonly vehicleUs: number;
  readonly realUs: number;
  readonly flaky: boolean;
  readonly quarantine: string | null;
  /** Where it ended before its time, in one line; empty where it passed. */
  readonly why: string;
}

interface PageRule {
  readonly id: string;
  readonly title: string;
  /** Why no scenario can show it; null where one can. */
  readonly unseen: string | null;
  /** Places of the rows that cover it. */
  readonly rows: readonly number[];
}

export interface PageRun {
  /** What it was made with, as label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly rows: readonly PageRow[];
  readonly rules: readonly PageRule[];
  readonly notRun: readonly { readonly file: string; readonly name: string }[];
  /** The texts of the scenarios. */
  readonly sources: readonly SourceText[];
  /** Why the rest did not run, in words; empty where all did. */
  readonly ended: string;
}

export interface PageDetail {
  readonly seed: number;
  readonly traceHash: string | null;
  readonly repeat: string;
  readonly steps: readonly StepResult[];
  readonly exchanges: readonly ExchangeRecord[];
  readonly earlier: readonly EarlierAttempt[];
  readonly artifacts: readonly Artifact[];
  readonly views: readonly ViewedCar[];
  /** Things that were left out of the page, whose size is limited. */
  readonly leftOut: number;
}
