import type { EarlierAttempt, Artifact } from './run-report.ts';
import type { ExchangeRecord, Verdict } from '../scenario/result.ts';
import type { RunHeadline } from './run-headline.ts';
import type { PackedCar } from './packed-car.ts';
import type { PageStep, SourceText } from './viewer-data.ts';

/** The data of a report's HTML page: one block for the run, and two per scenario that are read when it is opened. */

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
  /** Why it ended early, in one line; empty where it passed. */
  readonly why: string;
}

interface PageRule {
  readonly id: string;
  readonly title: string;
  /** Why no scenario can test it; null where one can. */
  readonly unseen: string | null;
  /** Indexes of the rows that cover it. */
  readonly rows: readonly number[];
}

export interface PageRun {
  readonly headline: RunHeadline;
  /** What fails the run, but no scenario alone, beside the headline: one sentence each. */
  readonly problems: readonly string[];
  /** Versions and settings of the run, as label and value. */
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly rows: readonly PageRow[];
  readonly rules: readonly PageRule[];
  readonly notRun: readonly { readonly file: string; readonly name: string }[];
  /** The texts of the scenarios. */
  readonly sources: readonly SourceText[];
  /** Why the rest was not run, in words; empty where all were run. */
  readonly ended: string;
}

/** A request and its response, as bytes and in words; null where there are no words for them. */
export interface PageExchange extends ExchangeRecord {
  readonly requestWords: string | null;
  readonly responseWords: string | null;
}

export interface PageDetail extends Omit<StoredDetail, 'hasViews'> {
  readonly views: readonly PackedCar[];
}

/** A scenario's block; its views have a block of their own. */
export interface StoredDetail {
  readonly seed: number;
  readonly traceHash: string | null;
  readonly repeat: string;
  readonly steps: readonly PageStep[];
  readonly exchanges: readonly PageExchange[];
  readonly earlier: readonly EarlierAttempt[];
  readonly artifacts: readonly Artifact[];
  /** There is a block with what happened to its cars. */
  readonly hasViews: boolean;
  /** Number of items and events left out of the page, whose size is limited. */
  readonly leftOut: number;
}
