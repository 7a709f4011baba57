import { mkdtempSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';

import { DEFAULT_PROFILE } from '../../ecu-sim/profile.ts';
import type { Artifact, RunInfo } from '../report/run-report.ts';
import type { ProfileFields } from '../scenario/scenario.ts';
import { TraceFileError } from '../trace/trace-file-error.ts';
import { exportFrames } from '../trace/export-frames.ts';
import { BUNDLE_TRACE_RECORDS } from './bundle-format.ts';
import { makeReportFolder, ReportError, writing } from './report-error.ts';
import type { PlannedRun } from './run-plan.ts';
import type { RunOutcome } from './run-task.ts';
import { writeBundle } from './write-bundle.ts';

interface RunArtifactsOptions {
  /** The folder to which paths of artifacts are relative. */
  readonly reportFolder: string;
  /** Folder of the bundles of failed runs; null keeps none. */
  readonly bundleFolder: string | null;
  /** Folder of the traces of all runs; null keeps only those of bundles. */
  readonly traceFolder: string | null;
  readonly profile: ProfileFields;
  readonly info: Pick<RunInfo, 'bench' | 'command' | 'commit' | 'node' | 'version'>;
  readonly repeatOf: (result: RunOutcome['result']) => string;
}

/**
 * Traces are written during a run, because only its end shows whether it passes; unneeded ones are removed then. Write
 * errors are reported as trouble, and do not stop the measurement.
 */
export class RunArtifacts {
  readonly #options: RunArtifactsOptions;
  readonly #troubles: string[] = [];
  #meanwhile: string | null = null;

  constructor(options: RunArtifactsOptions) {
    this.#options = options;
  }

  /** Creates the folders that must exist before anything runs. */
  async open(): Promise<void> {
    const { traceFolder, bundleFolder } = this.#options;
    await this.#trying(async () => {
      if (traceFolder !== null) await makeReportFolder(traceFolder);
      else if (bundleFolder !== null) {
        const stem = join(tmpdir(), 'smartkey-run-');
        this.#meanwhile = await writing(stem, () => Promise.resolve(mkdtempSync(stem)));
      }
    });
  }

  /** What could not be written, each once. */
  get troubles(): readonly string[] {
    return [...new Set(this.#troubles)];
  }

  /** The path of a run's JSONL trace while it runs; null where none is needed. */
  tracePathOf({ slug }: PlannedRun): string | null {
    const folder = this.#options.traceFolder ?? this.#meanwhile;
    return folder === null ? null : join(folder, `${slug}.jsonl`);
  }

  /** How much of a run's trace is written: one record more than a bundle takes, which so knows that there are more. */
  get traceRecords(): number | undefined {
    return this.#options.traceFolder === null ? BUNDLE_TRACE_RECORDS + 1 : undefined;
  }

  /**
   * Keeps or removes the files of a run.
   *
   * @param attempt the number of an attempt that is followed by another; null for the one that counts
   */
  async keep(planned: PlannedRun, outcome: RunOutcome, attempt: number | null): Promise<readonly Artifact[]> {
    const { traceFolder, bundleFolder } = this.#options;
    const artifacts: Artifact[] = [];
    const slug = attempt === null ? planned.slug : `${planned.slug}.attempt-${attempt}`;
    const tracePath = outcome.traceTrouble === null ? await this.#traceOf(planned, slug) : null;
    if (outcome.traceTrouble !== null) this.#troubles.push(outcome.traceTrouble);
    await this.#trying(async () => {
      if (traceFolder === null || tracePath === null) return;
      const paths = [tracePath, ...(await exportFrames(tracePath, this.#calendarStart()))];
      artifacts.push(...paths.map((path) => ({ kind: 'trace' as const, path, href: this.#hrefOf(path) })));
    });
    await this.#trying(async () => {
      if (bundleFolder === null || outcome.result.verdict === 'pass') return;
      const folder = join(bundleFolder, `${slug}.bundle`);
      const { profile, info, repeatOf } = this.#options;
      const { result, guardEnd } = outcome;
      const run = { scenario: planned.scenario, result, guardEnd };
      const contents = { ...run, profile, info, repeat: repeatOf(result), tracePath };
      await writeBundle(folder, { ...contents, calendarStart: this.#calendarStart() });
      artifacts.push({ kind: 'bundle', path: folder, href: this.#hrefOf(folder) });
    });
    if (this.#meanwhile !== null && tracePath !== null) await rm(tracePath, { force: true });
    return artifacts;
  }

  /** Removes temporary files. */
  async close(): Promise<void> {
    if (this.#meanwhile !== null) await rm(this.#meanwhile, { recursive: true, force: true });
  }

  /** Under a separate name, where the next attempt would overwrite it. */
  async #traceOf(planned: PlannedRun, slug: string): Promise<string | null> {
    const written = this.tracePathOf(planned);
    if (written === null || slug === planned.slug) return written;
    const path = join(dirname(written), `${slug}.jsonl`);
    await rename(written, path);
    return path;
  }

  #calendarStart(): string {
    const { calendarStart } = this.#options.profile;
    return typeof calendarStart === 'string' ? calendarStart : DEFAULT_PROFILE.calendarStart;
  }

  #hrefOf(path: string): string {
    return relative(this.#options.reportFolder, path).split(sep).join('/');
  }

  async #trying(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      if (!(error instanceof ReportError) && !(error instanceof TraceFileError)) throw error;
      this.#troubles.push(`${error.message} (${error.hint})`);
    }
  }
}
