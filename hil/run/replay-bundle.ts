import { usageError } from '../../can-bus/errors/operation-error.ts';
import type { CanFrame } from '../../can-bus/frame/can-frame.ts';
import type { Micros } from '../../can-bus/time/micros.ts';
import { OWN_BUS } from '../../can-bus/trace/frame-record.ts';
import { ProfileError } from '../../ecu-sim/profile.ts';
import { Turns } from '../bench/turns.ts';
import { BenchError } from '../scenario/bench.ts';
import type { ViewLimits } from '../report/view-recorder.ts';
import type { ViewedCar } from '../report/viewer-data.ts';
import type { ScenarioResult } from '../scenario/result.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { lineWithPresentNames } from '../trace/former-names.ts';
import { encodeRecord } from '../trace/record-json.ts';
import type { TracedEvent, TraceRecord } from '../trace/trace-record.ts';
import type { TraceSink } from '../trace/trace-sink.ts';
import { LineReader, type ReadLine } from './line-reader.ts';
import { BundleError } from './read-bundle.ts';
import type { BundleManifest } from './bundle-format.ts';
import { PACKAGE_VERSION } from './run-info.ts';
import { recordOne } from './run-one.ts';
import type { RunTask } from './run-task.ts';

/** The first difference between two runs: a line of each trace, null where one has ended. */
export interface Difference {
  /** From 1. */
  readonly line: number;
  readonly then: string | null;
  readonly now: string | null;
}

/** What is needed to run something again, and to compare it with what was. */
interface Repeatable {
  readonly manifest: Pick<BundleManifest, 'seed' | 'profile' | 'versions'> & Partial<Pick<BundleManifest, 'guardEnd'>>;
  readonly scenario: Scenario;
  /** Null where there is no trace. */
  readonly tracePath: string | null;
  /** Lines of either trace that are not compared, because a scenario says the same in another way. None unless given. */
  readonly leavesOut?: (line: string) => boolean;
}

export interface Replayed {
  readonly result: ScenarioResult;
  /** What the viewer shows of it, where that was asked for. */
  readonly cars: readonly ViewedCar[];
  /** Null where every line is the same, as far as the bundle's trace goes. */
  readonly difference: Difference | null;
  /** Number of lines compared. */
  readonly compared: number;
  /** Number of lines of the bundle's trace that were left out. */
  readonly leftOut: number;
  /** False where the bundle's trace is missing, or truncated. */
  readonly traceIsWhole: boolean;
  /** The bundle's trace has former names; it is compared with today's names. */
  readonly hasFormerNames: boolean;
}

/**
 * Repeats the run of a bundle, and compares each event with its trace as it happens.
 *
 * @throws BundleError where the trace cannot be read, or another version compiled the scenario and this one cannot run
 * it
 * @param view how much of it is recorded for the viewer
 */
export async function replayBundle(bundle: Repeatable, view: ViewLimits | null = null): Promise<Replayed> {
  const { manifest, scenario, tracePath } = bundle;
  const reader = tracePath === null ? null : openTrace(tracePath);
  const comparison = new Comparison(reader, bundle.leavesOut);
  try {
    const task = { scenario, ...repetitionOf(manifest), view, tracePath: null };
    const { result, cars } = await recordOne(task, comparison, null, new Turns());
    return { result, cars, ...comparison.end() };
  } catch (error) {
    const version = manifest.versions['virtual-smart-key'];
    if (error instanceof ProfileError) throw usageError(`profile: ${error.message}`);
    if (version === PACKAGE_VERSION || error instanceof BenchError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new BundleError(
      `the scenario that version ${version} compiled cannot be run by ${PACKAGE_VERSION}: ${reason}`,
      `replay it with version ${version}, or run the file in source/`,
      { cause: error },
    );
  } finally {
    reader?.close();
  }
}

/** How the run of a bundle is repeated: its guard ends it where it did, however fast this machine is. */
export function repetitionOf({
  seed,
  profile,
  guardEnd,
}: Repeatable['manifest']): Pick<RunTask, 'seed' | 'profile' | 'guardUs' | 'guardEnd'> {
  return { seed, profile, guardUs: null, ...(guardEnd === undefined || guardEnd === null ? {} : { guardEnd }) };
}

function openTrace(path: string): LineReader {
  try {
    return new LineReader(path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new BundleError(`${path} cannot be read: ${reason}`, 'check its permissions', { cause: error });
  }
}

/** Compares a run with the trace of an earlier one. */
class Comparison implements TraceSink {
  readonly #then: LineReader | null;
  readonly #leavesOut: (line: string) => boolean;
  #line = 0;
  #leftOut = 0;
  #difference: Difference | null = null;
  #isCut = false;
  #hasFormerNames = false;

  constructor(then: LineReader | null, leavesOut: (line: string) => boolean = () => false) {
    this.#then = then;
    this.#leavesOut = leavesOut;
  }

  frame(timeUs: Micros, frame: CanFrame, source: string): void {
    this.#compare({ kind: 'frame', timeUs, source, frame, bus: OWN_BUS });
  }

  event(event: TracedEvent): void {
    this.#compare(event);
  }

  /** The rest of the earlier trace is a difference too. */
  end(): Omit<Replayed, 'result' | 'cars'> {
    if (this.#goesOn) {
      const next = this.#next();
      if (next !== null) this.#difference = { line: this.#line + 1, then: next.text, now: null };
    }
    const traceIsWhole = this.#then !== null && !this.#isCut;
    const hasFormerNames = this.#hasFormerNames;
    const [difference, leftOut] = [this.#difference, this.#leftOut];
    return { difference, compared: this.#line - leftOut, leftOut, traceIsWhole, hasFormerNames };
  }

  get #goesOn(): boolean {
    return this.#then !== null && this.#difference === null && !this.#isCut;
  }

  /** The next line of the earlier trace that counts. */
  #next(): ReadLine | null {
    for (;;) {
      const line = this.#then?.next() ?? null;
      if (line === null || !this.#leavesOut(line.text)) return line;
      this.#line += 1;
      this.#leftOut += 1;
    }
  }

  #compare(record: TraceRecord): void {
    if (!this.#goesOn) return;
    const now = encodeRecord(record);
    if (this.#leavesOut(now)) return;
    const line = this.#next();
    if (line?.isWhole === false) {
      // The disk was full, or the file was truncated: the existing part was the same.
      this.#isCut = true;
      return;
    }
    this.#line += 1;
    const then = line === null ? null : lineWithPresentNames(line.text);
    if (line !== null && then !== line.text) this.#hasFormerNames = true;
    if (then !== now) this.#difference = { line: this.#line, then, now };
  }
}
